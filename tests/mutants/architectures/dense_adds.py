"""Adds the new maps instead of stacking them."""

LOSES = ["test_dense_block_keeps", "test_dense_block_parameters", "test_dense_block_values"]


def dense_block(x, layers, growth_rate):
    for _ in range(layers):
        new = keras.layers.ReLU()(keras.layers.BatchNormalization()(x))
        x = keras.layers.Add()([x, keras.layers.Conv2D(x.shape[-1], 3, padding="same", use_bias=False)(new)])
    return x
