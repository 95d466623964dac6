"""No squeeze: every pixel has factors of its own."""

LOSES = ["test_se_block_scales", "test_se_block_values"]


def se_block(x, ratio=16):
    channels = x.shape[-1]
    factors = x
    factors = layers.Dense(max(1, channels // ratio), activation="relu")(factors)
    factors = layers.Dense(channels, activation="sigmoid")(factors)
    return layers.Multiply()([x, factors])
