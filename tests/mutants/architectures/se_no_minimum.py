"""No squeezed channel is left of few."""

LOSES = ["test_se_block_parameters"]


def se_block(x, ratio=16):
    channels = x.shape[-1]
    factors = layers.GlobalAveragePooling2D(keepdims=True)(x)
    factors = layers.Dense(channels // ratio, activation="relu")(factors)
    factors = layers.Dense(channels, activation="sigmoid")(factors)
    return layers.Multiply()([x, factors])
