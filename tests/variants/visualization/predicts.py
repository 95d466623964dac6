"""With model.predict where no gradient is needed, and einsum where one is."""


def activation_model(model, layer_names):
    views = keras.Model(inputs=model.inputs, outputs=[model.get_layer(name).output for name in layer_names])
    return lambda images: views.predict(np.asarray(images), verbose=0)


def grad_cam(model, image, class_index, layer_name):
    views = keras.Model(model.inputs, [model.get_layer(layer_name).output, model.outputs[0]])
    x = tf.constant(np.asarray(image)[None], dtype=tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(x)
        maps, logits = views([x])
        chosen = tf.gather(logits, [class_index], axis=1)
    slopes = tape.gradient(chosen, maps)
    weights = np.einsum("nijc->c", slopes) / np.prod(slopes.shape[1:3])
    return np.clip(np.einsum("nijc,c->ij", maps, weights), 0, None)


def occlusion(model, image, class_index, size, stride):
    image = np.asarray(image, dtype="float32")
    height, width = ((side - size) // stride + 1 for side in image.shape[:2])
    batch = np.repeat(image[None], height * width + 1, axis=0)
    for number in range(height * width):
        i, j = divmod(number, width)
        batch[number + 1, i * stride : i * stride + size, j * stride : j * stride + size, :] = 0
    logits = model.predict(batch, verbose=0)[:, class_index]
    return np.reshape(logits[0] - logits[1:], (height, width))
