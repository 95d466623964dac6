"""A batch norm over everything at the end."""

LOSES = ["test_dense_block_keeps", "test_dense_block_parameters", "test_dense_block_values"]


def dense_block(x, layers, growth_rate):
    for _ in range(layers):
        new = keras.layers.ReLU()(keras.layers.BatchNormalization()(x))
        new = keras.layers.Conv2D(growth_rate, 3, padding="same", use_bias=False)(new)
        x = keras.layers.Concatenate()([x, new])
    return keras.layers.BatchNormalization()(x)
