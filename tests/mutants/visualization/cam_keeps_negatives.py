"""Keeps what speaks against the class."""

LOSES = ["test_grad_cam_values", "test_grad_cam_layer", "test_grad_cam_nothing"]


def grad_cam(model, image, class_index, layer_name):
    views = keras.Model(model.input, [model.get_layer(layer_name).output, model.output])
    with tf.GradientTape() as tape:
        maps, logits = views(np.asarray(image, dtype="float32")[None])
        logit = logits[0, class_index]
    slopes = tape.gradient(logit, maps)[0]
    weights = np.mean(slopes, axis=(0, 1))
    return np.asarray(maps[0] @ weights[:, None])[..., 0]
