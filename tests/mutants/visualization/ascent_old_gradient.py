"""Takes the gradient once, at the start, and walks on blindly."""

LOSES = ["test_gradient_ascent_steps"]


def gradient_ascent(model, layer_name, filter_index, start, steps, step):
    maps = keras.Model(model.input, model.get_layer(layer_name).output)
    image = tf.Variable(np.asarray(start, dtype="float32")[None])
    with tf.GradientTape() as tape:
        response = tf.reduce_mean(maps(image)[..., filter_index])
    gradient = tape.gradient(response, image)
    for _ in range(steps):
        size = tf.sqrt(tf.reduce_mean(gradient**2)) + 1e-5
        image.assign_add(step * gradient / size)
    return image.numpy()[0]
