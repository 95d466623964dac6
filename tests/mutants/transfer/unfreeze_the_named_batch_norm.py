"""A batch norm that is named learns."""

LOSES = [
    "test_unfreeze_from_batch_norm",
]


def unfreeze_from(base, layer_name):
    names = [layer.name for layer in base.layers]
    if layer_name not in names:
        raise ValueError(layer_name)
    base.trainable = True
    for place, layer in enumerate(base.layers):
        later = place >= names.index(layer_name)
        layer.trainable = later and (layer.name == layer_name or not isinstance(layer, layers.BatchNormalization))
    return base
