"""The zoo's blocks by what they compute, and its networks by the shapes that the papers and lectures state."""

import math

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from convcourse import zoo
from convcourse.zoo.alexnet import alexnet
from convcourse.zoo.blocks import LocalResponseNormalization, squeeze_and_excite
from convcourse.zoo.costs import model_costs, without_weights
from convcourse.zoo.densenet import dense_layer, densenet
from convcourse.zoo.inception import residual
from convcourse.zoo.mobilenet import depthwise_separable, inverted_residual, multiple_of_8
from convcourse.zoo.nin import average_and_softmax
from convcourse.zoo.resnet import basic_block, bottleneck, resnet, resnet_cifar, thinned
from convcourse.zoo.resnext import resnext
from convcourse.zoo.senet import se_resnet
from convcourse.zoo.shufflenet import shuffled, shufflenet, shufflenet_v2, unit_v2
from convcourse.zoo.squeezenet import squeezenet
from convcourse.zoo.vgg import vgg
from convcourse.zoo.wide_resnet import wide_block, wide_resnet

SHAPE = (7, 6, 8)


def maps(shape: tuple[int, ...] = SHAPE, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(2, *shape)).astype("float32")


def applied(block, shape: tuple[int, ...] = SHAPE) -> keras.Model:
    """A model of one block."""
    image = keras.Input(shape)
    return keras.Model(image, block(image))


def silence(model: keras.Model, name: str) -> None:
    """Weights of a layer to zero."""
    layer = model.get_layer(name)
    layer.set_weights([0 * weight for weight in layer.get_weights()])


def test_local_response_normalization_is_tensorflows() -> None:
    x = 10 * maps((3, 4, 9))
    got = np.asarray(LocalResponseNormalization(size=5, k=2.0, alpha=0.1, beta=0.75)(x))
    expected = tf.nn.local_response_normalization(x, depth_radius=2, bias=2.0, alpha=0.1, beta=0.75)
    np.testing.assert_allclose(got, expected, rtol=1e-5)
    again = LocalResponseNormalization.from_config(LocalResponseNormalization(size=3, beta=0.5).get_config())
    assert (again.size, again.beta) == (3, 0.5)


@pytest.mark.parametrize(
    ("block", "last"),
    [
        (lambda x: basic_block(x, 8, stride=1, name="b"), "b_2_bn"),
        (lambda x: bottleneck(x, 2, stride=1, name="b"), "b_3_bn"),
        (lambda x: bottleneck(x, 2, stride=1, width=4, groups=2, squeeze=2, name="b"), "b_3_bn"),
    ],
    ids=["basic block", "bottleneck", "grouped bottleneck with squeeze and excitation"],
)
def test_a_residual_block_whose_branch_says_nothing_is_the_relu_of_its_input(block, last: str) -> None:
    model, x = applied(block), maps()
    assert np.abs(np.asarray(model(x)) - np.maximum(x, 0)).max() > 0.01
    silence(model, last)
    np.testing.assert_allclose(np.asarray(model(x)), np.maximum(x, 0), atol=1e-6)


@pytest.mark.parametrize(
    ("block", "last"),
    [
        (lambda x: wide_block(x, 8, stride=1, name="b"), "b_2"),
        (lambda x: inverted_residual(x, 8, expansion=3, stride=1, name="b"), "b_project_bn"),
        (lambda x: residual(x, [x, x], 0.5, activation=None, name="b"), "b_project"),
    ],
    ids=["wide block", "inverted residual", "inception residual"],
)
def test_where_no_relu_follows_the_sum_it_is_the_input_itself(block, last: str) -> None:
    model, x = applied(block), maps()
    silence(model, last)
    np.testing.assert_allclose(np.asarray(model(x)), x, atol=1e-6)


def test_a_block_that_changes_the_shape_has_a_projection() -> None:
    for block in (basic_block, wide_block):
        for stride, channels, projected in ((1, 8, False), (2, 8, True), (1, 12, True)):
            model = applied(lambda x: block(x, channels, stride=stride, name="b"))  # noqa: B023
            assert model.output.shape == (None, math.ceil(7 / stride), math.ceil(6 / stride), channels)
            assert any(layer.name in ("b_0", "b_shortcut") for layer in model.layers if layer.weights) == projected


def test_the_parameter_free_shortcut_takes_every_other_pixel_and_adds_zeros() -> None:
    x = maps()
    y = np.asarray(applied(lambda image: thinned(image, 11))(x))
    assert y.shape == (2, 4, 3, 11)
    np.testing.assert_array_equal(y[..., :8], x[:, ::2, ::2])
    assert not y[..., 8:].any()


def test_a_dense_layer_keeps_its_input_and_adds_growth_rate_maps() -> None:
    model, x = applied(lambda image: dense_layer(image, 5, name="d")), maps()
    y = np.asarray(model(x))
    assert y.shape == (2, 7, 6, 13)
    np.testing.assert_array_equal(y[..., :8], x)


def test_squeeze_and_excitation_scales_whole_channels_by_less_than_one() -> None:
    model, x = applied(lambda image: squeeze_and_excite(image, 3, name="se")), maps()
    factors = np.asarray(model(x)) / x
    np.testing.assert_allclose(factors, np.broadcast_to(factors[:, :1, :1], factors.shape), rtol=1e-4)
    assert (factors > 0).all() and (factors < 1).all()
    # and the factors see only the averages: the same picture, its pixels moved around
    np.testing.assert_allclose(np.asarray(model(x[:, ::-1, ::-1])), (factors * x)[:, ::-1, ::-1], rtol=1e-4)


def test_a_depthwise_separable_convolution_costs_a_ninth_and_a_little() -> None:
    with without_weights():
        model = applied(lambda x: depthwise_separable(x, 16, stride=1, name="b"))
    macs = sum(row["macs"] for row in model_costs(model))
    assert macs / (7 * 6 * 9 * 8 * 16) == pytest.approx(1 / 16 + 1 / 9)


def test_shuffled_channels_are_dealt_like_cards() -> None:
    x = maps((3, 2, 6))
    y = np.asarray(applied(lambda image: shuffled(image, 3, name="s"), (3, 2, 6))(x))
    np.testing.assert_array_equal(y, x[..., [0, 2, 4, 1, 3, 5]])


def test_half_of_the_channels_pass_a_unit_of_shufflenet_v2() -> None:
    x = maps()
    y = np.asarray(applied(lambda image: unit_v2(image, 8, name="u"))(x))
    np.testing.assert_array_equal(y[..., ::2], x[..., :4])


def test_nin_averages_each_map_before_the_softmax() -> None:
    x = maps()
    y = np.asarray(applied(average_and_softmax)(x))
    scores = np.exp(x.mean(axis=(1, 2)))
    np.testing.assert_allclose(y, scores / scores.sum(axis=1, keepdims=True), rtol=1e-5)


def test_channels_are_a_multiple_of_8_and_never_a_tenth_fewer() -> None:
    assert [multiple_of_8(channels) for channels in (3, 11, 12, 19, 28.8, 1280)] == [8, 16, 16, 24, 32, 1280]
    assert all(multiple_of_8(n / 4) >= 0.9 * n / 4 and multiple_of_8(n / 4) % 8 == 0 for n in range(1, 2000))


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("LeNet-5", (32, 32, 1)),
        ("AlexNet", (67, 75, 3)),
        ("ZFNet", (75, 64, 3)),
        ("NiN (CIFAR-10)", (32, 24, 3)),
        ("VGG11 (A-LRN)", (32, 48, 3)),
        ("GoogLeNet", (64, 50, 3)),
        ("GoogLeNet (batch norm)", (64, 50, 3)),
        ("ResNet-20 (CIFAR-10)", (33, 24, 3)),
        ("ResNeXt-50", (40, 33, 3)),
        ("SE-ResNet-50", (40, 33, 3)),
        ("SqueezeNet 1.0", (75, 64, 3)),
        ("SqueezeNet 1.1", (75, 64, 3)),
        ("ShuffleNet v1", (64, 50, 3)),
        ("ShuffleNet v2", (64, 50, 3)),
    ],
)
def test_networks_answer_with_one_probability_a_class(name: str, shape: tuple[int, int, int]) -> None:
    """Those that keras.applications has are compared with it in test_zoo_applications.py."""
    y = np.asarray(zoo.build(name, classes=7, input_shape=shape)(maps(shape)))
    assert y.shape == (2, 7)
    np.testing.assert_allclose(y.sum(axis=1), 1, rtol=1e-4)
    assert np.abs(y[0] - y[1]).max() > 0, "two pictures, one answer"


def shapes(name: str, **arguments) -> list[tuple[int, ...]]:
    with without_weights():
        model = zoo.build(name, **arguments)
    return [tuple(layer.output.shape[1:]) for layer in model.layers if not isinstance(layer.output, list)]


@pytest.mark.parametrize(
    ("name", "stated"),
    [
        # the lectures' tables
        ("LeNet-5", [(28, 28, 6), (14, 14, 6), (10, 10, 16), (5, 5, 16), (120,), (84,), (10,)]),
        ("LeNet-5 (1998)", [(28, 28, 6), (14, 14, 6), (10, 10, 16), (5, 5, 16), (1, 1, 120), (84,), (10,)]),
        ("AlexNet", [(55, 55, 96), (27, 27, 96), (27, 27, 256), (13, 13, 256), (13, 13, 384), (13, 13, 256)]),
        ("VGG16 (D)", [(224, 224, 64), (112, 112, 128), (56, 56, 256), (28, 28, 512), (14, 14, 512), (7, 7, 512)]),
        (
            "GoogLeNet",
            [(112, 112, 64), (56, 56, 192), (28, 28, 256), (28, 28, 480), (14, 14, 512), (14, 14, 528), (14, 14, 832)]
            + [(7, 7, 832), (7, 7, 1024), (1024,), (1000,)],
        ),
        # the papers' figures and tables
        ("ZFNet", [(110, 110, 96), (55, 55, 96), (26, 26, 256), (13, 13, 256), (13, 13, 384), (6, 6, 256)]),
        ("ResNet-50", [(112, 112, 64), (56, 56, 256), (28, 28, 512), (14, 14, 1024), (7, 7, 2048), (1000,)]),
        ("Inception-v3", [(149, 149, 32), (147, 147, 64), (35, 35, 288), (17, 17, 768), (8, 8, 1280), (8, 8, 2048)]),
        ("SqueezeNet 1.0", [(111, 111, 96), (55, 55, 128), (27, 27, 384), (13, 13, 512), (13, 13, 1000)]),
        ("ShuffleNet v1", [(112, 112, 24), (56, 56, 24), (28, 28, 240), (14, 14, 480), (7, 7, 960)]),
    ],
)  # fmt: skip
def test_feature_maps_have_the_stated_sizes_in_that_order(name: str, stated: list[tuple[int, ...]]) -> None:
    remaining = iter(shapes(name))
    for shape in stated:
        assert shape in remaining, f"no {shape} where it is stated"  # `in` uses the iterator up: the order counts


def test_vgg_configurations_have_the_stated_layers_with_weights() -> None:
    counted = {}
    for name in ("11 (A)", "11 (A-LRN)", "13 (B)", "16 (C)", "16 (D)", "19 (E)"):
        with without_weights():
            counted[name] = sum(bool(layer.weights) for layer in zoo.build(f"VGG{name}").layers)
    assert list(counted.values()) == [11, 11, 13, 16, 16, 19]


def test_googlenet_gives_three_answers_while_it_trains() -> None:
    with without_weights():
        model = zoo.build("GoogLeNet", auxiliary=True)
    assert [tuple(output.shape) for output in model.outputs] == [(None, 1000)] * 3


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: resnet(51),
        lambda: resnet_cifar(21),
        lambda: wide_resnet(29),
        lambda: squeezenet("1.2"),
        lambda: vgg("F"),
        lambda: alexnet(3),
        lambda: resnext(18),
        lambda: se_resnet(18),
        lambda: densenet(122),
        lambda: shufflenet(5),
        lambda: shufflenet_v2(3.0),
    ],
)
def test_what_does_not_exist_is_a_value_error(wrong) -> None:
    with pytest.raises(ValueError):
        wrong()


def test_grouped_convolution_is_two_towers() -> None:
    """AlexNet's second convolution: the upper half of the maps does not depend on the lower half of its input."""
    with without_weights():
        assert zoo.build("AlexNet").get_layer("conv2").groups == 2
    layer, x = layers.Conv2D(6, 3, padding="same", groups=2), maps()
    changed = x.copy()
    changed[..., 4:] += 1
    before, after = np.asarray(layer(x)), np.asarray(layer(changed))
    np.testing.assert_allclose(before[..., :3], after[..., :3], atol=1e-6)
    assert np.abs(before[..., 3:] - after[..., 3:]).max() > 0.01
