"""What a Keras model costs: parameters, multiply-adds and activations, layer by layer.

The arithmetic is `convcourse.counting`'s; here a Keras layer becomes the plain dictionary that it reads.
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import keras
from keras import layers

from convcourse import counting


@contextmanager
def without_weights() -> Iterator[None]:
    """Models built inside have shapes and counts, but no weights: VGG then takes milliseconds, not 550 MB.

        with without_weights():
            model = vgg("D")
        model.count_params()

    Such a model can be counted and drawn, not run. Keras's automatic layer names start again afterwards.
    """
    try:
        with keras.StatelessScope(initialize_variables=False):
            yield
    finally:
        # Keras remembers the variables to fill them later: make it forget them.
        keras.utils.clear_session(free_memory=False)


def trainable_parameters(model: keras.Model | keras.Layer) -> int:
    """Numbers that training changes: the running means and variances of batch norm are not among them."""
    return sum(math.prod(weight.shape) for weight in model.trainable_weights)


def model_costs(model: keras.Model) -> list[dict[str, Any]]:
    """One row a layer, in the model's order: name, type, output_shape, parameters, macs, activations.

    parameters   all that Keras counts, batch norm's statistics too
    macs         multiply-adds of convolutions and dense layers for one image, biases not counted
    activations  numbers in the layer's output for one image; times 4 they are bytes in float32
    raises       ValueError for a convolution, or a dense layer on maps, that `convcourse.counting` does not know
    """
    rows = []
    for layer in model.layers:
        if isinstance(layer, layers.InputLayer):
            continue
        spec, output = layer_spec(layer), _shape(layer.output)
        rows.append(
            {
                "name": layer.name,
                "type": type(layer).__name__,
                "output_shape": output,
                "parameters": layer.count_params() if isinstance(layer, layers.Layer) else 0,
                "macs": counting.layer_macs(spec, _spatial(layer, _shape(layer.input))) if spec else 0,
                "activations": math.prod(output),
            }
        )
    return rows


def total(rows: list[dict[str, Any]], column: str) -> int:
    """Sum of a column of `model_costs`."""
    return sum(row[column] for row in rows)


def layer_spec(layer: keras.Layer) -> counting.Layer | None:
    """The layer as `convcourse.counting` writes it; None for layers that it does not know and that multiply nothing.

    A 1-D convolution becomes a 2-D one of width 1.
    raises  ValueError for a convolution that cannot be written so
    """
    kind = KINDS.get(type(layer))
    if kind is None:
        if hasattr(layer, "kernel_size"):
            raise ValueError(f"{layer.name}: no count for a {type(layer).__name__}")
        return None
    if kind == "dense":
        return {"type": kind, "units": layer.units, "use_bias": layer.use_bias}
    if kind in ("global_pool", "flatten", "batch_norm"):
        return {"type": kind}
    if kind == "pool":
        return {"type": kind, "kernel_size": layer.pool_size, "stride": layer.strides, "padding": layer.padding}
    if getattr(layer, "depth_multiplier", 1) != 1 or layer.padding not in ("same", "valid"):
        raise ValueError(f"{layer.name}: no count for this depth multiplier or padding")
    one = (1,) if isinstance(layer, layers.Conv1D) else ()
    spec = {
        "type": kind,
        "kernel_size": (*layer.kernel_size, *one),
        "stride": (*layer.strides, *one),
        "dilation": (*layer.dilation_rate, *one),
        "padding": layer.padding,
        "use_bias": layer.use_bias,
    }
    if kind == "conv":
        spec["groups"] = layer.groups
    if kind != "depthwise":
        spec["filters"] = layer.filters
    return spec


KINDS = {
    layers.Conv2D: "conv",
    layers.Conv1D: "conv",
    layers.DepthwiseConv2D: "depthwise",
    layers.SeparableConv2D: "separable",
    layers.MaxPooling2D: "pool",
    layers.AveragePooling2D: "pool",
    layers.GlobalAveragePooling2D: "global_pool",
    layers.GlobalMaxPooling2D: "global_pool",
    layers.Flatten: "flatten",
    layers.Dense: "dense",
    layers.BatchNormalization: "batch_norm",
}


def _shape(tensor: keras.KerasTensor | list[keras.KerasTensor]) -> tuple[int, ...]:
    """Shape without the batch; of the first tensor if there are several."""
    return tuple((tensor[0] if isinstance(tensor, list) else tensor).shape[1:])


def _spatial(layer: keras.Layer, shape: tuple[int, ...]) -> tuple[int, ...]:
    """(steps, channels) of a 1-D convolution as (steps, 1, channels)."""
    return (shape[0], 1, shape[1]) if isinstance(layer, layers.Conv1D) else shape
