"""A class of five that ships with the project, graded with plain nbgrader commands.

    python -m autograder.sample grade    hand in, autograde, write feedback and grades.csv, below build/sample/
    python -m autograder.sample table    the grades as a table, and where to look

The five: an excellent, a partial, a wrong, a blank and a broken submission. It has folders and a gradebook of its own,
so that a real class in autograder/ is never touched.
"""

import csv
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat

from autograder.submissions import fill_in, read_answers

SAMPLE = Path("build") / "sample"
ANSWERS = Path("autograder") / "sample_class"


def hand_in(assignment: str) -> None:
    """Write the five submissions, made from the released notebook as students would."""
    released = nbformat.read(SAMPLE / "assignments" / assignment / f"{assignment}.ipynb", as_version=4)
    for student in ("excellent", "partial", "wrong", "blank", "broken"):
        path = SAMPLE / "submitted" / student / assignment / f"{assignment}.ipynb"
        path.parent.mkdir(parents=True)
        answers = ANSWERS / assignment / f"{student}.py"
        notebook = fill_in(released, read_answers(answers, released)) if answers.exists() else released
        text = nbformat.writes(notebook)
        # a download that broke off
        path.write_text(text[: len(text) // 2] if student == "broken" else text)


def grade() -> None:
    """Grade the whole sample class from nothing."""
    shutil.rmtree(SAMPLE, ignore_errors=True)
    for answers in sorted(ANSWERS.iterdir()):
        nbgrader("generate_assignment", answers.name)
        hand_in(answers.name)
        nbgrader("autograde", answers.name)
        nbgrader("generate_feedback", answers.name)
    nbgrader("export", "--to", str(SAMPLE / "grades.csv"))


def nbgrader(command: str, *arguments: str) -> None:
    """A plain nbgrader command, with this class's folders."""
    folders = {name: SAMPLE / name for name in ("submitted", "autograded", "feedback")}
    folders["release"] = SAMPLE / "assignments"
    settings = [f"--CourseDirectory.{name}_directory={folder}" for name, folder in folders.items()]
    settings.append(f"--CourseDirectory.db_url=sqlite:///{SAMPLE / 'gradebook.db'}")
    print(f"sample class: nbgrader {command} {' '.join(arguments)}", flush=True)
    SAMPLE.mkdir(parents=True, exist_ok=True)
    done = subprocess.run([sys.executable, "-m", "nbgrader", command, *arguments, *settings])
    if done.returncode != 0:
        sys.exit(f"nbgrader {command} failed")


def table() -> str:
    """The grades as text, one line a submission, and where the book, the feedback and the gradebook lie."""
    with (SAMPLE / "grades.csv").open() as file:
        rows = list(csv.DictReader(file))
    lines = [f"{'assignment':16} {'student':12} {'score':>7} {'of':>5}   feedback"]
    for row in sorted(rows, key=lambda row: (row["assignment"], -float(row["score"]), row["student_id"])):
        assignment, student = row["assignment"], row["student_id"]
        feedback = SAMPLE / "feedback" / student / assignment / f"{assignment}.html"
        scores = f"{float(row['score']):7g} {float(row['max_score']):5g}"
        lines.append(f"{assignment:16} {student:12} {scores}   {feedback}")
    return "\n".join(
        [
            *lines,
            "",
            "Book       _build/html/index.html",
            f"Grades     {SAMPLE / 'grades.csv'}",
            f"Gradebook  {SAMPLE / 'gradebook.db'}",
        ]
    )


if __name__ == "__main__":
    if sys.argv[1:] == ["grade"]:
        grade()
    elif sys.argv[1:] == ["table"]:
        print(table())
    else:
        sys.exit(__doc__)
