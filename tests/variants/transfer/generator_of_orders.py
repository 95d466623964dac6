"""Orders come from a Python generator; batches from np.array_split; closures instead of attributes."""


def make_pipeline(images, labels, batch_size, shuffle=False, seed=0, augment=None):
    count = len(images)

    def orders():
        draw = np.random.RandomState(seed)
        while True:
            yield draw.permutation(count) if shuffle else np.arange(count)

    coming = orders()

    class Dataset(keras.utils.PyDataset):
        def __init__(self):
            super().__init__(workers=1, use_multiprocessing=False)
            self.next()

        def next(self):
            self.batches = np.array_split(next(coming), range(batch_size, count, batch_size))

        on_epoch_end = next

        def __len__(self):
            return len(self.batches)

        def __getitem__(self, number):
            x = np.take(images, self.batches[number], axis=0).astype(np.float32)
            x = x if augment is None else augment(x, training=True)
            return keras.ops.convert_to_numpy(x) / np.float32(128) - np.float32(127 / 128), np.take(
                labels, self.batches[number]
            )

    return Dataset()


def build_augmentation(rotation=40, shift=0.2, zoom=0.2, flip=True):
    model = keras.Sequential()
    if flip:
        model.add(layers.RandomFlip("horizontal"))
    for range_, layer, factors in (
        (rotation, layers.RandomRotation, [rotation / 360.0]),
        (shift, layers.RandomTranslation, [shift, shift]),
        (zoom, layers.RandomZoom, [zoom]),
    ):
        if range_ > 0:
            model.add(layer(*factors, fill_mode="nearest"))
    model.add(layers.Activation("linear"))
    return model


def build_classifier(base, head):
    return keras.Sequential([keras.Input(base.input_shape[1:]), freeze(base), head])
