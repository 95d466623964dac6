"""A model class that varies one picture after the other's parameters, and flattens what it joins."""


class Augmentation(keras.Model):
    def __init__(self, rotation, shift, zoom, flip):
        super().__init__()
        settings = {"fill_mode": "nearest", "interpolation": "bilinear"}
        self.turn = layers.RandomRotation(rotation / 360, **settings)
        self.move = layers.RandomTranslation(height_factor=shift, width_factor=shift, **settings)
        self.zoom = layers.RandomZoom(height_factor=zoom, **settings)
        self.mirror = layers.RandomFlip("horizontal") if flip else None

    def call(self, pixels, training=False):
        pixels = keras.ops.convert_to_tensor(pixels, "float32")
        if not training:
            return pixels
        if self.mirror is not None:
            pixels = self.mirror(pixels, training=True)
        return self.move(self.zoom(self.turn(pixels, training=True), training=True), training=True)


def build_augmentation(rotation=40, shift=0.2, zoom=0.2, flip=True):
    return Augmentation(rotation, shift, zoom, flip)


def build_head(input_shape, units, classes, dropout):
    model = keras.models.Sequential(name="classifier_head")
    model.add(keras.layers.InputLayer(shape=input_shape))
    model.add(keras.layers.Flatten())
    model.add(keras.layers.Dense(units=units, activation=keras.activations.relu))
    if dropout > 0:
        model.add(keras.layers.Dropout(dropout, seed=3))
    model.add(keras.layers.Dense(units=classes, activation="softmax"))
    return model


def build_classifier(base, head):
    frozen = freeze(base)
    pictures = keras.layers.Input(shape=frozen.input_shape[1:])
    features = frozen(pictures, training=False)
    return keras.models.Model(inputs=[pictures], outputs=head(features))
