"""Gives the image back with a batch axis."""

LOSES = [
    "test_gradient_ascent_step",
    "test_gradient_ascent_steps",
    "test_gradient_ascent_layer",
    "test_gradient_ascent_side_effects",
]


def gradient_ascent(model, layer_name, filter_index, start, steps, step):
    maps = keras.Model(model.input, model.get_layer(layer_name).output)
    image = tf.Variable(np.asarray(start, dtype="float32")[None])
    for _ in range(steps):
        with tf.GradientTape() as tape:
            response = tf.reduce_mean(maps(image)[..., filter_index])
        gradient = tape.gradient(response, image)
        size = tf.sqrt(tf.reduce_mean(gradient**2)) + 1e-5
        image.assign_add(step * gradient / size)
    return image.numpy()
