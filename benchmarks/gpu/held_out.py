"""Choose the pictures that networks of the architectures assignment are graded on: 2,000 of the official 10,000.

    python benchmarks/gpu/held_out.py MODEL.keras [--data FOLDER]

200 of each class. A sample may happen to be easier or harder than the whole: one of this size is half a point off,
as often as not. So within each class as large a part of it is what MODEL gets wrong as in the whole; other networks
find much the same pictures hard. Writes autograder/reference/fashion_mnist_held_out.npz.
"""

import argparse
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

PER_CLASS, SEED = 200, 20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("--data", type=Path, help="folder of the four IDX files, if they are in no usual place")
    options = parser.parse_args()
    import keras

    from autograder.reference.architectures import HELD_OUT
    from convcourse.data.fashion_mnist import fashion_mnist

    images, labels = fashion_mnist("test", options.data)
    net = keras.saving.load_model(options.model, compile=False)
    answers = net.predict((images[..., None] / 255).astype("float32"), batch_size=500, verbose=0).argmax(axis=-1)
    places = sample(labels, answers == labels)
    np.savez_compressed(HELD_OUT, images=images[places], labels=labels[places].astype(np.uint8))
    parts = [(answers == labels).mean(), (answers == labels)[places].mean()]
    print(f"{len(places)} pictures; accuracy {parts[0]:.4f} on all, {parts[1]:.4f} on these")


def sample(labels: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Places of PER_CLASS pictures of each class, of which as large a part is right as of the whole class."""
    draw, chosen = np.random.default_rng(SEED), []
    for label in range(10):
        hard, easy = np.flatnonzero((labels == label) & ~right), np.flatnonzero((labels == label) & right)
        count = round(PER_CLASS * len(hard) / (len(hard) + len(easy)))
        chosen += [draw.choice(hard, count, replace=False), draw.choice(easy, PER_CLASS - count, replace=False)]
    return draw.permutation(np.concatenate(chosen))


if __name__ == "__main__":
    main()
