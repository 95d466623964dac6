"""How much of the base to train, for the transfer chapter: `python benchmarks/transfer/thaw.py`.

As "fine-tuned" in few_images.py, with 20 images a class, but training begins further and further to the front: at the
last block (as there), at the stage before, at the middle, or at the first layer. Writes convcourse/data/thaw.json. One
processor core, about 10 minutes.

    --seeds 0 1 2  --targets textures digits ...  --output FOLDER
"""

import argparse
import datetime
import json
import os
import platform
import time
from pathlib import Path

import numpy as np

# what is trained -> the layer behind which it begins
CUTS = {"block15": "block14_add", "block11": "block10_add", "block5": "block4_add", "everything": None}
PER_CLASS = 20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--targets", nargs="+", default=["textures", "places", "noise", "digits"])
    parser.add_argument("--output", type=Path)
    options = parser.parse_args()
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    import few_images
    import keras
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    begun = time.monotonic()
    accuracy = {target: {} for target in options.targets}
    for begins, cut in CUTS.items():
        base = few_images.Base(cut)
        for target in options.targets:
            accuracy[target][begins] = measured(few_images, base, target, options.seeds)
            print(f"{time.monotonic() - begun:5.0f} s", target, begins, accuracy[target][begins], flush=True)
    report = {
        "per_class": PER_CLASS,
        "accuracy": accuracy,
        "trained": {begins: trained_parameters(cut) for begins, cut in CUTS.items()},
        "seeds": options.seeds,
        "versions": {module.__name__: module.__version__ for module in (keras, tf, np)},
        "machine": f"1 core of {platform.machine()}, {platform.system()}",
        "date": datetime.date.today().isoformat(),
        "seconds": round(time.monotonic() - begun),
    }
    output = options.output or few_images.ROOT / "convcourse" / "data"
    (output / "thaw.json").write_text(json.dumps(report, indent=1) + "\n")


def measured(few_images, base, target: str, seeds: list[int]) -> list[float]:
    """Test accuracy for each seed; the training images are those of few_images.py."""
    make = few_images.TARGETS[target]
    images, labels = make("test", few_images.TEST_PER_CLASS, 0)
    tuning, test = few_images.Tuning(base, len(np.unique(labels))), base.cut(images)
    result = []
    for seed in seeds:
        pool, their_labels = make("train", 50, seed)
        few = few_images.first_of_each(their_labels, PER_CLASS)
        answer = tuning.trained(base.cut(pool[few]), their_labels[few], seed)(test)
        result.append(round(float((answer == labels).mean()), 4))
    return result


def trained_parameters(cut: str | None) -> int:
    """Of the base, with its batch norms frozen."""
    import few_images
    import keras

    tail = few_images.Base(cut).tail
    for layer in tail.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.trainable = False
    return sum(int(np.prod(weight.shape)) for weight in tail.trainable_weights)


if __name__ == "__main__":
    main()
