"""Counts each layer with its own output's shape."""

LOSES = ["test_network_summary_counts", "test_network_summary_vgg16"]


def network_summary(layers, input_shape):
    rows = []
    for layer in layers:
        output_shape = layer_output_shape(layer, input_shape)
        row = {"output_shape": output_shape, "activations": math.prod(output_shape)}
        row["parameters"] = layer_parameters(layer, output_shape)
        row["macs"] = layer_macs(layer, input_shape)
        rows.append(row)
        input_shape = output_shape
    return rows
