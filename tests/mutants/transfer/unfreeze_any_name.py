"""A name that no layer has freezes everything, without a word."""

LOSES = [
    "test_unfreeze_from_unknown",
]


def unfreeze_from(base, layer_name):
    base.trainable = True
    later = False
    for layer in base.layers:
        later = later or layer.name == layer_name
        layer.trainable = later and not isinstance(layer, layers.BatchNormalization)
    return base
