"""`HardenedExecute` stands where nbgrader's own Execute stood, in `Autograde.autograde_preprocessors`."""

import ast
import atexit
import copy
import os
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters.exporter import ResourcesDict
from nbgrader import utils
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Enum, Float, Integer, List, Unicode

from autograder.engine.grading import PACKAGE, Job, Settings, grade
from autograder.engine.parsing import parse
from autograder.engine.progress import Progress
from autograder.engine.room import Limits, check_isolation
from autograder.engine.schedule import Schedule, Workers
from autograder.engine.warm import Warm


@dataclass
class Run:
    """What belongs to one run of `nbgrader autograde`; its steps are made anew for every notebook."""

    converter: Any
    schedule: Schedule
    progress: Progress


_run: Run | None = None
_warm: dict[tuple, Warm] = {}
_lock = threading.Lock()


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

    def preprocess(
        self, nb: nbformat.NotebookNode, resources: ResourcesDict
    ) -> tuple[nbformat.NotebookNode, ResourcesDict]:
        if self.isolation != "none":
            check_isolation()
        run = _run_of(self)
        graded, problems = run.schedule.result(nb, resources)
        for problem in problems:
            self.log.warning("%s: a fixed cell failed among the tests: %s", resources["nbgrader"]["notebook"], problem)
        nb.cells = graded.cells
        run.progress.add(resources["nbgrader"]["student"], nb)
        return nb, resources

    def grade(self, notebook: nbformat.NotebookNode, resources: ResourcesDict) -> tuple:
        """A graded copy of the notebook, and the problems of the instructor's cells; runs in any thread."""
        job = self.job(copy.deepcopy(notebook), resources)
        problems = grade(job, warm_process(self.modules(job.source)), self.settings())
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
        return Job(nb, original, {**theirs, **ours}, ours, f"{student}/{name}", models)

    def modules(self, source: nbformat.NotebookNode) -> list[str]:
        return list(self.preload) or imported_modules(source)


def _run_of(step: HardenedExecute) -> Run:
    """The run that this step is part of."""
    global _run
    converter = step.parent.parent
    if _run is None or _run.converter is not converter:
        total = sum(map(len, converter.assignments.values()))
        _run = Run(converter, Schedule(converter, Workers(step.workers), step.grade), Progress(total))
    return _run


def _files(folder: Path, ignore: list[str]) -> dict[str, Path]:
    """Path below the folder -> file, for real files that are no notebooks."""
    found = map(Path, utils.find_all_files(str(folder), [*ignore, "*.ipynb"]))
    return {str(file.relative_to(folder)): file.resolve() for file in found if file.is_file() and not file.is_symlink()}


def imported_modules(source: nbformat.NotebookNode) -> list[str]:
    """What the notebook imports; for the grader's own modules, which hold the answers, what they import themselves."""
    modules, own = set(), set()
    queue = [cell.source for cell in source.cells if cell.cell_type == "code"]
    while queue:
        for module in _imports(queue.pop()):
            if module.split(".")[0] != "autograder":
                modules.add(module)
            elif module not in own:
                own.add(module)
                path = PACKAGE.joinpath(*module.split(".")[1:])
                files = [path.with_suffix(".py"), path / "__init__.py"]
                queue += [file.read_text() for file in files if file.is_file()]
    # TensorFlow before Keras, which imports it
    return sorted(modules, key=lambda module: (module.startswith("keras"), module))


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
            modules |= {f"{node.module}.{alias.name}" for alias in node.names if node.module.startswith("autograder")}
    return modules


def warm_process(modules: list[str]) -> Warm:
    """The warm process with these modules; one for all submissions of a run."""
    with _lock:
        key = tuple(modules)
        if key not in _warm:
            _warm[key] = Warm(modules)
            atexit.register(_warm[key].close)
        return _warm[key]
