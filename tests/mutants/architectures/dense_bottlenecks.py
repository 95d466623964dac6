"""With DenseNet-BC's 1 x 1 convolutions."""

LOSES = ["test_dense_block_parameters", "test_dense_block_values"]


def dense_block(x, layers, growth_rate):
    for _ in range(layers):
        new = keras.layers.ReLU()(keras.layers.BatchNormalization()(x))
        new = keras.layers.Conv2D(4 * growth_rate, 1, use_bias=False)(new)
        new = keras.layers.ReLU()(keras.layers.BatchNormalization()(new))
        new = keras.layers.Conv2D(growth_rate, 3, padding="same", use_bias=False)(new)
        x = keras.layers.Concatenate()([x, new])
    return x
