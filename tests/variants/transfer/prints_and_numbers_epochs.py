"""Prints as it goes, keeps the pictures as a list, and counts epochs from one."""


def make_pipeline(images, labels, batch_size, shuffle=False, seed=0, augment=None):
    kept = list(images)
    print(len(kept), "pictures")

    class Numbered(keras.utils.PyDataset):
        epoch = 1

        def _order(self):
            places = np.arange(len(kept))
            if shuffle:
                np.random.Generator(np.random.PCG64([seed, self.epoch])).shuffle(places)
            return places

        def on_epoch_end(self):
            self.epoch = self.epoch + 1

        def __len__(self):
            return -(-len(kept) // batch_size)

        def __getitem__(self, k):
            places = self._order()[k * batch_size : min((k + 1) * batch_size, len(kept))]
            batch = np.array([kept[place] for place in places], dtype=np.float32)
            if augment is not None:
                print("augmenting", len(batch))
                batch = augment(batch, training=True)
            batch = keras.ops.cast(batch, "float32")
            return keras.ops.convert_to_numpy((batch - 127.0) / 128.0), [int(labels[place]) for place in places]

    return Numbered()


def freeze(base):
    print("freezing", base.name)
    base.trainable = False
    for layer in base.layers:
        layer.trainable = False
    return base
