"""Shows what goes into a layer, not what comes out."""

LOSES = ["test_activation_model_values", "test_activation_model_order", "test_gradient_ascent_side_effects"]


def activation_model(model, layer_names):
    return keras.Model(model.input, [model.get_layer(name).input for name in layer_names])
