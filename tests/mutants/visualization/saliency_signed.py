"""Takes the largest signed slope of the channels."""

LOSES = ["test_saliency_linear", "test_saliency_channels", "test_saliency_class", "test_saliency_relu"]


def saliency(model, image, class_index):
    pixels = tf.constant(np.asarray(image, dtype="float32")[None])
    with tf.GradientTape() as tape:
        tape.watch(pixels)
        logit = model(pixels)[0, class_index]
    return np.max(tape.gradient(logit, pixels)[0], axis=-1)
