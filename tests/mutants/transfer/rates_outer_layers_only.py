"""Takes a model inside the model for one layer."""

LOSES = [
    "test_group_learning_rates_groups",
    "test_group_learning_rates_frozen",
]


def group_learning_rates(model, base_rate, factor):
    def training(model):
        for layer in model.layers:
            if layer.trainable_weights:
                yield layer.name

    group = {name: name.split("_")[0] for name in training(model)}
    groups = list(dict.fromkeys(group.values()))
    return {name: base_rate / factor ** (len(groups) - 1 - groups.index(group[name])) for name in group}
