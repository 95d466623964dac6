"""A class in front of the function, Python's own random numbers, and a loop wherever one fits."""

import random


class Batches(keras.utils.PyDataset):
    def __init__(self, images, labels, batch_size, shuffle, seed, augment, **settings):
        super().__init__(**settings)
        self.images, self.labels, self.augment = images, labels, augment
        self.batch_size, self.shuffle, self.seed = batch_size, shuffle, seed
        self.number = -1
        self.on_epoch_end()

    def on_epoch_end(self):
        self.number += 1
        self.places = list(range(len(self.labels)))
        if self.shuffle:
            random.Random(f"{self.seed} and {self.number}").shuffle(self.places)

    def __len__(self):
        return len(range(0, len(self.images), self.batch_size))

    def __getitem__(self, index):
        places = self.places[index * self.batch_size :][: self.batch_size]
        pixels = np.stack([np.array(self.images[place], dtype="float32") for place in places])
        if self.augment:
            pixels = np.asarray(self.augment(pixels, training=True), dtype="float32")
        pixels = np.divide(pixels - np.float32(127), np.float32(128))
        return pixels, np.array([self.labels[place] for place in places])


def make_pipeline(images, labels, batch_size, shuffle=False, seed=0, augment=None):
    return Batches(images, labels, batch_size, shuffle, seed, augment, workers=1)


def extract_features(base, images, batch_size=32):
    features = []
    for start in range(0, len(images), batch_size):
        features.extend(np.asarray(base(images[start : start + batch_size], training=False)))
    return features


def freeze(base):
    for layer in base.layers:
        layer.trainable = False
    return base


def unfreeze_from(base, layer_name):
    if not any(layer.name == layer_name for layer in base.layers):
        raise ValueError("no such layer")
    found = False
    for layer in base.layers:
        if layer.name == layer_name:
            found = True
        if found and "BatchNormalization" not in type(layer).__name__:
            layer.trainable = True
        else:
            layer.trainable = False
    return base


def group_learning_rates(model, base_rate, factor):
    def walk(model):
        found = []
        for layer in model.layers:
            found += walk(layer) if hasattr(layer, "layers") else [layer]
        return found

    rates, rate, before = {}, base_rate, None
    for layer in reversed(walk(model)):
        if len(layer.trainable_weights) == 0:
            continue
        group = layer.name.partition("_")[0]
        if before is not None and group != before:
            rate = rate / factor
        before = group
        rates[layer.name] = rate
    return rates
