"""Every attack gets the points it deserves and no more, leaks nothing, changes nothing, and ends in time."""

import re
import sqlite3
from pathlib import Path

import pytest
from hostile_folders import FOLDERS

SUBMISSIONS = sorted((Path(__file__).parent / "submissions").glob("*.py"))
NAMES = [path.stem for path in SUBMISSIONS]
SECRETS = ("ossifrage", "61803", "instructors-token", "BEGIN HIDDEN TESTS")
SUCCESSES = ("FOUND", "WROTE", "REACHED", "MOUNTED", "BECAME")


@pytest.mark.parametrize("name", NAMES)
def test_points(battle, name: str) -> None:
    assert battle.grades[name] == battle.attacks[name].points


@pytest.mark.parametrize("name", FOLDERS)
def test_a_folder_gets_what_its_answers_deserve(battle, name: str) -> None:
    assert battle.grades[name] == FOLDERS[name][1]
    assert battle.page(name)


def test_the_command_ends_well(battle) -> None:
    assert battle.code == 0, battle.log[-2000:]


def test_nothing_acts_on_the_terminal(battle) -> None:
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", battle.log)
    assert battle.log.count("is not the name of a cell") < 30  # of four hundred mends twenty are told


@pytest.mark.parametrize("name", NAMES)
def test_nothing_secret_is_shown(battle, name: str) -> None:
    page = battle.page(name)
    own = "\n".join(battle.attacks[name].cells.values())
    for secret in SECRETS:
        assert secret not in page or secret in own


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_reached(battle, name: str) -> None:
    printed = [
        output.text
        for cell in battle.graded(name).cells
        for output in cell.get("outputs", [])
        if output.output_type == "stream"
    ]
    assert not [word for word in SUCCESSES if word in "".join(printed)]


def test_hidden_inputs_cannot_be_carried_out(battle) -> None:
    for name in ("read_inputs", "read_error_message", "read_error_name", "forged_gone", "carried_to_visible"):
        text = "".join(str(cell.get("outputs", "")) for cell in battle.graded(name).cells)
        assert "SEEN ossi" not in text and "SEEN_20" not in text and "SEEN 20" not in text


def test_the_gradebook_has_no_manual_score(battle) -> None:
    book = sqlite3.connect(battle.course.root / "autograder" / "gradebook.db")
    assert book.execute("select count(*) from grade where manual_score is not null").fetchone() == (0,)


def test_the_course_is_untouched(battle) -> None:
    assert not (battle.course.root / "pwned").exists()
    assert "SystemExit" not in (battle.course.root / "nbgrader_config.py").read_text()


def test_no_process_is_left(battle) -> None:
    names = [path.read_text() for path in Path("/proc").glob("[0-9]*/comm") if path.exists()]
    assert "ATTACK-DAEMON\n" not in names


def test_the_whole_battle_ends_in_time(battle) -> None:
    # the slowest attack has four deaths and as many time-outs of three seconds and five of grace
    assert battle.seconds < 4 * (len(NAMES) + len(FOLDERS))
