"""What is special in the architectures assignment: its reference, its held-out pictures, its training, its network."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import keras
import nbformat
import numpy as np
import pytest
from course import ROOT
from keras import layers

from autograder import models
from autograder.engine import credit
from autograder.reference import architectures as reference
from convcourse import training
from convcourse.data import fashion_mnist as fashion
from convcourse.zoo import blocks, googlenet, resnet

TRAINED = ROOT / "tests" / "variants" / "architectures"
GPU = ROOT / "benchmarks" / "gpu"
NOTEBOOK = nbformat.read(ROOT / "solutions" / "architectures" / "architectures.ipynb", as_version=4)
SOURCES = {cell.id: cell.source for cell in NOTEBOOK.cells if cell.cell_type == "code"}


@pytest.fixture(autouse=True)
def _nothing_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "_files", {})
    monkeypatch.setattr(models, "_room", None)


def model_of(block: Callable, input_shape: tuple, *arguments, **named) -> keras.Model:
    image = keras.Input(input_shape)
    return keras.Model(image, block(image, *arguments, **named))


def solved(*names: str) -> dict:
    """The names that these cells of the source notebook define, after its first cells."""
    space = {"np": np, "__name__": "__main__"}
    for name in ("model-of", *names):
        exec(SOURCES[name], space)
    return space


# ---- the reference's layers are those of Keras

SHAPES = [((7, 5), 1), ((7, 5), 2), ((6, 9), 2), ((8, 4), 3), ((2, 3), 2)]


@pytest.mark.parametrize(("sides", "stride"), SHAPES)
@pytest.mark.parametrize("size", [1, 3, 5])
def test_convolutions(sides: tuple, stride: int, size: int) -> None:
    rng = np.random.default_rng(size)
    x = rng.normal(size=(2, *sides, 3)).astype("float32")
    layer = layers.Conv2D(4, size, strides=stride, padding="same", bias_initializer="random_normal")
    expected = np.asarray(layer(x))
    kernel = tuple(np.asarray(weight) for weight in layer.get_weights())
    np.testing.assert_allclose(reference.convolved(x, kernel, stride), expected, rtol=1e-3, atol=1e-4)
    layer = layers.DepthwiseConv2D(size, strides=stride, padding="same", use_bias=False)
    expected = np.asarray(layer(x))
    kernel = (layer.get_weights()[0], np.zeros(1))
    np.testing.assert_allclose(reference.depthwise_convolved(x, kernel, stride), expected, rtol=1e-3, atol=1e-4)


def test_pooling_and_batch_norm() -> None:
    rng = np.random.default_rng(1)
    x = rng.normal(size=(2, 5, 4, 3)).astype("float32") - 3  # a zero from the padding would be the largest
    np.testing.assert_allclose(reference.max_pooled(x), np.asarray(layers.MaxPooling2D(3, 1, "same")(x)))
    layer = layers.BatchNormalization()
    layer(x)
    layer.set_weights([rng.uniform(0.5, 2, 3).astype("float32") for _ in range(4)])
    expected = np.asarray(layer(x, training=False))
    np.testing.assert_allclose(reference.normalized(x, layer.get_weights()), expected, rtol=1e-4, atol=1e-5)


# ---- the reference's blocks hold what the papers' blocks hold


def test_parameters_are_those_of_the_zoo() -> None:
    for module in (googlenet.MODULES["3a"], googlenet.MODULES["5b"]):
        net = model_of(googlenet.inception_module, (4, 4, 192), module, name="m")
        assert reference.inception_block(192, *module).parameters == net.count_params()
    for channels, filters, stride in ((64, 64, 1), (64, 128, 2), (256, 64, 1)):
        net = model_of(resnet.basic_block, (4, 4, channels), filters, stride=stride, name="m")
        assert reference.residual_block(channels, filters, stride).parameters == net.count_params()
        net = model_of(resnet.bottleneck, (4, 4, channels), filters, stride=stride, name="m")
        assert reference.bottleneck_block(channels, filters, stride).parameters == net.count_params()
    net = model_of(blocks.squeeze_and_excite, (4, 4, 64), 4)
    assert reference.se_block(64).parameters == net.count_params()
    assert reference.se_block(5).parameters == 5 + 1 + 5 + 5
    assert reference.separable_block(32, 64).parameters == 2_720
    # a 3 x 3 kernel for each map that is seen and each that is new, and a batch norm of what is seen
    assert reference.dense_block(16, 12, 12).parameters == sum((9 * 12 + 4) * (16 + 12 * n) for n in range(12))


def test_a_networks_arrays_are_told_by_what_they_are() -> None:
    def odd(x):
        x = layers.SeparableConv2D(5, 3, use_bias=False)(x)
        x = layers.BatchNormalization(scale=False)(layers.Conv2D(5, 3, groups=5, padding="same")(x))
        return layers.Dense(2)(layers.PReLU()(keras.Sequential([layers.BatchNormalization(center=False)])(x)))

    net = models.returned(model_of(odd, (6, 5, 3)))
    weights = reference.drawn(net, True, np.random.default_rng(0))
    assert [array.shape for array in weights] == [array.shape for array in net.weights]
    kernels, norms = reference.kernels_and_norms(net, weights)
    assert [kernel.shape for kernel, _ in kernels] == [(3, 3, 3, 1), (1, 1, 3, 5), (3, 3, 5, 1), (1, 1, 5, 2)]
    assert [len(bias) for _, bias in kernels] == [1, 1, 5, 2]
    (no_factor, shift, *_), (factor, no_shift, *_) = norms
    assert no_factor.tolist() == [1] * 5
    assert no_shift.tolist() == [0] * 5
    assert np.ptp(factor) > 0
    assert np.ptp(shift) > 0


def test_a_block_is_known_by_what_it_computes() -> None:
    """Also for one filter, where a 3 x 3 kernel has the shape of a depthwise one."""
    space = solved("residual-block", "dense-block")
    x = np.random.default_rng(2).normal(size=(2, 5, 4, 2))
    residual = models.returned(model_of(space["residual_block"], (5, 4, 2), 1, stride=2))
    assert reference.residual_block(2, 1, 2).computes(residual, x)
    assert not reference.residual_block(2, 1, 1).computes(residual, x)
    dense = models.returned(model_of(space["dense_block"], (5, 4, 2), 2, 1))
    assert reference.dense_block(2, 2, 1).computes(dense, x)
    assert not reference.dense_block(2, 1, 2).computes(dense, x)


# ---- pictures, training, the trained network


def test_the_held_out_pictures_are_balanced() -> None:
    images, labels = reference.held_out()
    assert images.shape == (2000, 28, 28, 1)
    assert images.dtype == np.float32
    assert (images.min(), images.max()) == (0, 1)
    assert np.bincount(labels).tolist() == [200] * 10


@pytest.mark.skipif(not fashion.DEBIAN.is_dir(), reason="the Debian package dataset-fashion-mnist is not installed")
def test_the_held_out_pictures_are_of_the_official_test_set() -> None:
    images, labels = fashion.fashion_mnist("test")
    known = {image.tobytes(): label for image, label in zip(images, labels)}
    for image, label in zip(*reference.held_out()):
        assert known[np.round(image[..., 0] * 255).astype(np.uint8).tobytes()] == label


def test_the_training_cell_writes_what_is_handed_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    monkeypatch.setattr(training, "gpu", lambda: "")
    space = solved("recipe")
    rng = np.random.default_rng(4)
    pictures = rng.integers(0, 256, (5200, 28, 28)).astype(np.uint8), rng.integers(0, 10, 5200)
    parts = [keras.Input((28, 28, 1)), layers.AveragePooling2D(7), layers.Flatten(), layers.Dense(10, "softmax")]
    space |= {"fashion_mnist": lambda part: pictures, "build_model": lambda: keras.Sequential(parts)}
    exec(SOURCES["training"], space)
    assert not list(tmp_path.iterdir())  # no GPU, and no wish

    space |= {"TRAIN": True, "EPOCHS": 2}
    exec(SOURCES["training"], space)
    exec(SOURCES["trained"], space)
    history = space["history_of_training"]()
    assert {name: len(values) for name, values in history.items()} == dict.fromkeys(
        ["accuracy", "loss", "val_accuracy", "val_loss"], 2
    )
    assert space["trained"]().count_params() == 170
    assert models.handed_in("model.keras").parameters == 170

    # as some learning platforms hand them on
    Path("model.keras").rename("model-2.keras")
    Path("history.json").rename("history_late.json")
    assert space["trained"]().count_params() == 170
    assert space["history_of_training"]() == history


def test_the_trained_network_is_the_solutions_and_reaches_the_highest_step() -> None:
    net = models.handed_in(str(TRAINED / "model.keras"))
    models.no_more_than(net, 150_000)
    assert net.parameters == 112_706
    models.same_architecture(net, models.returned(solved("build-model")["build_model"]()), hint="")
    report = json.loads((GPU / "cpu.json").read_text())
    reached = models.accuracy(net, *reference.held_out())
    # chosen so that the sample is as hard as the whole for this network
    assert reached == pytest.approx(report["accuracy on the 10,000 test pictures"], abs=0.002)
    history = json.loads((TRAINED / "model.json").read_text())
    assert history["val_accuracy"][-1] == report["accuracy on the 5,000 validation pictures"]
    assert len(history["loss"]) == report["epochs"] == 30


def test_the_readme_says_what_was_measured() -> None:
    report, text = json.loads((GPU / "cpu.json").read_text()), (GPU / "README.md").read_text()
    assert f"{report['accuracy on the 10,000 test pictures']:.4f}" in text
    assert f"{report['parameters']:,}" in text
    space: dict = {"__name__": "train"}
    exec((GPU / "train.py").read_text().replace("__file__", repr(str(GPU / "train.py"))), space)
    wide = space["wide"]().count_params()
    assert f"{wide:,}" in text
    assert wide <= 150_000


def test_each_step_has_its_points(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The trained network, with a growing preference for shirts, falls from step to step."""
    monkeypatch.chdir(tmp_path)
    images, labels = reference.held_out()
    net = keras.saving.load_model(TRAINED / "model.keras", compile=False)
    logits = np.log(net.predict(images, batch_size=200, verbose=0))
    hidden = re.split("### (?:BEGIN|END) HIDDEN TESTS", SOURCES["test-build-model-accuracy"])[1]
    weights, points = net.get_weights(), {}
    for low, high in ((0.925, 1), (0.915, 0.925), (0.90, 0.915)):
        for preference in np.arange(0, 6, 0.05):
            if low <= np.mean((logits + preference * np.eye(10)[6]).argmax(axis=1) == labels) < high:
                break
        net.set_weights([*weights[:-1], weights[-1] + (preference * np.eye(10)[6]).astype("float32")])
        net.save("model.keras")
        models._files.clear()
        credit.given.clear()
        exec(hidden, {})
        points[low] = credit.given[-1]
    assert points == {0.925: 12, 0.915: 9, 0.90: 5}
