"""The reference answers of the visualization assignment, against Keras and the gradient tape."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from autograder.reference import visualization as reference

SHAPE = (9, 7, 2)


def parts(last: str = "gap") -> list[tuple]:
    """Two convolutions that overlap, with non-square kernels, and a classifier of three classes."""
    rng = np.random.default_rng(4)
    features = 5 if last == "gap" else 5 * 6 * 3
    return [
        ("conv", "first", rng.normal(size=(3, 2, 2, 4)), rng.normal(size=4)),
        ("relu", "first_relu"),
        ("conv", "second", rng.normal(size=(2, 4, 4, 5)), rng.normal(size=5)),
        ("relu", "second_relu"),
        (last, last),
        ("dense", "logits", rng.normal(size=(features, 3)), rng.normal(size=3)),
    ]


def layer_of(kind: str, name: str, *weights: np.ndarray) -> keras.layers.Layer:
    common = {"name": name, "dtype": "float64"}
    if kind == "conv":
        return keras.layers.Conv2D(weights[0].shape[3], weights[0].shape[:2], **common)
    if kind == "dense":
        return keras.layers.Dense(len(weights[1]), **common)
    kinds = {"relu": "ReLU", "gap": "GlobalAveragePooling2D", "flatten": "Flatten"}
    return getattr(keras.layers, kinds[kind])(**common)


def in_keras(network: list[tuple]) -> keras.Model:
    model = keras.Sequential([keras.Input(SHAPE, dtype="float64"), *(layer_of(*part) for part in network)])
    for layer, (_, _, *weights) in zip(model.layers, network):
        layer.set_weights(weights)
    return model


@pytest.mark.parametrize("last", ["gap", "flatten"])
def test_outputs_and_gradients_are_those_of_keras(last: str) -> None:
    network = parts(last)
    image = np.random.default_rng(5).normal(size=SHAPE)
    model = in_keras(network)
    views = keras.Model(model.inputs, [model.get_layer(name).output for _, name, *_ in network])
    pixels = tf.Variable(image[None])
    with tf.GradientTape(persistent=True) as tape:
        outputs = views(pixels)
        score = outputs[-1][0, 1]
    expected = reference.gradients(network, image, "logits", np.array([0.0, 1.0, 0.0]))
    np.testing.assert_allclose(tape.gradient(score, pixels)[0], expected["image"], rtol=1e-9, atol=1e-12)
    for (_, name, *_), output in zip(network, outputs):
        np.testing.assert_allclose(output[0], reference.forward(network, image)[name], rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(tape.gradient(score, output)[0], expected[name], rtol=1e-9, atol=1e-12)


def test_an_ascent_raises_the_response() -> None:
    network, start = parts(), np.random.default_rng(6).normal(size=SHAPE)
    end = reference.gradient_ascent(network, "second_relu", 3, start, 20, 0.1)
    before, after = (reference.forward(network, image)["second_relu"][..., 3].mean() for image in (start, end))
    assert after > before + 1


def test_grad_cam_before_global_average_pooling_is_the_class_activation_map() -> None:
    """Zhou et al. 2016: with average pooling and one dense layer, the classifier's weights weigh the maps."""
    network, image = parts(), np.random.default_rng(7).normal(size=SHAPE)
    maps, weights = reference.forward(network, image)["second_relu"], network[-1][2]
    expected = np.maximum(maps @ weights[:, 2], 0) / maps[..., 0].size
    np.testing.assert_allclose(reference.grad_cam(network, image, 2, "second_relu"), expected)


def test_occlusion_of_a_linear_network_takes_away_what_was_under_the_square() -> None:
    rng = np.random.default_rng(8)
    image, w = rng.normal(size=(5, 8, 2)), rng.normal(size=(80, 3))
    network = [("flatten", "flat"), ("dense", "logits", w, np.ones(3))]
    products = (image.ravel() * w[:, 1]).reshape(image.shape).sum(axis=-1)
    expected = [[products[i : i + 2, j : j + 2].sum() for j in (0, 3, 6)] for i in (0, 3)]
    np.testing.assert_allclose(reference.occlusion(network, image, 1, 2, 3), expected)
