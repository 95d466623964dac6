"""Sums up while it goes: each row holds the total so far."""

LOSES = ["test_network_summary_counts", "test_network_summary_vgg16"]


def network_summary(layers, input_shape):
    rows = []
    for layer in layers:
        output_shape = layer_output_shape(layer, input_shape)
        row = {"output_shape": output_shape, "activations": math.prod(output_shape)}
        row["parameters"] = layer_parameters(layer, input_shape)
        row["macs"] = layer_macs(layer, input_shape)
        if rows:
            row["parameters"] += rows[-1]["parameters"]
            row["macs"] += rows[-1]["macs"]
        rows.append(row)
        input_shape = output_shape
    return rows
