"""What the visualization chapter says of a trained network, measured again where that takes seconds.

Ledger of slide numbers: `vis-ascent-steps`, `vis-deprocess`, `vis-saliency-logits`.
"""

import re

import keras
import numpy as np
import pytest
import skimage.data
from course import ROOT

from autograder.reference import visualization as reference
from convcourse.data import looks
from convcourse.pretrained import Pretrained, pretrained, without_softmax


@pytest.fixture(scope="module")
def network() -> Pretrained:
    return pretrained("efficientnet_lite0")


def test_the_answers_are_those_of_the_network(network: Pretrained) -> None:
    for name, measured in looks.numbers()["photographs"].items():
        answers = network.top(getattr(skimage.data, name)(), 3)
        assert [what for what, _ in answers] == [what for what, _ in measured["answers"]]
        np.testing.assert_allclose([p for _, p in answers], [p for _, p in measured["answers"]], atol=1e-3)


def test_the_kept_sparsity_is_that_of_the_network(network: Pretrained) -> None:
    for layer in ("stem_activation", "head_activation"):
        view = keras.Model(network.model.input, network.model.get_layer(layer).output)
        maps = np.asarray(view(network.prepare(skimage.data.chelsea())))[0]
        assert looks.sparsity(layer)["zeros"] == pytest.approx((maps == 0).mean(), abs=2e-3)
        assert looks.sparsity(layer)["blank"] == pytest.approx((maps == 0).all(axis=(0, 1)).mean(), abs=5e-3)


def test_one_pixel_turns_the_answer(network: Pretrained) -> None:
    found = looks.numbers()["one_pixel"]
    top, left, height, width = found["cut"]
    picture = network.prepare(skimage.data.chelsea()[top : top + height, left : left + width])
    changed = picture.copy()
    changed[0, *found["pixel"]] = (np.array(found["colour"]) - 127) / 128
    assert (changed != picture).any(axis=-1).sum() == 1
    before, after = (network.classes[int(np.argmax(network.model(images)))] for images in (picture, changed))
    assert (before, after) == (found["before"][0], found["after"][0])
    assert before != after


def test_the_crispest_map_fails_the_sanity_check_and_the_others_change() -> None:
    for measured in looks.numbers()["photographs"].values():
        likeness = measured["sanity"]
        assert likeness["guided backpropagation"] > 0.85
        assert likeness["saliency"] < 0.5
        assert abs(likeness["Grad-CAM, before its ReLU"]) < 0.5


def test_the_class_activation_map_is_grad_cam() -> None:
    assert all(measured["cam_is_grad_cam"] < 1e-5 for measured in looks.numbers()["photographs"].values())


def test_the_lectures_ascent_is_the_scripts() -> None:
    """vis-ascent-steps: 40 steps of size 1 from noise * 20 + 128."""
    script = (ROOT / "benchmarks" / "visualization" / "look_inside.py").read_text()
    assert "* 20 + 128" in script
    assert looks.ASCENT_STEPS[-1] == 40


def test_deprocessing_centres_on_a_half_with_a_tenth() -> None:
    """vis-deprocess: before anything is cut off, mean 0.5 and standard deviation 0.1, of 255."""
    picture = reference.deprocess(np.random.default_rng(0).uniform(-3, 9, (40, 30, 3)))
    assert picture.mean() == pytest.approx(0.5 * 255, abs=0.01)
    assert picture.std() == pytest.approx(0.1 * 255, rel=1e-4)


def test_without_softmax_a_logits_slope_ignores_the_other_classes() -> None:
    """vis-saliency-logits: a probability falls with the other classes' logits, a logit does not."""
    dense = keras.layers.Dense(2, activation="softmax")
    model = keras.Sequential([keras.Input((2,)), dense])
    dense.set_weights([np.eye(2), np.zeros(2)])
    there, moved = np.array([[1.0, 0.0]]), np.array([[1.0, 0.5]])
    assert model(moved)[0, 0] < model(there)[0, 0]
    logits = without_softmax(model)
    assert logits(moved)[0, 0] == logits(there)[0, 0]


def test_the_pages_say_what_was_measured() -> None:
    maps = (ROOT / "book" / "visualization" / "maps.md").read_text()
    assert looks.numbers()["one_pixel"]["tried"] == 4 and "it was the fourth" in re.sub(r"\s+", " ", maps)
    index = (ROOT / "book" / "visualization" / "index.md").read_text()
    assert 0.6 < looks.sparsity("head_activation")["blank"] < 0.7 and "two in three are zero" in index
