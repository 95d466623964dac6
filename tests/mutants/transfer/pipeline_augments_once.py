"""Augments everything at the start: every epoch sees the same pictures."""

LOSES = [
    "test_make_pipeline_augment",
]


def make_pipeline(images, labels, batch_size, shuffle=False, seed=0, augment=None):
    images = np.asarray(images, "float32")
    if augment is not None:
        images = np.asarray(augment(images, training=True))

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
            return (images[chosen] - 127) / 128, labels[chosen]

    return Pipeline()
