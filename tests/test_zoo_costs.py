"""What a Keras model costs: against numbers worked out by hand, published multiply-adds, and Keras."""

import os
import subprocess
import sys

import keras
import numpy as np
import pytest
from keras import layers

from convcourse import counting, zoo
from convcourse.zoo.costs import layer_spec, model_costs, total, trainable_parameters, without_weights

# Billions of multiply-adds for one image, as torchvision's documentation gives them with its weights.
PUBLISHED_GIGAMACS = {
    "AlexNet (2014)": 0.714,
    "VGG11 (A)": 7.609,
    "VGG13 (B)": 11.308,
    "VGG16 (D)": 15.470,
    "VGG19 (E)": 19.632,
    "GoogLeNet (batch norm)": 1.498,
    "ResNet-18": 1.814,
    "ResNet-34": 3.664,
    "ResNet-50": 4.089,
    "ResNet-101": 7.801,
    "ResNet-152": 11.514,
    "Wide ResNet-50-2": 11.398,
    "ResNeXt-50": 4.230,
    "DenseNet-121": 2.834,
    "DenseNet-169": 3.360,
    "DenseNet-201": 4.291,
    "ShuffleNet v2": 0.145,
    "EfficientNet-B0": 0.386,
}
# Millions, from the papers: MobileNet's table 8, MobileNetV2's table 4, ShuffleNet's table 2, NASNet's table 3.
PUBLISHED_MEGAMACS = {"MobileNet v1": 569, "MobileNet v2": 300, "ShuffleNet v1": 137, "NASNet-Mobile": 564}


@pytest.mark.parametrize("name", PUBLISHED_GIGAMACS)
def test_multiply_adds_are_the_published_ones(name: str) -> None:
    with without_weights():
        rows = model_costs(zoo.build(name))
    assert round(total(rows, "macs") / 1e9, 3) == PUBLISHED_GIGAMACS[name]


@pytest.mark.parametrize("name", PUBLISHED_MEGAMACS)
def test_multiply_adds_are_those_of_the_papers(name: str) -> None:
    with without_weights():
        rows = model_costs(zoo.build(name))
    # some papers cut, some round
    assert abs(total(rows, "macs") / 1e6 - PUBLISHED_MEGAMACS[name]) < 1


def test_rows_of_a_small_model_are_those_worked_out_by_hand() -> None:
    image = keras.Input((9, 6, 4))
    x = layers.Conv2D(6, (3, 2), 2, groups=2, name="grouped")(image)  # (4, 3, 6)
    x = layers.BatchNormalization(scale=False, name="norm")(x)
    y = layers.DepthwiseConv2D(3, padding="same", name="depthwise")(x)
    x = layers.Add(name="add")([x, y])
    x = layers.SeparableConv2D(5, 3, padding="same", name="separable")(x)  # (4, 3, 5)
    x = layers.Dense(7, name="dense")(layers.Flatten(name="flatten")(x))
    rows = {row["name"]: row for row in model_costs(keras.Model(image, x))}
    assert {name: (row["parameters"], row["macs"], row["activations"]) for name, row in rows.items()} == {
        "grouped": (3 * 2 * 2 * 6 + 6, 3 * 2 * 2 * 6 * 12, 72),
        "norm": (3 * 6, 0, 72),
        "depthwise": (9 * 6 + 6, 9 * 6 * 12, 72),
        "add": (0, 0, 72),
        "separable": (9 * 6 + 6 * 5 + 5, (9 * 6 + 6 * 5) * 12, 60),
        "flatten": (0, 0, 60),
        "dense": (60 * 7 + 7, 60 * 7, 7),
    }
    assert rows["grouped"]["output_shape"] == (4, 3, 6)


def test_a_one_dimensional_convolution_counts_too() -> None:
    sound = keras.Input((15, 16))
    rows = model_costs(keras.Model(sound, layers.Conv1D(8, 3, name="conv")(sound)))
    assert rows == [
        {
            "name": "conv",
            "type": "Conv1D",
            "output_shape": (13, 8),
            "parameters": 392,
            "macs": 13 * 384,
            "activations": 104,
        }
    ]


@pytest.mark.parametrize(
    "layer",
    [
        layers.DepthwiseConv2D(3, depth_multiplier=2),
        layers.Conv1D(2, 3, padding="causal"),
        layers.Conv2DTranspose(3, 2),
    ],
)
def test_what_cannot_be_counted_is_refused_rather_than_counted_wrong(layer: keras.Layer) -> None:
    with pytest.raises(ValueError, match="no count"):
        layer_spec(layer)


@pytest.mark.parametrize("name", ["GoogLeNet (batch norm)", "EfficientNet-B0", "AlexNet"])
def test_counting_and_keras_agree_on_every_layer(name: str) -> None:
    with without_weights():
        model = zoo.build(name)
    counted = 0
    for layer in model.layers:
        spec = layer_spec(layer)
        if spec is None or isinstance(layer, layers.InputLayer):
            continue
        shape = layer.input.shape[1:]
        # Keras may keep height and width of a global average as 1 x 1
        ones = (1, 1) if getattr(layer, "keepdims", False) else ()
        assert ones + counting.layer_output_shape(spec, shape) == tuple(layer.output.shape[1:]), layer.name
        assert counting.layer_parameters(spec, shape) == layer.count_params(), layer.name
        counted += 1
    assert counted > 10


def test_models_without_weights_hold_no_memory_and_models_after_them_do() -> None:
    with without_weights():
        model = zoo.build("VGG16 (D)")
    assert all(weight._value is None for weight in model.weights)
    usual = keras.Sequential([keras.Input((3,)), layers.Dense(2)])
    assert np.asarray(usual(np.ones((1, 3), "float32"))).shape == (1, 2)
    # nothing of the first model was filled in the meantime
    assert all(weight._value is None for weight in model.weights)


def test_trainable_parameters_leave_out_the_statistics_of_batch_norm() -> None:
    model = keras.Sequential([keras.Input((5, 4, 3)), layers.BatchNormalization()])
    assert (trainable_parameters(model), model.count_params()) == (6, 12)


def test_importing_the_zoo_imports_no_keras() -> None:
    code = "import sys, convcourse.zoo; raise SystemExit('keras' in sys.modules or 'tensorflow' in sys.modules)"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    assert subprocess.run([sys.executable, "-c", code], env=environment, check=False).returncode == 0


def test_an_unknown_network_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="ResNet-51"):
        zoo.build("ResNet-51")
