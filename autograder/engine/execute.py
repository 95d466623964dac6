"""`HardenedExecute` stands where nbgrader's own Execute stood, in `Autograde.autograde_preprocessors`."""

import ast
import atexit
import copy
import functools
import os
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters.exporter import ResourcesDict
from nbgrader import utils
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Enum, Float, Integer, List, Unicode

from autograder import heldout
from autograder.engine.cluster import Cluster, NoCluster
from autograder.engine.grading import COURSE, PACKAGE, Job, Settings, grade, withheld_modules
from autograder.engine.parsing import parse
from autograder.engine.printable import plain
from autograder.engine.progress import Progress
from autograder.engine.room import Limits, check_isolation
from autograder.engine.schedule import Schedule, Workers
from autograder.engine.warm import warm_process


@dataclass
class Place:
    """Where notebooks are graded: on a cluster, or in so many slots on this machine."""

    cluster: Cluster | None
    slots: threading.Semaphore


@dataclass
class Run:
    """What belongs to one run of `nbgrader autograde`; its steps are made anew for every notebook."""

    converter: Any
    schedule: Schedule
    progress: Progress


_run: Run | None = None


class HardenedExecute(NbGraderPreprocessor):
    """Runs the notebook in closed rooms: the student's cells in one, the tests in another."""

    isolation = Enum(
        ["bubblewrap", "none"],
        "bubblewrap",
        help='"none" runs student code as you, with your files and your network: only for code that you trust.',
    ).tag(config=True)
    cell_timeout = Float(30, help="seconds for a cell, and for one call by a test").tag(config=True)
    test_timeout = Float(60, help="seconds for a test cell with all its calls").tag(config=True)
    submission_timeout = Float(900, help="seconds for a whole submission").tag(config=True)
    memory = Float(4.0, help="GB for all processes of a submission").tag(config=True)
    preload = List(Unicode(), help="modules to import once; if empty, those that the source notebook imports").tag(
        config=True
    )
    workers = Integer(
        os.cpu_count() or 1, min=1, help="submissions that run at the same time; 1 for one after another"
    ).tag(config=True)
    scheduler = Unicode(
        "", help='a Dask scheduler whose workers grade, such as "tcp://10.0.0.5:8786"; if empty, this machine grades'
    ).tag(config=True)

    def preprocess(
        self, nb: nbformat.NotebookNode, resources: ResourcesDict
    ) -> tuple[nbformat.NotebookNode, ResourcesDict]:
        if self.isolation != "none" and not self.scheduler:  # on a cluster, its workers need the walls
            check_isolation()
        run = _run_of(self)
        graded, problems = run.schedule.result(nb, resources)
        for problem in problems:
            # a fixed cell may call the student's code, whose message this then is
            where = resources["nbgrader"]["notebook"]
            self.log.warning("%s: a fixed cell failed among the tests: %s", where, plain(problem, 500))
        nb.cells = graded.cells
        run.progress.add(resources["nbgrader"]["student"], nb)
        return nb, resources

    def grade(self, notebook: nbformat.NotebookNode, resources: ResourcesDict, place: Place) -> tuple:
        """A graded copy of the notebook, and the problems of the instructor's cells; runs in any thread."""
        job = self.job(copy.deepcopy(notebook), resources)
        modules, settings = self.modules(job.source), self.settings()
        if place.cluster:
            try:
                return place.cluster.grade(job, modules, settings)
            except Exception as error:
                self.log.warning("%s is graded on this machine, since the cluster could not: %s", job.name, error)
        with place.slots:
            problems = grade(job, warm_process(modules), settings)
        return job.notebook, problems

    def settings(self) -> Settings:
        limits = Limits(memory=int(self.memory * 2**30))
        walls = self.isolation != "none"
        return Settings(self.cell_timeout, self.test_timeout, self.submission_timeout, walls, limits)

    def job(self, nb: nbformat.NotebookNode, resources: ResourcesDict) -> Job:
        """Everything that grading this notebook needs."""
        converter, ids = self.parent.parent, resources["nbgrader"]
        coursedir = converter.coursedir
        student, assignment, name = ids["student"], ids["assignment"], ids["notebook"]
        source = Path(coursedir.format_path(coursedir.source_directory, ".", assignment))
        submitted = Path(coursedir.format_path(coursedir.submitted_directory, student, assignment))
        kept = {str(source / path) for path in converter.exclude_overwriting.get(assignment, [])}
        theirs = _files(submitted, coursedir.ignore)
        ours = {path: file for path, file in _files(source, coursedir.ignore).items() if str(file) not in kept}
        original = nbformat.read(source / f"{name}.ipynb", as_version=4)
        models = {path: file for path, file in theirs.items() if path.lower().endswith(".keras")}
        # pictures that no student has lie beside the tests only
        pictures = Path(coursedir.root) / heldout.FOLDER / f"{assignment}.npz"
        secret = {heldout.FILE: pictures.resolve()} if pictures.is_file() else {}
        return Job(nb, original, {**theirs, **ours}, {**ours, **secret}, f"{student}/{name}", models)

    def modules(self, source: nbformat.NotebookNode) -> list[str]:
        return list(self.preload) or imported_modules(source)


def _run_of(step: HardenedExecute) -> Run:
    """The run that this step is part of."""
    global _run
    converter = step.parent.parent
    if _run is None or _run.converter is not converter:
        place, ahead = place_of(step)
        start = functools.partial(step.grade, place=place)
        total = sum(map(len, converter.assignments.values()))
        _run = Run(converter, Schedule(converter, Workers(ahead), start), Progress(total))
    return _run


def place_of(step: HardenedExecute) -> tuple[Place, int]:
    """Where to grade, and how many notebooks are under way at the same time.

    Exits with a sentence if the cluster is not there: that is no matter of the submission that happens to be first.
    """
    cluster = None
    if step.scheduler:
        try:
            cluster = Cluster(step.scheduler)
        except NoCluster as error:
            sys.exit(str(error))
        atexit.register(cluster.close)
    # twice as many as the cluster's threads, so that none of them waits for the next unit to arrive
    return Place(cluster, threading.Semaphore(step.workers)), 2 * cluster.threads if cluster else step.workers


def _files(folder: Path, ignore: list[str]) -> dict[str, Path]:
    """Path below the folder -> file, for real files that are no notebooks."""
    found = map(Path, utils.find_all_files(str(folder), [*ignore, "*.ipynb"]))
    return {str(file.relative_to(folder)): file.resolve() for file in found if file.is_file() and not file.is_symlink()}


def imported_modules(source: nbformat.NotebookNode) -> list[str]:
    """What the notebook imports; for the grader's own modules, which hold the answers, what they import themselves.

    Without what the notebook withholds, and what may load that: the student's process inherits what is imported here.
    """
    modules, own, withheld = set(), set(), withheld_modules(source)
    queue = [cell.source for cell in source.cells if cell.cell_type == "code"]
    while queue:
        for module in _imports(queue.pop()):
            if module.split(".")[0] != "autograder":
                modules.add(module)
            elif module not in own:
                own.add(module)
                queue += [file.read_text() for file in _files_of(module, PACKAGE)]
    # TensorFlow before Keras, which imports it
    kept = [module for module in modules if not _loads(module, withheld)]
    return sorted(kept, key=lambda module: (module.startswith("keras"), module))


def _files_of(module: str, package: Path) -> list[Path]:
    """The file of the module in the package whose folder this is; of a name in one of its modules, none."""
    path = package.joinpath(*module.split(".")[1:])
    return [file for file in (path.with_suffix(".py"), path / "__init__.py") if file.is_file()]


def _loads(module: str, withheld: list[Path]) -> bool:
    """Whether this is a withheld module of `convcourse`, or one of its modules that imports such a one somewhere."""
    queue, seen = [module], set()
    while withheld and queue:
        name = queue.pop()
        if name in seen or name.split(".")[0] != "convcourse":
            continue
        seen.add(name)
        files = _files_of(name, COURSE)
        if any(file.is_relative_to(path) for file in files for path in withheld):
            return True
        queue += [name.rpartition(".")[0], *(found for file in files for found in _imports(file.read_text()))]
    return False


def _imports(source: str) -> set[str]:
    """Modules named in the import statements of a cell or file; `from a import b` may name the module a.b."""
    try:
        nodes = list(ast.walk(parse(source)))
    except SyntaxError:
        return set()
    modules = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            modules.add(node.module)
            if node.module.split(".")[0] in ("autograder", "convcourse"):
                modules |= {f"{node.module}.{alias.name}" for alias in node.names}
    return modules
