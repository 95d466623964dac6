"""A class that remembers its shapes; the functions ask it."""


class Counted:
    def __init__(self, layer, input_shape):
        self.input = tuple(input_shape)
        self.kind = layer["type"]
        self.layer = dict(layer)
        self.layer.setdefault("stride", layer.get("kernel_size") if self.kind == "pool" else 1)

    def get(self, key, axis):
        value = self.layer.get(key, {"padding": "valid"}.get(key, 1))
        return value[axis] if isinstance(value, (tuple, list)) else value

    @property
    def area(self):
        return self.get("kernel_size", 0) * self.get("kernel_size", 1)

    @property
    def output(self):
        if self.kind in ("conv", "depthwise", "separable", "pool"):
            sides = []
            for axis in range(2):
                keys = ("kernel_size", "stride", "padding", "dilation")
                sides.append(output_size(self.input[axis], *(self.get(key, axis) for key in keys)))
            for number in (self.input[2], self.layer.get("filters", 0)):
                if number % self.layer.get("groups", 1):
                    raise ValueError("groups")
            return sides + [self.layer.get("filters", self.input[2])]
        if self.kind == "dense" and len(self.input) == 1:
            return [self.layer["units"]]
        if self.kind in ("flatten", "global_pool"):
            return [math.prod(self.input) if self.kind == "flatten" else self.input[-1]]
        if self.kind == "batch_norm":
            return list(self.input)
        raise ValueError(f"{self.kind} on {self.input}")

    @property
    def weights(self):
        channels = self.input[-1]
        if self.kind == "conv":
            return self.area * (channels // self.layer.get("groups", 1)) * self.layer["filters"]
        if self.kind == "dense":
            return channels * self.layer["units"]
        depthwise = self.area * channels if self.kind in ("depthwise", "separable") else 0
        return depthwise + (channels * self.layer["filters"] if self.kind == "separable" else 0)

    @property
    def biases(self):
        if not self.weights or not self.layer.get("use_bias", True):
            return 0
        return self.output[-1]


def layer_output_shape(layer, input_shape):
    return Counted(layer, input_shape).output


def layer_parameters(layer, input_shape):
    if layer["type"] == "batch_norm":
        return input_shape[-1] * 4
    counted = Counted(layer, input_shape)
    return counted.weights + counted.biases


def layer_macs(layer, input_shape):
    counted = Counted(layer, input_shape)
    macs = counted.weights
    for places in counted.output[:-1]:
        macs *= places
    return macs


def network_summary(layers, input_shape):
    rows = []
    for layer in layers:
        counted = Counted(layer, input_shape)
        input_shape = counted.output
        row = dict(type=layer["type"], output_shape=counted.output, activations=int(np.prod(counted.output)))
        rows.append(
            row | {"parameters": layer_parameters(layer, counted.input), "macs": layer_macs(layer, counted.input)}
        )
    return rows
