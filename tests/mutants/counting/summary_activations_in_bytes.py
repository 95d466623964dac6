"""Reports bytes instead of numbers."""

LOSES = ["test_network_summary_counts", "test_network_summary_vgg16"]


def network_summary(layers, input_shape):
    rows = []
    for layer in layers:
        output_shape = layer_output_shape(layer, input_shape)
        row = {"output_shape": output_shape, "activations": 4 * math.prod(output_shape)}
        row["parameters"] = layer_parameters(layer, input_shape)
        row["macs"] = layer_macs(layer, input_shape)
        rows.append(row)
        input_shape = output_shape
    return rows
