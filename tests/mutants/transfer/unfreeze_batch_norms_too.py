"""The lecture's loop: batch norms thaw with the rest."""

LOSES = [
    "test_unfreeze_from_layers",
    "test_unfreeze_from_batch_norm",
    "test_unfreeze_from_unknown",
]


def unfreeze_from(base, layer_name):
    if layer_name not in [layer.name for layer in base.layers]:
        raise ValueError(layer_name)
    base.trainable = True
    set_trainable = False
    for layer in base.layers:
        if layer.name == layer_name:
            set_trainable = True
        layer.trainable = set_trainable
    return base
