"""The networks before 2012: LeNet-5 as published, the Neocognitron and the TDNN."""

import keras
import numpy as np
import pytest

from convcourse import zoo
from convcourse.zoo.costs import trainable_parameters
from convcourse.zoo.lenet import C3_INPUTS, Subsampling, drawn_digits, lenet5, lenet5_1998
from convcourse.zoo.neocognitron import Neocognitron, c_cells, s_cells

DRAWINGS = {
    "X": ["#.....#", ".#...#.", "..#.#..", "...#...", "..#.#..", ".#...#.", "#.....#"],
    "O": ["..###..", ".#...#.", "#.....#", "#.....#", "#.....#", ".#...#.", "..###.."],
    "T": ["#######", "...#...", "...#...", "...#...", "...#...", "...#...", "...#..."],
    "L": ["#......", "#......", "#......", "#......", "#......", "#......", "#######"],
}


def drawn(letter: str, row: int, column: int) -> np.ndarray:
    image = np.zeros((18, 18))
    image[row : row + 7, column : column + 7] = [[cell == "#" for cell in line] for line in DRAWINGS[letter]]
    return image


def test_the_neocognitron_knows_each_drawing_again_wherever_it_is() -> None:
    network = Neocognitron()
    network.learn([drawn(letter, 5, 5) for letter in DRAWINGS])
    assert len(network.templates[1]) == len(DRAWINGS)
    for number, letter in enumerate(DRAWINGS):
        answers = {
            int(network.respond(drawn(letter, row, column)).argmax()) for row in range(1, 11) for column in range(1, 11)
        }
        assert answers == {number}, letter


def test_the_neocognitron_needs_its_c_cells() -> None:
    """Compared pixel by pixel, a shifted T is as like the L as the T."""
    learned = np.array([drawn(letter, 5, 5).ravel() for letter in DRAWINGS])
    shifted = {
        int((learned @ drawn("T", row, column).ravel()).argmax()) for row in range(1, 11) for column in range(1, 11)
    }
    assert shifted != {2}


def test_an_s_cell_measures_the_cosine_above_its_threshold() -> None:
    template = np.array([[1.0, 0], [0, 1]])[None, :, :, None] / np.sqrt(2)
    image = np.array([[1.0, 0, 1], [0, 1, 1]])[:, :, None]
    # windows [[1 0] [0 1]] and [[0 1] [1 1]]: cosines 1 and 1 / sqrt(6)
    np.testing.assert_allclose(s_cells(image, template, 0.2)[0, :, 0], [1, (1 / np.sqrt(6) - 0.2) / 0.8])
    assert s_cells(image, template, 0.5)[0, 1, 0] == 0
    assert s_cells(np.zeros((2, 2, 1)), template, 0.5).max() == 0


def test_a_c_cell_answers_if_an_s_cell_near_it_does() -> None:
    s = np.zeros((5, 4, 1))
    s[1, 1] = 0.5
    assert c_cells(s)[:, :, 0].tolist() == [[0.5, 0.5], [0.5, 0.5], [0, 0]]


def test_the_neocognitron_learns_nothing_from_empty_paper() -> None:
    network = Neocognitron()
    network.learn([np.zeros((18, 18)), drawn("X", 5, 5)])
    assert len(network.templates[1]) == 1


def test_tdnn_has_the_papers_layers_and_does_not_mind_when_a_sound_comes() -> None:
    model = zoo.build("TDNN")
    assert [tuple(layer.output.shape[1:]) for layer in model.layers] == [(15, 16), (13, 8), (9, 3), (3,)]
    assert model.count_params() == (3 * 16 * 8 + 8) + (5 * 8 * 3 + 3)
    burst = np.random.default_rng(0).normal(size=16)
    sounds = np.zeros((4, 15, 16), "float32")
    for sound, frame in zip(sounds, (6, 7, 8, 0)):
        sound[frame] = burst
    answers = np.asarray(model(sounds))
    np.testing.assert_allclose(answers[:2], answers[1:3], atol=1e-6)
    assert np.abs(answers[3] - answers[0]).max() > 1e-4  # at the very edge fewer neurons see it


def test_lenet_1998_layer_by_layer_as_the_paper_counts() -> None:
    counts: dict[str, int] = {}
    for layer in lenet5_1998().layers:
        if layer.trainable_weights:
            name = layer.name.split("_")[0]
            counts[name] = counts.get(name, 0) + trainable_parameters(layer)
    assert counts == {"c1": 156, "s2": 12, "c3": 1516, "s4": 32, "c5": 48120, "f6": 10164}


def test_the_table_of_c3_is_the_papers() -> None:
    """Table I: how many maps see each map of S2, and what one row says."""
    assert [len(inputs) for inputs in C3_INPUTS] == [3] * 6 + [4] * 9 + [6]
    assert len({tuple(sorted(inputs)) for inputs in C3_INPUTS}) == 16
    assert [sum(source in inputs for inputs in C3_INPUTS) for source in range(6)] == [10] * 6
    assert [number for number, inputs in enumerate(C3_INPUTS) if 0 in inputs] == [0, 4, 5, 6, 9, 10, 11, 12, 14, 15]


def test_subsampling_is_a_trained_factor_and_shift_of_each_window() -> None:
    layer = Subsampling()
    layer.build((None, 4, 6, 2))
    layer.coefficient.assign([0.1, -0.3])
    layer.bias.assign([0.2, 0.0])
    x = np.random.default_rng(0).normal(size=(1, 4, 6, 2)).astype("float32")
    window = x[0, 2:4, 4:6].sum(axis=(0, 1))
    expected = 1.7159 * np.tanh(2 / 3 * (np.array([0.1, -0.3]) * window + [0.2, 0.0]))
    np.testing.assert_allclose(np.asarray(layer(x))[0, 1, 2], expected, rtol=1e-5)


def test_the_last_layer_is_zero_only_for_the_drawn_digit_itself() -> None:
    digits = drawn_digits()
    assert digits.shape == (10, 84) and set(np.unique(digits)) == {-1, 1} and len(np.unique(digits, axis=0)) == 10
    model = lenet5_1998()
    distances = np.asarray(model.get_layer("output")(digits.astype("float32")))
    assert (distances.argmin(axis=1) == np.arange(10)).all() and np.abs(np.diag(distances)).max() < 1e-4
    # each cell that differs is 2 away
    assert distances[3, 8] == pytest.approx(4 * np.sum(digits[3] != digits[8]))


def distance_of_the_right_digit(labels, distances):
    return keras.ops.take_along_axis(distances, labels, axis=1)


def test_lenet_1998_can_be_trained_and_saved(tmp_path) -> None:
    model = lenet5_1998()
    model.compile(optimizer=keras.optimizers.SGD(1e-3), loss=distance_of_the_right_digit)
    rng = np.random.default_rng(0)
    x, labels = rng.normal(size=(8, 32, 32, 1)).astype("float32"), rng.integers(0, 10, (8, 1))
    losses = model.fit(x, labels, epochs=5, verbose=0).history["loss"]
    assert losses[-1] < losses[0]
    model.save(tmp_path / "lenet.keras")
    again = keras.saving.load_model(tmp_path / "lenet.keras", compile=False)
    np.testing.assert_allclose(np.asarray(again(x)), np.asarray(model(x)), rtol=1e-4)


def test_modern_lenet_takes_both_sizes_of_digit() -> None:
    assert lenet5().count_params() == lenet5(input_shape=(28, 28, 1)).count_params() == 61706
