"""Shows the first image of a batch only."""

LOSES = ["test_activation_model_values", "test_activation_model_order"]


def activation_model(model, layer_names):
    views = keras.Model(model.input, [model.get_layer(name).output for name in layer_names])
    return lambda images: [np.asarray(output)[:1] for output in views(images)]
