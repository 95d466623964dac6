"""Counts the multiply-adds with the layer's own output for its input."""

LOSES = ["test_network_summary_counts", "test_network_summary_vgg16"]


def network_summary(layers, input_shape):
    rows = []
    for layer in layers:
        output_shape = layer_output_shape(layer, input_shape)
        row = {"output_shape": output_shape, "activations": math.prod(output_shape)}
        row["parameters"] = layer_parameters(layer, input_shape)
        input_shape = output_shape
        row["macs"] = layer_macs(layer, input_shape)
        rows.append(row)
    return rows
