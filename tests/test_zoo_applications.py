"""Our networks against keras.applications: the same layers, and with the same weights the same output."""

import keras
import numpy as np
import pytest

from convcourse import zoo
from convcourse.zoo.costs import without_weights

KERAS_RESNET = {"conv_bias": True, "stride_in": "1x1"}
# keras.applications' function -> ours
TWINS: dict[str, tuple[str, dict]] = {
    "VGG16": ("VGG16 (D)", {}),
    "VGG19": ("VGG19 (E)", {}),
    "ResNet50": ("ResNet-50", KERAS_RESNET),
    "ResNet101": ("ResNet-101", KERAS_RESNET),
    "ResNet152": ("ResNet-152", KERAS_RESNET),
    "DenseNet121": ("DenseNet-121", {}),
    "DenseNet169": ("DenseNet-169", {}),
    "DenseNet201": ("DenseNet-201", {}),
    "InceptionV3": ("Inception-v3", {}),
    "InceptionResNetV2": ("Inception-ResNet-v2", {}),
    "Xception": ("Xception", {}),
    "MobileNet": ("MobileNet v1", {}),
    "MobileNetV2": ("MobileNet v2", {}),
    "NASNetMobile": ("NASNet-Mobile", {}),
}
# Not square, and neither side a power of two: padding on the wrong side shows. All large enough for the last pooling.
COMPARED = {
    "VGG16": (72, 50, 3),
    "ResNet50": (75, 90, 3),
    "DenseNet121": (75, 90, 3),
    "InceptionV3": (107, 90, 3),
    "InceptionResNetV2": (107, 90, 3),
    "Xception": (75, 90, 3),
    # always halved evenly: for odd sides keras.applications pads below and right only, and drops the last pixels
    "MobileNet": (64, 96, 3),
    "MobileNetV2": (75, 90, 3),
    "NASNetMobile": (75, 90, 3),
}


def theirs(name: str, shape: tuple[int, int, int] | None = None) -> keras.Model:
    return getattr(keras.applications, name)(weights=None, input_shape=shape)


def ours(name: str, shape: tuple[int, int, int], **changes) -> keras.Model:
    network, arguments = TWINS[name]
    return zoo.build(network, input_shape=shape, **{**arguments, **changes})


def with_weights(model: keras.Model) -> list[keras.Layer]:
    return [layer for layer in model.layers if layer.weights]


def described(model: keras.Model) -> list[tuple]:
    """(class, weight shapes, output shape) of each layer that has weights."""
    return [
        (type(layer).__name__, [tuple(weight.shape) for weight in layer.weights], tuple(layer.output.shape))
        for layer in with_weights(model)
    ]


@pytest.mark.parametrize("name", TWINS)
def test_layers_have_the_shapes_of_keras_applications(name: str) -> None:
    with without_weights():
        reference = theirs(name)
        model = ours(name, reference.input_shape[1:])
    # keras.applications writes MobileNet's dense layer as a 1 x 1 convolution; the count below covers it
    compared = slice(-1) if name == "MobileNet" else slice(None)
    assert described(model)[compared] == described(reference)[compared]
    assert model.count_params() == reference.count_params()


@pytest.mark.parametrize("name", COMPARED)
def test_with_the_same_weights_the_output_is_that_of_keras_applications(name: str) -> None:
    shape = COMPARED[name]
    reference, model = randomized(theirs(name, shape)), ours(name, shape)
    copy_weights(reference, model)
    (wanted, wanted_output), (got, output) = answers(reference), answers(model)
    np.testing.assert_allclose(output, wanted_output, atol=1e-4)
    # probabilities are small, whatever the network: the features before the last layer say more
    assert difference(got, wanted) < 1e-4
    assert difference(got[0], got[1]) > 1e-2, "the features do not depend on the picture"


def test_the_comparison_sees_a_stride_in_the_wrong_convolution() -> None:
    """ResNet-50 with the stride in the 3 x 3 convolution has the same weights, and is another function."""
    shape = COMPARED["ResNet50"]
    reference, model = randomized(theirs("ResNet50", shape)), ours("ResNet50", shape, stride_in="3x3")
    copy_weights(reference, model)
    assert difference(answers(model)[0], answers(reference)[0]) > 1e-2


def test_the_comparison_sees_a_relu_in_place_of_a_relu6() -> None:
    shape = COMPARED["MobileNetV2"]
    reference, model = randomized(theirs("MobileNetV2", shape)), ours("MobileNetV2", shape)
    copy_weights(reference, model)
    for layer in model.layers:
        if isinstance(layer, keras.layers.Activation) and layer.activation is keras.activations.relu6:
            layer.activation = keras.activations.relu
    assert difference(answers(model)[0], answers(reference)[0]) > 1e-2


def pictures(shape: tuple[int, int, int]) -> np.ndarray:
    return np.random.default_rng(1).uniform(-1, 1, (3, *shape)).astype("float32")


def randomized(model: keras.Model) -> keras.Model:
    """The model with random shifts and factors in its batch norms, and the statistics that go with its weights.

    Factors well above 1, so that some activations pass 6 and a ReLU in place of a ReLU6 shows.
    """
    generator = np.random.default_rng(0)
    norms = [layer for layer in model.layers if isinstance(layer, keras.layers.BatchNormalization)]
    for layer in norms:
        if layer.scale:
            layer.gamma.assign(generator.uniform(1, 4, layer.gamma.shape))
        layer.beta.assign(generator.normal(0, 1, layer.beta.shape))
        layer.momentum = 0.0  # the running statistics become those of the next batch
    if norms:
        model(pictures(model.input_shape[1:]), training=True)
    return model


def copy_weights(source: keras.Model, target: keras.Model) -> None:
    for ours, theirs in zip(with_weights(target), with_weights(source), strict=True):
        ours.set_weights([new.reshape(old.shape) for new, old in zip(theirs.get_weights(), ours.get_weights())])


def answers(model: keras.Model) -> tuple[np.ndarray, np.ndarray]:
    """For three pictures: what the last layer with weights is given, and the probabilities."""
    images = pictures(model.input_shape[1:])
    both = keras.Model(model.input, [with_weights(model)[-1].input, model.output])(images)
    features, probabilities = (np.asarray(output).reshape(len(images), -1) for output in both)
    return features, probabilities


def difference(got: np.ndarray, wanted: np.ndarray) -> float:
    """Largest difference, as a part of the largest wanted value."""
    return float(np.abs(got - wanted).max() / np.abs(wanted).max())
