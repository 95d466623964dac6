"""Shuffles the pictures and not their labels."""

LOSES = [
    "test_make_pipeline_scale",
    "test_make_pipeline_shuffle",
    "test_make_pipeline_labels",
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
            rows = slice(k * batch_size, (k + 1) * batch_size)
            pixels = images[self.order[rows]].astype("float32")
            if augment is not None:
                pixels = np.asarray(augment(pixels, training=True))
            return (pixels - 127) / 128, labels[rows]

    return Pipeline()
