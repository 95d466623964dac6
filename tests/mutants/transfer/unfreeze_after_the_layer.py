"""Begins one layer too late."""

LOSES = [
    "test_unfreeze_from_layers",
    "test_unfreeze_from_unknown",
]


def unfreeze_from(base, layer_name):
    names = [layer.name for layer in base.layers]
    if layer_name not in names:
        raise ValueError(layer_name)
    base.trainable = True
    for place, layer in enumerate(base.layers):
        later = place > names.index(layer_name)
        layer.trainable = later and not isinstance(layer, layers.BatchNormalization)
    return base
