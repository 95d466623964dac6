"""nbgrader's own PostgreSQL address keeps working: a real server, started here if this machine has one."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from course import Course
from nbgrader.api import Gradebook
from test_engine_grading import a_class

# Debian keeps the server's programs out of PATH
PLACES = [*map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), os.environ["PATH"]]
INITDB = shutil.which("initdb", path=os.pathsep.join(PLACES))


@pytest.fixture
def database() -> Iterator[str]:
    """The address of an empty database."""
    if INITDB is None:
        pytest.skip("no PostgreSQL server on this machine (apt-get install postgresql)")
    # the server refuses to run as root; Debian's package has made a user for it
    who = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
    make = subprocess.run(["mktemp", "--directory", "/tmp/gradebook-XXXXXX"], capture_output=True, text=True, **who)
    folder = make.stdout.strip()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    how = {"check": True, "capture_output": True, "cwd": folder, **who}
    # "trust": whoever reaches the port is let in, for the seconds of this test
    subprocess.run([INITDB, "--pgdata", f"{folder}/data", "--auth", "trust", "--username", "grader"], **how)
    settings = ["-p", str(port), "-k", folder, "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"]
    server = subprocess.Popen(
        [str(Path(INITDB).with_name("postgres")), "-D", f"{folder}/data", *settings],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        **who,
    )
    try:
        end = time.monotonic() + 30
        while time.monotonic() < end:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield f"postgresql+psycopg://grader@127.0.0.1:{port}/postgres"
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(folder, ignore_errors=True)


def test_a_gradebook_in_postgresql(database: str, tmp_path: Path) -> None:
    course = Course(tmp_path / "course")
    with (course.root / "autograder" / "nbgrader_config.py").open("a") as config:
        config.write(f"\nc.CourseDirectory.db_url = {database!r}\n")
    course.nbgrader("generate_assignment", "small")
    a_class(course, 4)
    course.nbgrader("autograde", "small")
    course.nbgrader("generate_feedback", "small")
    with Gradebook(database) as book:
        found = {submission.student.id: submission.score for submission in book.assignment_submissions("small")}
    assert found == {"s00": 5, "s01": 0, "s02": 5, "s03": 5}
    assert not (course.root / "autograder" / "gradebook.db").exists()
