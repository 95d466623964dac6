"""Divides by the largest number also where that is 0."""

LOSES = ["test_grad_cam_nothing"]


def grad_cam(model, image, class_index, layer_name):
    views = keras.Model(model.input, [model.get_layer(layer_name).output, model.output])
    with tf.GradientTape() as tape:
        maps, logits = views(np.asarray(image, dtype="float32")[None])
        logit = logits[0, class_index]
    slopes = tape.gradient(logit, maps)[0]
    weights = np.mean(slopes, axis=(0, 1))
    heat = np.maximum(maps[0] @ weights[:, None], 0)[..., 0]
    return heat / heat.max()
