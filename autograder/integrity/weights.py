"""Identical trained weights: two trainings never end at the same numbers, so two files with the same ones are one.

A .keras file is a zip that holds its weights as one entry beside metadata with dates; the file's own hash says nothing.
The entry is hashed as bytes, with a limit, and never opened: the file is a student's.
"""

import hashlib
import zipfile
import zlib
from collections import defaultdict
from pathlib import Path

ENTRY = "model.weights.h5"
SIZE_LIMIT = 2**30  # bytes, unpacked


def weights_digest(path: Path) -> str | None:
    """The hash of the weights in a .keras file; None if it is no such file, or too large."""
    digest, left = hashlib.sha256(), SIZE_LIMIT
    try:
        if path.is_symlink() or not path.is_file():
            return None
        with zipfile.ZipFile(path) as archive, archive.open(ENTRY) as entry:
            while chunk := entry.read(1 << 20):
                left -= len(chunk)
                if left < 0:
                    return None
                digest.update(chunk)
    except (OSError, KeyError, ValueError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error, EOFError):
        return None
    return digest.hexdigest()


def identical(files: dict[str, list[Path]], given: list[Path]) -> list[list[tuple[str, str]]]:
    """Groups of (student, file name) with the same weights, of two students and more.

    given  files that everybody has, which are left out
    """
    ours = {weights_digest(path) for path in given}
    groups = defaultdict(list)
    for student, paths in sorted(files.items()):
        for path in sorted(paths):
            digest = weights_digest(path)
            if digest and digest not in ours:
                groups[digest].append((student, path.name))
    return [group for group in groups.values() if len({student for student, _ in group}) > 1]
