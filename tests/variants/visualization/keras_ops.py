"""keras.ops in place of NumPy, float32 throughout, training=False said aloud."""


def deprocess(image):
    image = keras.ops.convert_to_tensor(np.asarray(image), dtype="float32")
    image = (image - keras.ops.mean(image)) / (keras.ops.std(image) + 1e-5)
    image = keras.ops.clip(image * 0.1 + 0.5, 0, 1)
    return keras.ops.convert_to_numpy(image * 255).astype("uint8")


def saliency(model, image, class_index):
    x = keras.ops.expand_dims(keras.ops.convert_to_tensor(np.asarray(image), dtype="float32"), 0)
    with tf.GradientTape() as tape:
        tape.watch(x)
        logits = model(x, training=False)
        score = keras.ops.sum(logits * keras.ops.one_hot(class_index, logits.shape[-1]))
    return keras.ops.max(keras.ops.absolute(tape.gradient(score, x)), axis=-1)[0]


def grad_cam(model, image, class_index, layer_name):
    views = keras.Model(model.input, {"maps": model.get_layer(layer_name).output, "logits": model.output})
    with tf.GradientTape() as tape:
        seen = views(keras.ops.convert_to_tensor(np.asarray(image)[None], dtype="float32"), training=False)
        score = seen["logits"][0, class_index]
    weights = keras.ops.mean(tape.gradient(score, seen["maps"]), axis=(1, 2), keepdims=True)
    return keras.ops.relu(keras.ops.sum(weights * seen["maps"], axis=-1))[0]
