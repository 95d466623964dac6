"""Fashion-MNIST: 70,000 grey pictures of clothes and shoes in ten classes (Xiao, Rasul, Vollgraf 2017; MIT licence).

images, labels = fashion_mnist("train")     (60000, 28, 28) uint8, 0 (background) to 255, and (60000,) classes 0 to 9
images, labels = fashion_mnist("test")      (10000, 28, 28) and (10000,)
CLASSES[labels[0]]                          "ankle boot"

The pictures do not travel with the course (30 MB). They come from the Debian package dataset-fashion-mnist, if it is
installed, else from keras.datasets, which downloads them once. Either way their hash is checked.
"""

import gzip
import hashlib
from pathlib import Path

import numpy as np

CLASSES = (
    "T-shirt",
    "trousers",
    "pullover",
    "dress",
    "coat",
    "sandal",
    "shirt",
    "sneaker",
    "bag",
    "ankle boot",
)
DEBIAN = Path("/usr/share/datasets/fashion-mnist")  # where the package dataset-fashion-mnist puts its files
FILES = {"train": "train", "test": "t10k"}
# of the images' pixels and the labels, in order, one byte each
SHA256 = {
    "train": "16d82e2b505296aa2b78bd5ea0992634f30419a4c97def7c907d154a35ac6157",
    "test": "9f1ec356a747bfe4ebab3cfb722d3694c9ca737e2570f6f90cf31d7b6fd689d4",
}

Pictures = tuple[np.ndarray, np.ndarray]


def fashion_mnist(part: str, folder: str | Path | None = None) -> Pictures:
    """Images (N, 28, 28) uint8 and labels (N,) of one part, from the first place that has them.

    part     "train" or "test"
    folder   with the four IDX files, packed (.gz) or not; None: the Debian package's, else keras.datasets
    raises   ValueError for another part, FileNotFoundError with what to do where no place has the pictures
    """
    if part not in FILES:
        raise ValueError(f"the parts are 'train' and 'test', not {part!r}")
    if folder is not None:
        return _checked(part, _from_folder(part, Path(folder)))
    failures = []
    # the package first: it asks no network
    for name, read in {"the Debian package": _from_debian, "keras.datasets": _from_keras}.items():
        try:
            return _checked(part, read(part))
        except Exception as error:  # whatever a download can raise
            failures.append(f"{name}: {str(error).strip().splitlines()[0] if str(error).strip() else repr(error)}")
    raise FileNotFoundError(
        "Fashion-MNIST was not found. With the internet, run this once more: keras.datasets downloads it (30 MB) and "
        "keeps it. Without, install the Debian package dataset-fashion-mnist, or give the folder in which the four IDX "
        f"files are: fashion_mnist({part!r}, folder=...). What happened: " + "; ".join(failures)
    )


def _from_debian(part: str) -> Pictures:
    if not DEBIAN.is_dir():
        raise FileNotFoundError("dataset-fashion-mnist is not installed")
    return _from_folder(part, DEBIAN)


def _from_keras(part: str) -> Pictures:
    import keras

    train, test = keras.datasets.fashion_mnist.load_data()
    images, labels = train if part == "train" else test
    return images, labels.astype(int)


def _from_folder(part: str, folder: Path) -> Pictures:
    images = read_idx(folder / f"{FILES[part]}-images-idx3-ubyte")
    return images, read_idx(folder / f"{FILES[part]}-labels-idx1-ubyte").astype(int)


def read_idx(path: Path) -> np.ndarray:
    """The array of bytes in an IDX file of this name, or in the same with .gz: uint8, any shape.

    An IDX file starts with two zeros, the number type (8: bytes) and the number of axes; each axis' length follows, in
    four bytes, the largest first (LeCun's page on MNIST).
    raises FileNotFoundError if there is none, ValueError if it is no such file
    """
    packed = path.with_name(path.name + ".gz")
    if not (path.is_file() or packed.is_file()):
        raise FileNotFoundError(f"neither {path.name} nor {packed.name} is in {path.parent}")
    data = path.read_bytes() if path.is_file() else gzip.decompress(packed.read_bytes())
    if len(data) < 4 or data[:3] != b"\0\0\x08":
        raise ValueError(f"{path.name} is no IDX file of bytes")
    axes = data[3]
    shape = np.frombuffer(data, ">u4", count=axes, offset=4)
    return np.frombuffer(data, np.uint8, offset=4 + 4 * axes).reshape(shape)


def _checked(part: str, pictures: Pictures) -> Pictures:
    """The same. raises ValueError if they are not those that were published"""
    images, labels = pictures
    found = hashlib.sha256(images.tobytes() + labels.astype(np.uint8).tobytes()).hexdigest()
    if found != SHA256[part]:
        raise ValueError(f"the {part} pictures found are not those that were published (their hash is {found[:12]}...)")
    return images, labels
