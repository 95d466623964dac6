"""Takes for granted that the layers before are frozen already."""

LOSES = [
    "test_unfreeze_from_layers",
    "test_unfreeze_from_unknown",
]


def unfreeze_from(base, layer_name):
    names = [layer.name for layer in base.layers]
    if layer_name not in names:
        raise ValueError(layer_name)
    for layer in base.layers[names.index(layer_name) :]:
        layer.trainable = True
    for layer in base.layers:
        if isinstance(layer, layers.BatchNormalization):
            layer.trainable = False
    return base
