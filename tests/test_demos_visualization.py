"""The demos of the visualization chapter: what they draw is what the script measured, and their sentences say so."""

import numpy as np
import pytest

from convcourse.data import looks
from convcourse.demos.visualization import browse_activations, climb, point, trace_sparsity


def drawn(figure) -> list[np.ndarray]:
    return [np.asarray(axis.images[0].get_array()) for axis in figure.axes if axis.images]


@pytest.mark.parametrize("layer", looks.LAYERS)
def test_a_layer_shows_its_maps_and_says_how_many_are_blank(layer: str) -> None:
    figure, sentence = browse_activations(layer)
    pictures = drawn(figure)
    assert len(pictures) == 12
    np.testing.assert_array_equal(pictures[3], looks.pictures()[f"maps.{layer}"][3])
    measured = looks.sparsity(layer)
    assert f"{measured['shape'][2]} maps of {measured['shape'][0]} by {measured['shape'][1]}" in sentence
    assert f"{measured['blank']:.0%} of the maps" in sentence


@pytest.mark.parametrize("kind", ["plain", "regularized"])
@pytest.mark.parametrize("layer", looks.ASCENT_LAYERS)
def test_an_ascent_shows_three_filters_at_the_stop(layer: str, kind: str) -> None:
    figure, sentence = climb(3, layer, kind)
    for number, picture in enumerate(drawn(figure)):
        kept = looks.pictures()[f"ascent.{kind}.{layer}"][number, 3]
        np.testing.assert_array_equal(picture, kept)
    assert "40 steps" in sentence
    start, words = climb(0, layer, kind)
    first, *others = drawn(start)
    assert all((other == first).all() for other in others)
    assert "before the first step" in words


def test_regularized_pictures_are_smoother_than_plain_ones() -> None:
    def roughness(kind: str, layer: str) -> float:
        pictures = looks.pictures()[f"ascent.{kind}.{layer}"][:, 3].astype(float)
        return np.abs(np.diff(pictures, axis=2)).mean() / pictures.std()

    for layer in looks.ASCENT_LAYERS:
        assert roughness("regularized", layer) < roughness("plain", layer)


@pytest.mark.parametrize("method", looks.METHODS)
@pytest.mark.parametrize("photograph", ["chelsea", "coffee", "rocket"])
def test_a_map_lies_over_the_photograph_and_the_sentence_finds_its_ninth(photograph: str, method: str) -> None:
    for rank in (1, 2, 3):
        figure, sentence = point(photograph, rank, method)
        name, probability = looks.numbers()["photographs"][photograph]["answers"][rank - 1]
        assert f"'{name}' ({probability:.0%})" in sentence
        (mixed,) = drawn(figure)
        heat = looks.pictures()[f"{photograph}.{looks.METHODS[method]}"][rank - 1].astype(float)
        heat = np.kron(heat, np.ones((84 // len(heat), 84 // len(heat))))
        ninths = heat.reshape(3, 28, 3, 28).sum(axis=(1, 3)) / heat.sum()
        assert f"holds {ninths.max():.0%}" in sentence
        hottest = np.unravel_index(heat.argmax(), heat.shape)
        np.testing.assert_allclose(mixed[hottest], [230, 159, 0], atol=4)
        grey = looks.pictures()[f"{photograph}.image"].mean(axis=-1)
        coldest = np.unravel_index(heat.argmin(), heat.shape)
        if heat[coldest] == 0:  # the photograph, in greys, a little darker
            np.testing.assert_allclose(mixed[coldest], np.full(3, 0.8 * grey[coldest]), atol=4.5)


def test_sparsity_grows_from_the_first_third_to_the_last() -> None:
    figure, sentence = trace_sparsity()
    zeros = [row["zeros"] for row in looks.numbers()["sparsity"]]
    assert len(zeros) == 33
    np.testing.assert_allclose(figure.axes[0].lines[0].get_ydata(), np.array(zeros) * 100)
    assert f"{np.mean(zeros[:11]):.0%}" in sentence and f"{np.mean(zeros[-11:]):.0%}" in sentence
    assert np.mean(zeros[-11:]) > np.mean(zeros[:11])
