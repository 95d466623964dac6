"""zip_collect on made archives in the form that Moodle, Canvas, Colab and students give them."""

import io
import json
import zipfile
from pathlib import Path, PurePath

import pytest
from course import ROOT, Course

from autograder.intake import Submitted, read_path

NOTEBOOKS = {"small.ipynb"}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("Ann Lee_4711_assignsubmission_file_/small.ipynb", ("ann-lee_4711", "small.ipynb", 0)),
        ("Ann Lee_4711_assignsubmission_file_/deep/er/small.ipynb", ("ann-lee_4711", "small.ipynb", 0)),
        ("Ann Lee_4711_assignsubmission_file_small.ipynb", ("ann-lee_4711", "small.ipynb", 0)),
        ("Zoë Müller_12_assignsubmission_file_/Copy of small.ipynb", ("zoë-müller_12", "small.ipynb", 0)),
        ("O'Neil, Pat_13_assignsubmission_file_/small (3).ipynb", ("o-neil-pat_13", "small.ipynb", 3)),
        ("leeann_4711_98765_small.ipynb", ("leeann_4711", "small.ipynb", 0)),
        ("leeann_LATE_4711_98765_small-2.ipynb", ("leeann_4711", "small.ipynb", 2)),
        ("leeann_4711_98765_Copy_of_small.ipynb", ("leeann_4711", "small.ipynb", 0)),
        (
            "Eve Mo_4712_assignsubmission_file_/Ann Lee_4711_assignsubmission_file_/small (9).ipynb",
            ("eve-mo_4712", "small.ipynb", 9),
        ),
        ("leeann_4711_98765_work/inner/small.ipynb", ("leeann_4711", "small.ipynb", 0)),
        ("anon_x7Yz_98765_small.ipynb", ("anon_x7yz", "small.ipynb", 0)),
        ("ann/small.ipynb", ("ann", "small.ipynb", 0)),
        ("ann/Copy of Copy of Small (1).ipynb", ("ann", "small.ipynb", 1)),
        ("ann/homework/small.ipynb", ("ann", "small.ipynb", 0)),
        ("ann/model-2.keras", ("ann", "model-2.keras", 0)),
        ("ann/my own name.ipynb", ("ann", "my own name.ipynb", 0)),
        ("ann_small.ipynb", ("ann", "small.ipynb", 0)),
        ("ann-small (2).ipynb", ("ann", "small.ipynb", 2)),
    ],
)
def test_paths_as_platforms_write_them(path: str, expected: tuple) -> None:
    assert read_path(PurePath(path), NOTEBOOKS) == Submitted(*expected)


@pytest.mark.parametrize("path", ["small.ipynb", "readme.txt"])
def test_a_file_that_names_no_student_is_nobodys(path: str) -> None:
    assert read_path(PurePath(path), NOTEBOOKS) is None


def archive(course: Course, name: str, files: dict[str, bytes | str]) -> Path:
    path = course.root / "autograder" / "downloaded" / "small" / "archive" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for file, content in files.items():
            made.writestr(file, content)
    return path


def work(answer: str) -> str:
    """A notebook that can be told apart by its answer."""
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [], "answer": answer})


def collected(course: Course) -> dict[str, dict[str, str]]:
    """student -> file -> the answer in it."""
    folders = (course.root / "autograder" / "submitted").glob("*/small")
    return {
        folder.parent.name: {path.name: json.loads(path.read_text())["answer"] for path in folder.iterdir()}
        for folder in folders
    }


def test_moodle_canvas_and_single_archives_in_one_go(course: Course) -> None:
    archive(
        course,
        "CS101-Assignment 1-4711.zip",
        {
            "Ann Lee_1_assignsubmission_file_/small.ipynb": work("ann"),
            "Bob Ray_2_assignsubmission_file_/Copy of small.ipynb": work("bob"),
            "Bob Ray_2_assignsubmission_file_/__MACOSX/._small.ipynb": "junk",
        },
    )
    archive(
        course,
        "submissions.zip",
        {
            "caicai_3_900_small.ipynb": work("cai, first try"),
            "caicai_LATE_3_901_small-1.ipynb": work("cai, second try"),
            "deedan_4_902_notes.pdf": "not collected",
        },
    )
    archive(course, "eve.zip", {"homework/small.ipynb": work("eve")})
    archive(course, "group.zip", {"group/fay/small.ipynb": work("fay"), "group/gus/small.ipynb": work("gus")})
    course.nbgrader("zip_collect", "small")
    assert collected(course) == {
        "ann-lee_1": {"small.ipynb": "ann"},
        "bob-ray_2": {"small.ipynb": "bob"},
        "caicai_3": {"small.ipynb": "cai, second try"},
        "eve": {"small.ipynb": "eve"},
        "fay": {"small.ipynb": "fay"},
        "gus": {"small.ipynb": "gus"},
    }


def test_a_students_own_zip_inside_the_class_archive(course: Course, tmp_path: Path) -> None:
    inner = tmp_path / "inner.zip"
    with zipfile.ZipFile(inner, "w") as made:
        made.writestr("whatever/small.ipynb", work("ann"))
    archive(course, "class.zip", {"Ann Lee_1_assignsubmission_file_/work.zip": inner.read_bytes()})
    course.nbgrader("zip_collect", "small")
    assert collected(course) == {"ann-lee_1": {"small.ipynb": "ann"}}


def zipped(files: dict[str, bytes | str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        for file, content in files.items():
            made.writestr(file, content)
    return packed.getvalue()


def test_nothing_that_one_student_packs_costs_another_one_their_work(course: Course) -> None:
    """A bomb, names that no file can have, depths, and an archive that holds the work of somebody else."""
    bomb = zipped({"zeros.ipynb": b"0" * 5_000_000, "small.ipynb": work("eve")})
    archive(
        course,
        "class.zip",
        {
            "Ann Lee_1_assignsubmission_file_/small.ipynb": work("ann"),
            "Eve Mo_2_assignsubmission_file_/a.zip": bomb,
            "Eve Mo_2_assignsubmission_file_/" + "long" * 70 + ".ipynb": "x",
            "Eve Mo_2_assignsubmission_file_/" + "deep/" * 1500 + "small.ipynb": "x",
            "Eve Mo_2_assignsubmission_file_/small.ipynb": work("eve"),
            "Eve Mo_2_assignsubmission_file_/small.ipynb/inside": "x",
            "Zoe Ko_3_assignsubmission_file_/work.zip": zipped({"small.ipynb": work("zoe")}),
        },
    )
    mine = {"Ann Lee_1_assignsubmission_file_/small (9).ipynb": work("not ann"), "small.ipynb": work("fay")}
    archive(course, "Fay Po_4_assignsubmission_file_hw.zip", mine)
    result = course.nbgrader("zip_collect", "small", "--ExtractorPlugin.size_limit=1000000")
    assert collected(course) == {
        "ann-lee_1": {"small.ipynb": "ann"},
        "eve-mo_2": {"small.ipynb": "eve"},
        "fay-po_4": {"small.ipynb": "not ann"},
        "zoe-ko_3": {"small.ipynb": "zoe"},
    }
    assert "a.zip.packed was left out" in result.stderr


def test_broken_and_hostile_archives_do_not_stop_the_class(course: Course) -> None:
    outside = course.root.parent / "outside.ipynb"
    archive(course, "good.zip", {"Ann Lee_1_assignsubmission_file_/small.ipynb": work("ann")})
    archive(course, "climber.zip", {"../../../../../../outside.ipynb": work("x"), "small.ipynb": work("climber")})
    broken = archive(course, "broken.zip", {"small.ipynb": work("y")})
    broken.write_bytes(broken.read_bytes()[:40])
    archive(course, "bomb.zip", {"zeros.ipynb": b"0" * 5_000_000})
    result = course.nbgrader("zip_collect", "small", "--ExtractorPlugin.size_limit=1000000", check=False)
    assert result.returncode == 0, result.stderr
    found = collected(course)
    assert found["ann-lee_1"] == {"small.ipynb": "ann"}
    assert found["climber"]["small.ipynb"] == "climber"
    assert not outside.exists()
    assert "broken.zip was left out" in result.stderr
    assert "bomb.zip was left out" in result.stderr


@pytest.mark.parametrize(
    ("name", "files"),
    [
        ("moodle.zip", "Ann Lee_4711_assignsubmission_file_/{}"),
        ("submissions.zip", "leeann_4711_98765_{}"),
        ("ann.zip", "homework/{}"),
    ],
)
def test_a_model_beside_the_notebook_arrives_byte_by_byte(course: Course, name: str, files: str) -> None:
    """A .keras file is a zip: it must not be taken for an archive."""
    model = (ROOT / "tests" / "trained_elsewhere" / "model.keras").read_bytes()
    archive(course, name, {files.format("small.ipynb"): work("1"), files.format("model.keras"): model})
    course.nbgrader("zip_collect", "small")
    (found,) = (course.root / "autograder" / "submitted").glob("*/small/model.keras")
    assert found.read_bytes() == model and found.with_name("small.ipynb").exists()
