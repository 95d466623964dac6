"""Climbs for the last layer, whatever layer is asked for."""

LOSES = ["test_gradient_ascent_layer"]


def gradient_ascent(model, layer_name, filter_index, start, steps, step):
    maps = keras.Model(model.input, model.layers[-1].output)
    image = tf.Variable(np.asarray(start, dtype="float32")[None])
    for _ in range(steps):
        with tf.GradientTape() as tape:
            response = tf.reduce_mean(maps(image)[..., filter_index])
        gradient = tape.gradient(response, image)
        size = tf.sqrt(tf.reduce_mean(gradient**2)) + 1e-5
        image.assign_add(step * gradient / size)
    return image.numpy()[0]
