"""A class graded on a Dask cluster: the same grades as on one machine, each of them once, whatever dies."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from course import ROOT, Course
from test_engine_grading import a_class, grades, outputs, started

from autograder.engine import cluster
from autograder.engine.execute import HardenedExecute, place_of
from autograder.engine.grading import Job, Settings
from autograder.engine.room import Limits

DASK = {"DASK_DISTRIBUTED__WORKER__MEMORY__TERMINATE": "False", "PYTHONPATH": str(ROOT)}


class Machines:
    """A real scheduler and its workers, each a process of its own in an empty folder, as on other machines."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._file = folder, folder / "scheduler.json"
        self.scheduler = self._start(
            "dask_scheduler", "--port", "0", "--host", "127.0.0.1", "--dashboard-address", ":0"
        )
        while not self._file.exists():
            assert self.scheduler.poll() is None
            time.sleep(0.05)
        self.address = json.loads(self._file.read_text())["address"]
        self.workers = {}

    def _start(self, program: str, *arguments: str) -> subprocess.Popen:
        command = [sys.executable, "-m", f"distributed.cli.{program}", "--scheduler-file", str(self._file), *arguments]
        silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return subprocess.Popen(command, cwd=self._folder, env={**os.environ, **DASK}, **silent)

    def add_worker(self, name: str) -> None:
        place = ["--no-nanny", "--nthreads", "1", "--host", "127.0.0.1", "--no-dashboard", "--name", name]
        self.workers[name] = self._start("dask_worker", *place, "--local-directory", str(self._folder / name))

    def close(self) -> None:
        for process in [*self.workers.values(), self.scheduler]:
            process.kill()
            process.wait()


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[Machines]:
    folder = tmp_path / "machines"
    folder.mkdir()
    machines = Machines(folder)
    for name in ("one", "two"):
        machines.add_worker(name)
    yield machines
    machines.close()


def processing(client) -> set[str]:
    """Names of the workers that have a notebook in hand."""
    names = {address: worker["name"] for address, worker in client.scheduler_info(n_workers=-1)["workers"].items()}
    return {names[address] for address, tasks in client.processing().items() if tasks}


def test_a_worker_dies_and_every_submission_is_graded_once(course: Course, machines: Machines, tmp_path: Path) -> None:
    from distributed import Client

    a_class(course, 9)
    shutil.copytree(course.root, tmp_path / "local")
    local = Course.at(tmp_path / "local", "small")
    with Client(machines.address, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=30)
        run = started(course, subprocess.PIPE, f"--HardenedExecute.scheduler={machines.address}")
        log = []
        for line in run.stderr:
            log.append(line)
            if "Autograding" in line and machines.workers["one"].poll() is None:
                end = time.monotonic() + 60
                while "one" not in processing(client) and time.monotonic() < end:
                    time.sleep(0.02)
                assert "one" in processing(client)
                machines.workers["one"].send_signal(signal.SIGKILL)
                machines.workers["one"].wait()
        assert run.wait() == 0, "".join(log)
        run.stderr.close()
        left = {worker["name"] for worker in client.scheduler_info(n_workers=-1)["workers"].values()}
    assert left == {"two"}
    rows = re.findall(r"^\[[#.]{20}\] \d+/9 .* (s\d\d) ", "".join(log), re.MULTILINE)
    assert sorted(rows) == [f"s{number:02}" for number in range(9)]
    assert "graded on this machine" not in "".join(log)
    local.nbgrader("autograde", "small")
    assert grades(course) == grades(local) == {f"s{number:02}": 5.0 * (number % 3 != 1) for number in range(9)}
    assert outputs(course) == outputs(local)


def test_the_scheduler_dies_and_this_machine_takes_over(course: Course, machines: Machines) -> None:
    a_class(course, 4)
    run = started(course, subprocess.PIPE, f"--HardenedExecute.scheduler={machines.address}")
    log = []
    for line in run.stderr:
        log.append(line)
        if line.startswith("[#"):
            machines.scheduler.kill()
    assert run.wait() == 0, "".join(log)
    run.stderr.close()
    assert "graded on this machine, since the cluster could not" in "".join(log)
    assert grades(course) == {f"s{number:02}": 5.0 * (number % 3 != 1) for number in range(4)}


def test_without_a_cluster_the_command_ends_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 0.5)
    with pytest.raises(SystemExit, match="No Dask cluster at tcp://127.0.0.1:1"):
        place_of(HardenedExecute(scheduler="tcp://127.0.0.1:1"))


def test_another_version_is_refused() -> None:
    theirs = {**cluster.versions(), "numpy": "1.0"}
    with pytest.raises(cluster.NoCluster, match="numpy 1.0, not"):
        cluster._compare(theirs, "there")


def test_what_goes_to_a_worker_is_plain(tmp_path: Path) -> None:
    """Text, bytes, names and numbers: no object of ours, and no path of this machine."""
    from nbformat.v4 import new_notebook

    for name in ("theirs.txt", "ours.txt"):
        (tmp_path / name).write_text(name)
    files = {name: tmp_path / name for name in ("theirs.txt", "ours.txt")}
    job = Job(new_notebook(), new_notebook(), files, {"ours.txt": files["ours.txt"]}, "ann/small", files)
    unit = cluster.pack(job, ["numpy"], Settings(limits=Limits(memory=2**30)))
    assert str(tmp_path) not in repr(unit)
    assert sorted(unit["contents"]) == [b"ours.txt", b"theirs.txt"]

    def plain(value: object) -> bool:
        if isinstance(value, dict):
            return all(isinstance(key, str) and plain(item) for key, item in value.items())
        if isinstance(value, list):
            return all(map(plain, value))
        return type(value) in (str, bytes, int, float, bool)

    assert plain(unit)
