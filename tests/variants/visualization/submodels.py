"""One sub-model for each layer, gradients through the rest of the network, lists as results."""


def activation_model(model, layer_names):
    parts = [keras.Model(model.input, model.get_layer(name).output) for name in layer_names]
    return lambda images: [part(np.asarray(images)).numpy() for part in parts]


def deprocess(image):
    values = np.array(image, dtype="float64").ravel()
    values = (values - np.mean(values)) / (np.std(values) + 1e-5) * 0.1 + 0.5
    pixels = [min(max(value, 0.0), 1.0) * 255 for value in values]
    return np.array(pixels).astype("uint8").reshape(np.shape(image))


def saliency(model, image, class_index):
    pixels = tf.Variable(np.array(image, dtype="float32")[np.newaxis])
    with tf.GradientTape() as tape:
        score = tf.reduce_sum(model(pixels)[:, class_index])
    slopes = tape.gradient(score, pixels).numpy()[0]
    return [[max(abs(float(slope)) for slope in pixel) for pixel in row] for row in slopes]


def grad_cam(model, image, class_index, layer_name):
    layer = model.get_layer(layer_name)
    before, after = keras.Model(model.input, layer.output), keras.Model(layer.output, model.output)
    maps = tf.Variable(before(np.array(image, dtype="float32")[np.newaxis]))
    with tf.GradientTape() as tape:
        score = after(maps)[0, class_index]
    weights = tf.reduce_mean(tape.gradient(score, maps), axis=(0, 1, 2))
    heat = tf.nn.relu(tf.reduce_sum(maps[0] * weights, axis=-1)).numpy()
    return (heat / heat.max() if heat.max() > 0 else heat).tolist()
