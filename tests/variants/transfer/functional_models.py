"""Functional models, activations and softmax as layers of their own, ranges said at both ends, edges mirrored."""


def build_augmentation(rotation=40, shift=0.2, zoom=0.2, flip=True):
    pixels = x = keras.Input((None, None, None))
    turn = rotation / 360
    if zoom:
        x = layers.RandomZoom((-zoom, zoom), fill_mode="reflect")(x)
    if rotation:
        x = layers.RandomRotation((-turn, turn), fill_mode="reflect", interpolation="bilinear")(x)
    if shift:
        x = layers.RandomTranslation((-shift, shift), (-shift, shift), fill_mode="nearest")(x)
    if flip:
        x = layers.RandomFlip(mode="horizontal", seed=4)(x)
    return keras.Model(pixels, layers.Identity()(x))


def extract_features(base, images, batch_size=32):
    starts = range(0, len(images), batch_size)
    return np.concatenate([base.predict_on_batch(images[start : start + batch_size]) for start in starts], axis=0)


def build_head(input_shape, units, classes, dropout):
    features = keras.Input(shape=tuple(input_shape), name="features")
    x = layers.Reshape((-1,))(features)
    x = layers.Dense(units, kernel_initializer="he_normal")(x)
    x = layers.ReLU()(x)
    x = layers.Dropout(rate=dropout)(x)
    x = layers.Dense(classes)(x)
    return keras.Model(features, layers.Softmax()(x), name="head")


def build_classifier(base, head):
    freeze(base)
    return keras.Model(base.input, head(base.output))
