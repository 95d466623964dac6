"""Thaws the named layer and none of those after it."""

LOSES = [
    "test_unfreeze_from_layers",
]


def unfreeze_from(base, layer_name):
    if layer_name not in [layer.name for layer in base.layers]:
        raise ValueError(layer_name)
    base.trainable = True
    for layer in base.layers:
        layer.trainable = layer.name == layer_name and not isinstance(layer, layers.BatchNormalization)
    return base
