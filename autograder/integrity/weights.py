"""Identical trained weights: two trainings never end at the same numbers, so two models with the same ones are one.

Compared are the arrays, whatever the file around them says: its date, its layers' names, the optimizer's state. An
array that is one number throughout says nothing (a new layer's biases), neither does one that is handed out or that
many of the class have (a pre-trained base). Two models are reported if all the others agree: on the same base, two
students train different heads.

The files are students' own, and HDF5 is a large format: each file is opened in a closed room of its own.
"""

import stat
from collections import defaultdict
from pathlib import Path

import numpy as np

from autograder.engine import wire
from autograder.engine.grading import Gone, Settings, Worker
from autograder.engine.keras_file import FILE_LIMIT
from autograder.engine.warm import Warm, warm_process

COMMON = 10  # an array that more than so many students have (or a tenth of the class, if that is more) is common
TIMEOUT = 60.0  # seconds for a file
Arrays = frozenset[str]


def array_digests(path: Path, warm: Warm, settings: Settings) -> Arrays:
    """Hashes of the arrays in a .keras file; none if it is no such file, or too large. raises NoIsolation"""
    try:
        if not stat.S_ISREG(path.lstat().st_mode) or path.stat().st_size > FILE_LIMIT:
            return frozenset()
        data = np.fromfile(path, np.uint8)
    except OSError:
        return frozenset()
    worker = Worker(warm, "model", {}, [], settings)
    try:
        answer = wire.loads(worker.ask(wire.dumps(["arrays", data]), TIMEOUT))
    except (Gone, ValueError):
        return frozenset()
    finally:
        worker.close()
    match answer:
        case ["ok", list(digests)]:
            return frozenset(map(str, digests))
    return frozenset()


def identical(
    files: dict[str, list[Path]], given: list[Path], settings: Settings | None = None
) -> list[list[tuple[str, str]]]:
    """Groups of (student, file name) with the same weights, of two students and more.

    given   files that everybody has, whose arrays are left out
    raises  NoIsolation where there are files and no rooms to open them in
    """
    if not any(files.values()):
        return []
    warm, settings = warm_process(["h5py"]), settings or Settings()
    handed_out = frozenset().union(*(array_digests(path, warm, settings) for path in given))
    models = {
        (student, path.name, number): array_digests(path, warm, settings) - handed_out
        for student, paths in sorted(files.items())
        for number, path in enumerate(sorted(paths))
    }
    holders = defaultdict(set)
    for (student, *_), arrays in models.items():
        for array in arrays:
            holders[array].add(student)
    limit = max(COMMON, len(files) / 10)
    groups = defaultdict(list)
    for (student, name, _), arrays in models.items():
        groups[frozenset(array for array in arrays if len(holders[array]) <= limit)].append((student, name))
    return [group for own, group in groups.items() if own and len({student for student, _ in group}) > 1]
