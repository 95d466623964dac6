"""The generator of X's and O's: the lecture's letter, what each distortion does, and that a seed is a seed."""

import numpy as np
import pytest

from convcourse.data import x_and_o


def ink(picture: np.ndarray) -> np.ndarray:
    """(count, 2): rows and columns of the inked pixels."""
    return np.argwhere(picture > 0)


def test_without_distortions_the_x_is_the_lectures() -> None:
    places = {(i, i) for i in range(1, 8)} | {(i, 8 - i) for i in range(1, 8)}
    picture = x_and_o.letter("X")
    assert set(map(tuple, ink(picture).tolist())) == places
    assert set(np.unique(picture)) == {-1, 1}


def test_the_o_is_a_closed_ring_around_an_empty_middle() -> None:
    picture = x_and_o.letter("O")
    assert (picture == picture[::-1]).all() and (picture == picture.T).all()
    distance = np.hypot(*(ink(picture) - 4).T)
    assert (np.abs(distance - 3) <= 0.5).all()
    # every ray from the middle meets ink
    angles = np.degrees(np.arctan2(*(ink(picture) - 4).T))
    assert np.diff(np.sort(angles)).max() < 30


def test_a_shift_moves_the_ink_down_and_to_the_right() -> None:
    for name in x_and_o.LETTERS:
        np.testing.assert_array_equal(ink(x_and_o.letter(name, shift=(1, -1))), ink(x_and_o.letter(name)) + [1, -1])


def test_a_scale_changes_how_far_the_ink_reaches() -> None:
    assert np.abs(ink(x_and_o.letter("X", scale=2 / 3)) - 4).max() == 2
    assert np.hypot(*(ink(x_and_o.letter("O", scale=2 / 3)) - 4).T).max() == pytest.approx(2, abs=0.5)


def test_a_rotation_is_counter_clockwise() -> None:
    np.testing.assert_array_equal(x_and_o.letter("X", rotation=90), x_and_o.letter("X"))
    up_right = ink(x_and_o.letter("X", rotation=20))
    up_right = up_right[(up_right[:, 0] < 3) & (up_right[:, 1] > 4)] - 4
    # the arm at 45 degrees has moved to 65: higher than wide
    assert (-up_right[:, 0] > up_right[:, 1]).all()
    np.testing.assert_array_equal(x_and_o.letter("O", rotation=33), x_and_o.letter("O"))


def test_weight_adds_ink_and_takes_none_away() -> None:
    for name in x_and_o.LETTERS:
        thin, thick = x_and_o.letter(name), x_and_o.letter(name, weight=2)
        assert (thick >= thin).all()
        assert (thick > 0).sum() > 1.5 * (thin > 0).sum()


def test_another_letter_is_refused() -> None:
    with pytest.raises(ValueError, match="'Q'"):
        x_and_o.letter("Q")


def test_a_batch_is_half_and_half_in_random_order_and_its_seed_decides() -> None:
    images, labels = x_and_o.batch(101, seed=4)
    assert images.shape == (101, 9, 9, 1) and labels.shape == (101,)
    assert (labels == 0).sum() == 51
    assert 10 < (np.diff(labels) != 0).sum() < 90
    again, _ = x_and_o.batch(101, seed=4)
    other, _ = x_and_o.batch(101, seed=5)
    np.testing.assert_array_equal(images, again)
    assert not np.allclose(images, other)


def test_without_distortions_a_batch_repeats_the_two_letters() -> None:
    images, labels = x_and_o.batch(6, seed=0, shift=0, scale=0, rotation=0, weight=0, noise=0)
    for image, label in zip(images, labels):
        np.testing.assert_array_equal(image[..., 0], x_and_o.letter(x_and_o.LETTERS[label]))


def test_noise_has_the_spread_it_is_given() -> None:
    noisy, _ = x_and_o.batch(300, seed=1, noise=0.25)
    clean, _ = x_and_o.batch(300, seed=1, noise=0)
    assert (noisy - clean).std() == pytest.approx(0.25, rel=0.03)
