"""Dense layers without biases."""

LOSES = ["test_se_block_parameters"]


def se_block(x, ratio=16):
    channels = x.shape[-1]
    factors = layers.GlobalAveragePooling2D(keepdims=True)(x)
    factors = layers.Dense(max(1, channels // ratio), activation="relu", use_bias=False)(factors)
    factors = layers.Dense(channels, activation="sigmoid", use_bias=False)(factors)
    return layers.Multiply()([x, factors])
