"""Cats and dogs: 25,000 photographs, the data of the lecture's classifier. Fetched once, 825 MB.

images, labels = cats_and_dogs("train", 1000)   (2000, 96, 96, 3) uint8 and (2000,) numbers of CLASSES, in random order

Elson and others 2007, "Asirra: a CAPTCHA that exploits interest-aligned manual image categorization". Microsoft hands
out the archive that Kaggle's contest of 2013 used; it is the one that Keras' own guide fetches.
"""

import hashlib
import io
import os
import urllib.request
import zipfile
from pathlib import Path

import numpy as np

from convcourse.data import cache

ADDRESS = (
    "https://download.microsoft.com/download/3/E/1/3E1C3F21-ECDB-4869-8368-6DEBA77B919F/kagglecatsanddogs_5340.zip"
)
SHA256 = "b7974bd00a84a99921f36ee4403f089853777b5ae8d151c76a86e64900334af9"
CLASSES = ["cat", "dog"]
# part -> numbers of its photographs, of each class; the archive has 12,500 of each
PARTS = {"train": range(8_000), "validation": range(8_000, 10_000), "test": range(10_000, 12_500)}


def cats_and_dogs(part: str, images_per_class: int, size: int = 96, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Photographs of cats and dogs, equally many of each: the middle square, resized.

    part     "train", "validation" or "test": no photograph is in two of them
    size     pixels along a side
    seed     chooses the photographs
    returns  images (N, size, size, 3) uint8; labels (N,), numbers of CLASSES; mixed
    raises   ValueError for another part, or more photographs than it has; FileNotFoundError, with what to do, where
             the archive cannot be had
    """
    if part not in PARTS:
        raise ValueError(f"the parts are {', '.join(PARTS)}, not {part!r}")
    rng = np.random.default_rng([seed, list(PARTS).index(part)])
    with zipfile.ZipFile(_archive()) as archive:
        found = [_some(archive, name, images_per_class, part, size, rng) for name in CLASSES]
    order = rng.permutation(len(CLASSES) * images_per_class)
    return np.concatenate(found)[order], np.repeat(np.arange(len(CLASSES)), images_per_class)[order]


def square(photograph: bytes, size: int) -> np.ndarray | None:
    """The middle square of a picture's file, resized: (size, size, 3) uint8; None if it is no picture."""
    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(photograph)) as picture:
            fitted = ImageOps.fit(picture.convert("RGB"), (size, size), Image.Resampling.BILINEAR)
    except Exception:  # whatever a broken file makes Pillow raise
        return None
    return np.asarray(fitted)


def _some(archive, name: str, count: int, part: str, size: int, rng: np.random.Generator) -> np.ndarray:
    """The first `count` photographs of a random order; those that are broken (a few are) are passed over."""
    members, pictures = set(archive.namelist()), []
    for number in rng.permutation(PARTS[part]):
        if len(pictures) == count:
            break
        member = f"PetImages/{name.title()}/{number}.jpg"
        picture = square(archive.read(member), size) if member in members else None
        if picture is not None:
            pictures.append(picture)
    if len(pictures) < count:
        raise ValueError(f"{part} has {len(pictures)} photographs of a {name}, not {count}")
    return np.stack(pictures)


def _archive() -> Path:
    """The archive's path: kept from an earlier time, or fetched now."""
    folder = cache.folder()
    kept = folder / ADDRESS.rsplit("/", 1)[1]
    if kept.exists():
        return kept
    folder.mkdir(parents=True, exist_ok=True)
    part = kept.with_suffix(f".{os.getpid()}")  # a half-fetched file never gets the final name
    try:
        _fetch(part)
        part.replace(kept)
    except OSError as error:  # no network, no disk, a wrong hash
        raise FileNotFoundError(
            f"The photographs of cats and dogs (825 MB) are not here, and fetching them failed ({error}). Run this "
            f"with the internet once, or put {kept.name} into {folder}. Without either, take "
            "convcourse.data.textures: it needs no download."
        ) from None
    finally:
        part.unlink(missing_ok=True)
    return kept


def _fetch(target: Path) -> None:
    """raises OSError"""
    digest, size = hashlib.sha256(), 0
    with urllib.request.urlopen(ADDRESS, timeout=60) as source, target.open("wb") as file:
        print("Fetching 825 MB of cats and dogs, once ...", flush=True)
        while chunk := source.read(2**22):
            file.write(chunk)
            digest.update(chunk)
            if size // 10**8 < (size + len(chunk)) // 10**8:
                print(f"  {(size + len(chunk)) / 10**6:.0f} MB", flush=True)
            size += len(chunk)
    if digest.hexdigest() != SHA256:
        raise OSError(f"what came has the hash {digest.hexdigest()}, expected {SHA256}")
