"""Running ahead: while nbgrader saves one submission, the next ones are already being executed on all cores.

nbgrader itself stays serial and the only writer of the gradebook. It asks for one notebook at a time; what was started
early for exactly that notebook (the same cells, by their hash) is handed over when it is done, anything else is
started then. So the grades do not depend on whether, or in which order, anything ran ahead.
"""

import hashlib
import json
import logging
import queue
import re
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import nbformat

from autograder.engine.reading import SubmissionReader

AHEAD = 2  # submissions kept started for each worker


class Workers:
    """So many daemon threads: unlike those of a ThreadPoolExecutor, they do not keep an interrupted run alive."""

    def __init__(self, count: int) -> None:
        self.count = count
        self._queue: queue.SimpleQueue = queue.SimpleQueue()
        for _ in range(count):
            threading.Thread(target=self._work, daemon=True).start()

    def submit(self, function: Callable, *args: Any) -> Future:
        future: Future = Future()
        self._queue.put((future, function, args))
        return future

    def _work(self) -> None:
        while True:
            future, function, args = self._queue.get()
            try:
                future.set_result(function(*args))
            except BaseException as error:
                future.set_exception(error)


class Schedule:
    """The futures of notebooks started early, for one run of one converter."""

    def __init__(self, converter: Any, workers: Workers, start: Callable) -> None:
        """`start(notebook, resources)` grades a copy and returns the graded notebook and the problems."""
        self._converter, self._workers, self._start = converter, workers, start
        self._started: dict[tuple, Future] = {}
        self._coming = self._order()

    def result(self, notebook: nbformat.NotebookNode, resources: dict) -> tuple:
        """The graded notebook, which may have been waiting."""
        key = _key(notebook, resources)
        future = self._started.pop(key, None) or self._workers.submit(self._start, notebook, resources)
        while len(self._started) < AHEAD * self._workers.count:
            following = next(self._coming, None)
            if following is None:
                break
            notebook_ahead, resources_ahead = following
            key_ahead = _key(notebook_ahead, resources_ahead)
            if key_ahead != key and key_ahead not in self._started:
                self._started[key_ahead] = self._workers.submit(self._start, notebook_ahead, resources_ahead)
        return future.result()

    def _order(self) -> Iterator[tuple]:
        """Sanitised notebooks, in nbgrader's order, of the submissions that it is going to grade."""
        converter, coursedir = self._converter, self._converter.coursedir
        pattern = coursedir.format_path(
            coursedir.submitted_directory, "(?P<student>.*)", "(?P<assignment>.*)", escape=True
        )
        for folder in sorted(converter.assignments):
            ids = re.match(pattern, folder)
            if ids is None or self._is_done(ids["assignment"], ids["student"]):
                continue
            for filename in sorted(converter.assignments[folder]):
                try:
                    yield _sanitised(converter, filename)
                except Exception as error:
                    converter.log.debug("%s does not run ahead: %s", filename, error)

    def _is_done(self, assignment: str, student: str) -> bool:
        done = Path(self._converter._format_dest(assignment, student)).exists()
        return done and not self._converter.force


def _key(notebook: nbformat.NotebookNode, resources: dict) -> tuple:
    cells = [[cell.cell_type, cell.source, cell.metadata] for cell in notebook.cells]
    digest = hashlib.sha256(json.dumps(cells, sort_keys=True, default=str).encode()).hexdigest()
    ids = resources["nbgrader"]
    return ids["student"], ids["assignment"], ids["notebook"], digest


class Preview(SubmissionReader):
    """Reads a submission early, without touching the folders again."""

    prepares = False


def _sanitised(converter: Any, filename: str) -> tuple[nbformat.NotebookNode, dict]:
    """What nbgrader's sanitising steps will make of the file, and its resources."""
    converter._sanitizing = True  # nbgrader's own switch between its two passes over a notebook
    try:
        resources = converter.init_single_notebook_resources(filename)
        exporter = Preview(parent=converter, config=converter.config)
        exporter._preprocessors = []
        for step in converter.sanitize_preprocessors:
            exporter.register_preprocessor(step)
        silent = logging.getLogger("autograder.engine.preview")
        silent.setLevel(logging.CRITICAL + 1)  # each mend is reported once, by nbgrader's own pass
        for step in [exporter, *exporter._preprocessors]:
            step.log = silent
        text, resources = exporter.from_filename(filename, resources=resources)
    finally:
        converter._sanitizing = False
    return nbformat.reads(text, as_version=4), resources
