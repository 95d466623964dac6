"""Thaws single layers and leaves the flag of the base as it is; groups by itertools; rates as NumPy makes them."""

import itertools


def freeze(base):
    base.trainable = True
    base.trainable = False
    return base


def unfreeze_from(base, layer_name):
    try:
        start = base.layers.index(base.get_layer(layer_name))
    except ValueError as error:
        raise ValueError(f"{layer_name} is not here") from error
    freeze(base)
    for layer in base.layers[start:]:
        if not isinstance(layer, keras.layers.BatchNormalization):
            layer.trainable = True
    return base


def group_learning_rates(model, base_rate, factor):
    queue, learning = list(model.layers), []
    while queue:
        layer = queue.pop(0)
        if isinstance(layer, keras.Model):
            queue = list(layer.layers) + queue
        elif layer.trainable_variables:
            learning.append(layer.name)
    groups = [list(names) for _, names in itertools.groupby(learning, key=lambda name: name.split("_", 1)[0])]
    rates = base_rate * np.power(1.0 / factor, np.arange(len(groups))[::-1])
    return {name: rate for names, rate in zip(groups, rates) for name in names}


def extract_features(base, images, batch_size=32):
    function = keras.Model(base.inputs, base.outputs[0])
    batches = np.split(np.asarray(images), np.arange(batch_size, len(images), batch_size))
    return np.vstack([keras.ops.convert_to_numpy(function(batch, training=False)) for batch in batches])
