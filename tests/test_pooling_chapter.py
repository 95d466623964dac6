"""The numbers that the lectures' slides state for pooling, computed; and what the pages and the shift experiment say.

The ids are those of the ledger of slide numbers. `pool-avg-80` has a slip (31 for 29), `pool-backward-3x3` stops after
three of nine windows; the others are right.
"""

import re

import numpy as np
import pytest
from course import ROOT

from autograder.reference import pooling as reference
from convcourse.counting import network_summary
from convcourse.data import shift
from convcourse.data.digits import mnist
from convcourse.demos.pooling import ACTIVATION, RECTIFIED, UPSTREAM

PAGES = {path.stem: path.read_text() for path in (ROOT / "book" / "pooling").glob("*.md")}


def pooled(pool, x, *window) -> list:
    return pool(np.asarray(x, float)[None, :, :, None], *window)[0, :, :, 0].tolist()


def parameters(*end: dict) -> int:
    conv, pool = {"type": "conv", "kernel_size": 3}, {"type": "pool", "kernel_size": 2}
    eyes = [conv | {"filters": 32}, pool, conv | {"filters": 64}, pool, conv | {"filters": 128}]
    layers = [*eyes, *end, {"type": "dense", "units": 64}, {"type": "dense", "units": 10}]
    return sum(row["parameters"] for row in network_summary(layers, (64, 64, 1)))


SMALL = [[1, 1, 2, 4], [5, 6, 7, 8], [3, 2, 1, 0], [1, 2, 3, 4]]
LEDGER = {
    "pool-max-4x4": (pooled(reference.max_pool2d, SMALL, 2), [[6, 8], [3, 4]]),
    "pool-max-184": (pooled(reference.max_pool2d, RECTIFIED, 2), [[100, 184], [12, 45]]),
    "pool-forward-3x3": (pooled(reference.max_pool2d, ACTIVATION, 3, 1), [[9, 8, 8], [9, 6, 6], [7, 7, 7]]),
    "gap-flatten-params": (parameters({"type": "pool", "kernel_size": 2}, {"type": "flatten"}), 388_298),
    "gap-gap-params": (parameters({"type": "global_pool"}), 101_578),
}


@pytest.mark.parametrize("row", LEDGER)
def test_slide_numbers_that_are_right(row: str) -> None:
    computed, slide = LEDGER[row]
    assert computed == slide


def test_slide_number_with_a_slip_pool_avg_80() -> None:
    """With the slide's 31 the first average is 36.5; with the 29 of the picture beside it, it is the slide's 36."""
    slide = RECTIFIED.copy()
    slide[0, 0] = 31
    np.testing.assert_allclose(pooled(reference.avg_pool2d, slide, 2), [[36.5, 80], [12, 15]])
    np.testing.assert_allclose(pooled(reference.avg_pool2d, RECTIFIED, 2), [[36, 80], [12, 15]])


def test_slide_numbers_that_stop_early_pool_backward_3x3() -> None:
    first_row = np.zeros((3, 3))
    first_row[0] = UPSTREAM[0]
    x, window = ACTIVATION[None, :, :, None], (3, 1)
    after_three = reference.max_pool2d_backward(first_row[None, :, :, None], x, *window)[0, :, :, 0]
    assert {tuple(cell): after_three[tuple(cell)] for cell in np.argwhere(after_three).tolist()} == {
        (1, 0): 1,
        (0, 2): 4,
    }
    dx = reference.max_pool2d_backward(UPSTREAM[None, :, :, None], x, *window)[0, :, :, 0]
    found = {tuple(cell): dx[tuple(cell)] for cell in np.argwhere(dx).tolist()}
    assert found == {(0, 2): 4, (1, 0): 2, (2, 2): 6, (4, 1): 8, (4, 4): 1}
    assert (
        "9 ends with 2, the 8 with 4, the 6 in the middle with 6, the 7 at the lower left with 8" in PAGES["backward"]
    )


def test_published_errors_are_quoted_with_their_source_gap_nin_errors() -> None:
    table = re.findall(r"(\d\d\.\d\d) %", PAGES["global"])
    assert table == ["11.59", "10.88", "10.41"]
    assert "{cite}`lin2014`" in PAGES["global"]


# ledger id -> network, digits, the slide's accuracy, what ours must be like
ACCURACIES = {
    "gap-flatten-acc": ("flatten", "original", 0.9936, (0.97, 1)),
    "gap-gap-acc": ("gap", "original", 0.9934, (0.96, 1)),
    "gap-flatten-shift": ("flatten", "shifted", 0.1103, (0.08, 0.2)),
    "gap-gap-shift": ("gap", "shifted", 0.9906, (0.94, 1)),
}


@pytest.mark.parametrize("row", ACCURACIES)
def test_the_shift_experiment_tells_the_lectures_story(row: str) -> None:
    network, digits, slide, (least, most) = ACCURACIES[row]
    mean, low, high = shift.spread(network, digits, "accuracy")
    assert least < low <= mean <= high < most
    assert f"{slide}, " in PAGES["shift"]  # the table's column


def test_the_experiment_is_what_the_chapter_says_it_is() -> None:
    report = shift.results()
    assert report["train"] + report["test"] == 10_000
    assert report["test"] == 2_000  # "2,000 other digits"
    seeds = {
        network: {run["seed"] for run in report["runs"] if run["network"] == network} for network in shift.NETWORKS
    }
    assert seeds["flatten"] == seeds["gap"]
    assert len(seeds["gap"]) >= 3
    assert {(run["network"], run["parameters"]) for run in report["runs"]} == {("flatten", 388_298), ("gap", 101_578)}
    for run in report["runs"]:
        assert np.shape(run["map"]) == (13, 13)
        assert all(0 <= run[digits][measure] <= 1 for digits in ("original", "corner") for measure in shift.MEASURES)
    assert {"keras", "tensorflow", "numpy"} <= set(report["versions"])


def test_what_the_chapter_says_of_its_results() -> None:
    for run in shift.results()["runs"]:
        fall = run["original"]["accuracy"] - run["shifted"]["accuracy"]
        assert fall < 0.025 if run["network"] == "gap" else fall > 0.8  # "one or two digits in a hundred"
        if run["network"] == "gap":
            assert run["changed"]["4"] == 0  # "not one answer changes"
            assert min(run["changed"][move] for move in "123") > 0
    flat, gap = (shift.accuracy_map(network) for network in shift.NETWORKS)
    assert min(flat[6, 5:8]) > 0.85  # "a spot a few pixels wide"
    assert flat[[0, 6, 12, 6], [6, 0, 6, 12]].max() < 0.2
    border = np.ones((13, 13), bool)
    border[1:-1, 1:-1] = False
    assert gap[border].mean() < gap[~border].mean() - 0.03  # "the outermost places cost it something"


def test_the_ten_digits_are_the_experiments_own() -> None:
    """The demo shows what the networks said: at the middle, the answers agree with an accuracy of nearly one."""
    stored = shift.answers()
    assert stored["images"].shape == (10, 28, 28)
    for network in shift.NETWORKS:
        percent = stored[network].astype(int)
        assert percent.shape == (10, 13, 13, 10)
        assert np.abs(percent.sum(axis=-1) - 100).max() <= 5  # rounded
    right = {network: (stored[network].argmax(-1) == np.arange(10)[:, None, None]).mean() for network in shift.NETWORKS}
    assert right["gap"] > 0.9 > 0.3 > right["flatten"]


def test_where_mnist_cannot_be_had_a_sentence_says_so(monkeypatch, tmp_path) -> None:
    from convcourse.data import digits

    def offline():
        raise OSError("no network")

    monkeypatch.setattr(digits, "_from_keras", offline)
    monkeypatch.setattr(digits, "_fetch", offline)
    monkeypatch.setenv("CONVCOURSE_CACHE", str(tmp_path))
    with pytest.raises(FileNotFoundError, match="keras: OSError, no network; npm: OSError, no network"):
        mnist()


def test_the_npm_package_is_checked_kept_and_not_fetched_again(monkeypatch, tmp_path) -> None:
    import io
    import json
    import tarfile

    from convcourse.data import digits

    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for digit in range(10):
            content = json.dumps({"data": [digit / 10] * 784 * (digit + 1)}).encode()
            member = tarfile.TarInfo(f"package/src/digits/{digit}.json")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    fetched = []
    monkeypatch.setattr(digits, "_fetch", lambda: fetched.append(1) or buffer.getvalue())
    monkeypatch.setenv("CONVCOURSE_CACHE", str(tmp_path))
    for _ in range(2):
        images, labels = mnist("npm")
        assert images.shape == (55, 28, 28)
        assert images.dtype == np.uint8
        assert np.bincount(labels).tolist() == list(range(1, 11))
        assert (images[labels == 5] == 128).all()  # 0.5 of 255, rounded to even
    assert fetched == [1]


def test_an_archive_with_another_hash_is_refused(monkeypatch, tmp_path) -> None:
    from convcourse.data import digits

    def npm(command, cwd, **options):
        (tmp_path / "made").mkdir(exist_ok=True)
        (type(tmp_path)(cwd) / "mnist-1.1.0.tgz").write_bytes(b"something else")
        return type("Done", (), {"returncode": 0, "stderr": ""})

    monkeypatch.setattr(digits.shutil, "which", lambda name: "/usr/bin/npm")
    monkeypatch.setattr(digits.subprocess, "run", npm)
    with pytest.raises(OSError, match="hash"):
        digits._fetch()


def test_digits_are_placed_where_they_should_be() -> None:
    from convcourse.data.digits import place, small_digits

    images, labels = small_digits()
    assert images.shape == (1797, 8, 8)
    assert images.max() == 255
    assert len(labels) == 1797
    moved = place(images[:3], 20, np.array([0, 6, -6]), np.array([0, -6, 2]))
    for canvas, image, (top, left) in zip(moved, images, [(6, 6), (12, 0), (0, 8)]):
        np.testing.assert_array_equal(canvas[top : top + 8, left : left + 8], image)
        assert canvas.sum() == image.sum()
    with pytest.raises(ValueError, match="leaves the canvas"):
        place(images[:1], 20, 7)
