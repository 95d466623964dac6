"""Gives a map as large as the image."""

LOSES = ["test_grad_cam_values", "test_grad_cam_layer", "test_grad_cam_points", "test_grad_cam_cat"]


def grad_cam(model, image, class_index, layer_name):
    views = keras.Model(model.input, [model.get_layer(layer_name).output, model.output])
    with tf.GradientTape() as tape:
        maps, logits = views(np.asarray(image, dtype="float32")[None])
        logit = logits[0, class_index]
    slopes = tape.gradient(logit, maps)[0]
    weights = np.mean(slopes, axis=(0, 1))
    heat = np.maximum(maps[0] @ weights[:, None], 0)
    return np.asarray(tf.image.resize(heat, np.shape(image)[:2]))[..., 0]
