"""Held-out pictures: what trained networks are graded with.

    python -m autograder.heldout transfer --pictures FOLDER     pictures of your own: a subfolder for each class
    python -m autograder.heldout transfer                       the target that needs none, drawn with a secret seed

Run at the course's root, this writes autograder/pictures/transfer.npz. While `transfer` is graded the file lies beside
the hidden tests, under the name held_out.npz, and nowhere where a student's code runs. It is never released, and git
ignores it.
"""

import argparse
import hashlib
import secrets
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from convcourse.data.cats_and_dogs import square
from convcourse.data.textures import CLASSES as TEXTURES
from convcourse.data.textures import textures

FOLDER = Path("autograder") / "pictures"  # below the course's root
FILE = "held_out.npz"  # beside the tests, while they run


@dataclass(frozen=True)
class HeldOut:
    """Pictures with their answers, equally many of each class.

    images   (N, size, size, 3) uint8
    labels   (N,) numbers of `classes`
    classes  their names
    steps    accuracies at which points are given, rising
    public   whether everybody can have these very pictures
    """

    images: np.ndarray
    labels: np.ndarray
    classes: list[str]
    steps: list[float]
    public: bool = False

    @property
    def digest(self) -> str:
        """The same for the same pictures and answers: two graders can compare it."""
        return _digest(self.images, self.labels)


def read(otherwise: Callable[[], HeldOut], path: Path = Path(FILE)) -> HeldOut:
    """The prepared pictures; `otherwise()` if none were prepared. For hidden tests.

    raises ValueError if the file was damaged
    """
    if not path.exists():
        return otherwise()
    with np.load(path, allow_pickle=False) as file:
        found = HeldOut(file["images"], file["labels"], file["classes"].tolist(), file["steps"].tolist())
        if found.digest != str(file["digest"]):
            raise ValueError(f"{path} is damaged: prepare the held-out pictures anew")
    return found


def write(held_out: HeldOut, assignment: str, root: Path = Path()) -> Path:
    """Where the grader finds them: autograder/pictures/<assignment>.npz, below the course's root."""
    path = root / FOLDER / f"{assignment}.npz"
    path.parent.mkdir(parents=True, exist_ok=True)
    arrays = {"images": held_out.images, "labels": held_out.labels}
    about = {"classes": held_out.classes, "steps": held_out.steps, "digest": held_out.digest}
    np.savez_compressed(path, **arrays, **about)
    return path


def from_folder(folder: Path, size: int, steps: Sequence[float], known: Path | None = None) -> HeldOut:
    """Pictures of a folder with a subfolder for each class, in the order of their names.

    Broken files are passed over, and so are pictures that came before: in this folder, or anywhere below `known`, where
    pictures lie that students have. Of a class with more pictures than another, some are left out at random.
    raises ValueError, with a sentence
    """
    kinds = sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))
    if len(kinds) < 2:
        raise ValueError(f"{folder} needs a subfolder of pictures for each class; it has {len(kinds)}.")
    seen = {_digest(picture) for picture in _pictures(known, size)} if known else set()
    found = {}
    for kind in kinds:
        found[kind.name] = []
        for picture in _pictures(kind, size):
            if _digest(picture) not in seen:
                seen.add(_digest(picture))
                found[kind.name].append(picture)
    fewest = min(map(len, found.values()))
    if not fewest:
        empty = ", ".join(name for name, pictures in found.items() if not pictures)
        raise ValueError(f"No new pictures were found of: {empty}.")
    return _balanced(list(found.values()), list(found), fewest, steps)


def crops(size: int, steps: Sequence[float], per_class: int = 40, seed: int | None = None) -> HeldOut:
    """The target that needs no pictures: crops of surfaces from the strips that are for testing.

    seed  a new, secret one if None
    """
    images, labels = textures("test", per_class, size, secrets.randbits(64) if seed is None else seed)
    return HeldOut(images, labels, TEXTURES, list(steps), public=seed is not None)


def _balanced(pictures: list[list], names: list[str], count: int, steps: Sequence[float]) -> HeldOut:
    draw = np.random.default_rng(secrets.randbits(64))
    images = [own[place] for own in pictures for place in draw.permutation(len(own))[:count]]
    order = draw.permutation(len(images))
    labels = np.repeat(np.arange(len(names)), count)
    return HeldOut(np.stack(images)[order], labels[order], names, list(steps))


def _pictures(folder: Path, size: int):
    """Every picture in the folder and below it, as (size, size, 3) uint8."""
    for path in sorted(folder.rglob("*")):
        picture = square(path.read_bytes(), size) if path.is_file() else None
        if picture is not None:
            yield picture


def _digest(*arrays: np.ndarray) -> str:
    digest = hashlib.sha256()
    for array in arrays:
        digest.update(f"{array.shape}{np.asarray(array).dtype.kind}".encode())
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


def main(arguments: Sequence[str] | None = None) -> int:
    from autograder.reference import transfer

    assignments = {"transfer": (transfer.SIDE, transfer.STEPS, transfer.TEXTURE_STEPS)}
    parser = argparse.ArgumentParser(prog="autograder.heldout", description="Prepare the held-out pictures.")
    parser.add_argument("assignment", choices=sorted(assignments))
    parser.add_argument("--pictures", type=Path, help="a folder with a subfolder of pictures for each class")
    parser.add_argument("--known", type=Path, help="a folder of pictures that students have: these are left out")
    parser.add_argument("--steps", type=float, nargs=3, help="the three accuracies that earn points")
    options = parser.parse_args(arguments)
    size, steps, texture_steps = assignments[options.assignment]
    try:
        if options.pictures:
            held_out = from_folder(options.pictures, size, options.steps or steps, options.known)
        else:
            held_out = crops(size, options.steps or texture_steps)
    except (ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    path = write(held_out, options.assignment)
    each = len(held_out.labels) // len(held_out.classes)
    print(f"{path}: {each} pictures each of {', '.join(held_out.classes)}; {held_out.digest[:16]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
