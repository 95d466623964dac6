"""Beyond one machine: the same work, on the workers of a Dask cluster.

    c.HardenedExecute.scheduler = "tcp://10.0.0.5:8786"

What goes to a worker is plain: notebooks as text, files as bytes, names and numbers. What comes back is the graded
notebook as text. So a worker needs no shared disk and never sees the gradebook. It needs this project's checkout on its
Python path, the same packages, and bubblewrap; whether it has the same versions is checked for every notebook, since
another version could give another grade.

Dask starts a unit anew when the worker that had it dies. What the cluster cannot do for another reason, this machine
does (execute.py). Nobody but nbgrader, on this machine, writes a grade.
"""

import functools
import hashlib
import platform
import tempfile
import warnings
from dataclasses import asdict
from importlib import metadata
from pathlib import Path
from typing import Any

import nbformat

from autograder.engine.grading import COURSE, PACKAGE, Job, Settings, grade
from autograder.engine.room import Limits
from autograder.engine.warm import warm_process

PATIENCE = 10.0  # seconds to wait for a scheduler, and for its first worker
SIZE_LIMIT = 512 * 2**20  # bytes of a submission's files
PACKAGES = ("numpy", "ipython", "matplotlib", "tensorflow", "keras", "h5py", "scipy", "scikit-image")
CODE = (*("autograder/" + part for part in ("*.py", "engine/*.py", "reference/*.py")), "convcourse/**/*.py")


class NoCluster(RuntimeError):
    """The cluster cannot be used; the message says what to do."""


class Cluster:
    """A connection to a Dask scheduler whose workers can grade."""

    def __init__(self, address: str) -> None:
        """raises NoCluster if nobody answers, or a worker is not as it should be"""
        try:
            from distributed import Client
        except ImportError:
            raise NoCluster(
                "dask.distributed is not installed: pip install 'distributed' (the extra `cluster`)."
            ) from None
        try:
            self._client = Client(address, timeout=PATIENCE, set_as_default=False)
            self._client.wait_for_workers(1, timeout=PATIENCE)
        except (OSError, ValueError) as error:
            raise NoCluster(f"No Dask cluster at {address}: {error}") from None
        for worker, found in self._client.run(versions, on_error="return").items():
            if isinstance(found, BaseException):
                raise NoCluster(f"The Dask worker {worker} cannot import the grader: {found!r}. {_ADVICE}")
            _compare(found, worker)

    @property
    def threads(self) -> int:
        """How many notebooks the workers grade at the same time."""
        return sum(self._client.nthreads().values())

    def grade(self, job: Job, modules: list[str], settings: Settings) -> tuple[nbformat.NotebookNode, list[str]]:
        """The graded notebook, and problems of the instructor's own cells. raises what Dask raises"""
        with warnings.catch_warnings():
            # a submitted model is a few megabytes, which Dask finds large for an argument
            warnings.filterwarnings("ignore", message="Sending large graph")
            # pure: two submissions of the same bytes are two units all the same
            future = self._client.submit(grade_unit, pack(job, modules, settings), pure=False)
        text, problems = future.result()
        return nbformat.reads(text, as_version=4), problems

    def close(self) -> None:
        self._client.close()


def pack(job: Job, modules: list[str], settings: Settings) -> dict[str, Any]:
    """A job as plain data: each file's bytes once, and the names it goes by. raises NoCluster if that is too much"""
    named = {"files": job.files, "instructor_files": job.instructor_files, "models": job.models}
    paths = sorted({path for files in named.values() for path in files.values()})
    if sum(path.stat().st_size for path in paths) > SIZE_LIMIT:
        raise NoCluster(f"its files are larger than {SIZE_LIMIT // 2**20} MB")
    numbers = {path: number for number, path in enumerate(paths)}
    return {
        "versions": versions(),
        "notebook": nbformat.writes(job.notebook),
        "source": nbformat.writes(job.source),
        "contents": [path.read_bytes() for path in paths],
        "names": {kind: {name: numbers[path] for name, path in files.items()} for kind, files in named.items()},
        "name": job.name,
        "modules": modules,
        "settings": asdict(settings),
    }


def grade_unit(unit: dict[str, Any]) -> tuple[str, list[str]]:
    """What a worker does with a packed job: the graded notebook as text, and the problems.

    raises NoCluster if this worker is not the same as the machine that sent the unit
    """
    _compare(unit["versions"], platform.node())
    settings = Settings(**{**unit["settings"], "limits": Limits(**unit["settings"]["limits"])})
    with tempfile.TemporaryDirectory(prefix="grading-") as folder:
        # a file's own name matters in the room only
        paths = [Path(folder) / str(number) for number in range(len(unit["contents"]))]
        for path, content in zip(paths, unit["contents"]):
            path.write_bytes(content)
        files = {kind: {name: paths[at] for name, at in names.items()} for kind, names in unit["names"].items()}
        notebook, source = (nbformat.reads(unit[kind], as_version=4) for kind in ("notebook", "source"))
        job = Job(notebook, source, name=unit["name"], **files)
        problems = grade(job, warm_process(unit["modules"]), settings)
    return nbformat.writes(job.notebook), problems


@functools.cache
def versions() -> dict[str, str]:
    """What two machines must have in common to give the same grades."""
    digest = hashlib.sha256()
    root = {"autograder": PACKAGE.parent, "convcourse": COURSE.parent}
    for pattern in CODE:
        for path in sorted(root[pattern.split("/")[0]].glob(pattern)):
            digest.update(path.read_bytes())
    found = {"the checkout": digest.hexdigest()[:12], "python": ".".join(platform.python_version_tuple()[:2])}
    for name in PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "none"
    return found


_ADVICE = "Every worker needs this project's checkout on its PYTHONPATH, requirements.lock installed, and bubblewrap."


def _compare(theirs: dict[str, str], where: str) -> None:
    """raises NoCluster if another machine's versions are not ours"""
    other = [f"{name} {theirs.get(name)}, not {ours}" for name, ours in versions().items() if theirs.get(name) != ours]
    if other:
        raise NoCluster(f"The versions at {where} differ: {'; '.join(other)}. {_ADVICE}")
