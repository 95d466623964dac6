"""Augments after preparing: what expects pixels gets numbers around 0."""

LOSES = [
    "test_make_pipeline_labels",
    "test_make_pipeline_augment",
]


def make_pipeline(images, labels, batch_size, shuffle=False, seed=0, augment=None):
    class Pipeline(keras.utils.PyDataset):
        def __init__(self):
            super().__init__()
            self.epoch = 0
            self.order = self.new_order()

        def new_order(self):
            return (
                np.random.default_rng(seed + self.epoch).permutation(len(images)) if shuffle else np.arange(len(images))
            )

        def on_epoch_end(self):
            self.epoch += 1
            self.order = self.new_order()

        def __len__(self):
            return math.ceil(len(images) / batch_size)

        def __getitem__(self, k):
            chosen = self.order[k * batch_size : (k + 1) * batch_size]
            pixels = (images[chosen].astype("float32") - 127) / 128
            if augment is not None:
                pixels = np.asarray(augment(pixels, training=True))
            return pixels, labels[chosen]

    return Pipeline()
