"""The crops of photographs: their parts share no pixel, and neither brightness nor contrast gives a class away."""

import numpy as np
import pytest
import skimage.data

from convcourse.data import textures as module
from convcourse.data.textures import CLASSES, PARTS, strip, textures


@pytest.mark.parametrize("part", PARTS)
def test_each_class_has_as_many_crops_in_random_order(part: str) -> None:
    images, labels = textures(part, 5, size=24)
    assert images.shape == (40, 24, 24, 3)
    assert images.dtype == np.uint8
    assert np.bincount(labels).tolist() == [5] * len(CLASSES)
    assert (np.diff(labels) < 0).any()


def test_a_seed_gives_the_same_crops_and_another_seed_others() -> None:
    images, labels = textures("train", 3, size=20, seed=7)
    again, their_labels = textures("train", 3, size=20, seed=7)
    np.testing.assert_array_equal(images, again)
    np.testing.assert_array_equal(labels, their_labels)
    assert (textures("train", 3, size=20, seed=8)[0] != images).any()


def test_the_strips_of_a_photograph_share_no_pixel_and_leave_none_out(monkeypatch: pytest.MonkeyPatch) -> None:
    numbered = np.arange(70 * 101).reshape(70, 101)
    monkeypatch.setattr(module, "_photograph", lambda name: numbered)
    strips = [strip("brick", part) for part in PARTS]
    assert sorted(np.concatenate([each.ravel() for each in strips])) == list(range(numbered.size))
    assert min(each.shape[1] for each in strips) >= 25


def test_a_crop_holds_pixels_of_its_own_strip_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plant a chessboard in one strip and even greys in the others: only that part's crops have a pattern."""
    board = np.full((200, 400), 128.0)
    board[:, 200:300] = np.indices((200, 100)).sum(axis=0) // 8 % 2 * 255
    monkeypatch.setattr(module, "_photograph", lambda name: board)
    assert textures("validation", 4)[0].astype(float).std(axis=(1, 2, 3)).min() > 20
    for part in ("train", "test"):
        assert textures(part, 4)[0].astype(float).std(axis=(1, 2, 3)).max() == 0


@pytest.mark.parametrize("name", CLASSES)
def test_every_strip_has_room_for_the_largest_crop(name: str) -> None:
    assert all(min(strip(name, part).shape) > module.SIDES[1] for part in PARTS)


def test_a_strip_is_the_photographs_own_greys() -> None:
    np.testing.assert_array_equal(strip("gravel", "test"), skimage.data.gravel()[:, 384:])
    blocks = skimage.data.hubble_deep_field()[:2, :2] @ [0.299, 0.587, 0.114]
    assert strip("stars", "train")[0, 0] == pytest.approx(blocks.mean())


def test_brightness_tells_nothing_and_all_channels_are_the_same() -> None:
    images, labels = textures("train", 60, size=32)
    assert (images == images[..., :1]).all()
    brightness = np.array([images[labels == label].mean() for label in range(len(CLASSES))])
    assert np.ptp(brightness) < 20
    assert images.mean(axis=(1, 2, 3)).std() > 15


def test_another_part_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="train, validation, test"):
        textures("holdout", 1)
