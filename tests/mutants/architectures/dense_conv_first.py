"""Convolution, batch norm, ReLU, as elsewhere."""

LOSES = ["test_dense_block_parameters", "test_dense_block_values"]


def dense_block(x, layers, growth_rate):
    for _ in range(layers):
        new = keras.layers.Conv2D(growth_rate, 3, padding="same", use_bias=False)(x)
        new = keras.layers.ReLU()(keras.layers.BatchNormalization()(new))
        x = keras.layers.Concatenate()([x, new])
    return x
