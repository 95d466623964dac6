"""Occlusion square by square, and an ascent of the sum instead of the mean."""


def gradient_ascent(model, layer_name, filter_index, start, steps, step):
    part = keras.Model(inputs=model.inputs, outputs=[model.get_layer(layer_name).output])
    image = np.array(start, dtype="float32")
    for _ in range(steps):
        pixels = tf.convert_to_tensor(image[None])
        with tf.GradientTape() as tape:
            tape.watch(pixels)
            maps = part(pixels)
            maps = maps[0] if isinstance(maps, list) else maps
            response = tf.reduce_sum(maps[..., filter_index]) / float(np.prod(maps.shape[1:3]))
        gradient = tape.gradient(response, pixels)[0].numpy()
        image = image + step * gradient / (np.sqrt(np.square(gradient).mean()) + 1e-5)
    return image.astype("float64")


def occlusion(model, image, class_index, size, stride):
    image = np.array(image, dtype="float32")

    def logit(picture):
        return float(model(picture[None])[0, class_index])

    whole, falls, i = logit(image), [], 0
    while i + size <= image.shape[0]:
        row, j = [], 0
        while j + size <= image.shape[1]:
            mask = np.ones(image.shape[:2] + (1,), dtype="float32")
            mask[i : i + size, j : j + size] = 0
            row.append(whole - logit(image * mask))
            j += stride
        falls.append(row)
        i += stride
    return falls
