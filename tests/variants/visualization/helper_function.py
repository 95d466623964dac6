"""One helper takes every gradient; a dictionary of layers; tensors as results."""


def slopes_of(function, at):
    """The gradient of a scalar function, at an array, without a batch axis."""
    at = tf.convert_to_tensor(np.asarray(at, dtype="float32")[None])
    with tf.GradientTape() as tape:
        tape.watch(at)
        value = function(at)
    return tape.gradient(value, at)[0]


def activation_model(model, layer_names):
    layers = {layer.name: layer for layer in model.layers}
    return keras.Model(model.input, tuple(layers[name].output for name in layer_names))


def gradient_ascent(model, layer_name, filter_index, start, steps, step):
    part = keras.Model(model.input, model.get_layer(layer_name).output)
    image = tf.identity(np.asarray(start, dtype="float32"))
    for _ in range(steps):
        slopes = slopes_of(lambda x: tf.reduce_mean(part(x)[:, :, :, filter_index]), image)
        image = image + step * slopes / (tf.math.reduce_std(slopes) ** 2 + tf.reduce_mean(slopes) ** 2) ** 0.5
    return image


def saliency(model, image, class_index):
    return tf.reduce_max(tf.abs(slopes_of(lambda x: model(x)[0, class_index], image)), axis=-1)
