"""Without shuffle a batch is a view, and preparing it changes the pictures for the next epoch."""

LOSES = [
    "test_make_pipeline_scale",
]


def make_pipeline(images, labels, batch_size, shuffle=False, seed=0, augment=None):
    images = np.asarray(images, "float32")

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
            chosen = self.order[rows] if shuffle else rows
            pixels = images[chosen]
            if augment is not None:
                pixels = np.array(augment(pixels, training=True))
            pixels -= 127
            pixels /= 128
            return pixels, labels[chosen]

    return Pipeline()
