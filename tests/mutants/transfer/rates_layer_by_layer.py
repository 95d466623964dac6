"""Every layer is a group of its own."""

LOSES = [
    "test_group_learning_rates_groups",
    "test_group_learning_rates_frozen",
]


def group_learning_rates(model, base_rate, factor):
    def training(model):
        for layer in model.layers:
            if isinstance(layer, keras.Model):
                yield from training(layer)
            elif layer.trainable_weights:
                yield layer.name

    group = {name: name.split("_")[0] for name in training(model)}
    groups = list(dict.fromkeys(group.values()))
    return {name: base_rate / factor ** (len(group) - 1 - list(group).index(name)) for name in group}
