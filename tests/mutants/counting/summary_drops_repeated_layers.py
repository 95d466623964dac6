"""Keeps one row for equal layers, so VGG16 loses half of its own."""

LOSES = ["test_network_summary_vgg16"]


def network_summary(layers, input_shape):
    rows = []
    for layer in layers:
        output_shape = layer_output_shape(layer, input_shape)
        row = {"output_shape": output_shape, "activations": math.prod(output_shape)}
        row["parameters"] = layer_parameters(layer, input_shape)
        row["macs"] = layer_macs(layer, input_shape)
        if row not in rows:
            rows.append(row)
        input_shape = output_shape
    return rows
