"""Train the network of the architectures assignment's solution, by the notebook's own recipe, and say how it went.

    python benchmarks/gpu/train.py --backend jax --folder /tmp/run      on whatever device the backend finds
    python benchmarks/gpu/train.py --threads 1                          on one processor core
    python benchmarks/gpu/train.py --network wide --epochs 120          an attempt at 0.94

Writes into the folder: model.keras and history.json, as a student hands them in, and report.json: accuracy on the
official 10,000 test pictures (looked at once, at the end), epochs and seconds until each tier was reached on the 5,000
validation pictures, seed, versions, date and machine. Stopped and started again, it goes on after the last epoch.
"""

import argparse
import datetime
import json
import os
import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

TIERS = (0.90, 0.915, 0.925, 0.94)


def main() -> None:
    options = arguments()
    os.environ["KERAS_BACKEND"] = options.backend
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    if options.threads:
        limit_threads(options.backend, options.threads)
    import keras
    import numpy as np

    from convcourse.data.fashion_mnist import fashion_mnist
    from convcourse.training import gpu

    keras.utils.set_random_seed(options.seed)
    notebook = cells()
    net = wide() if options.network == "wide" else notebook["build_model"]()
    images, labels = fashion_mnist("train", options.data)
    options.folder.mkdir(parents=True, exist_ok=True)
    seconds = Seconds(options.folder / "seconds.json")
    history = timed(notebook, seconds)(net, images, labels, options.epochs, options.folder)
    net.save(options.folder / "model.keras")
    # without the optimizer's state, which makes two thirds of the file
    keras.saving.load_model(options.folder / "model.keras", compile=False).save(options.folder / "model.keras")

    test_images, test_labels = fashion_mnist("test", options.data)
    answers = net.predict((test_images[..., None] / 255).astype("float32"), batch_size=500, verbose=0).argmax(axis=-1)
    report = {
        "network": options.network,
        "parameters": net.count_params(),
        "accuracy on the 10,000 test pictures": float(np.mean(answers == test_labels)),
        "accuracy on the 5,000 validation pictures": history["val_accuracy"][-1],
        "epochs": options.epochs,
        "seconds": round(sum(seconds.each)),
        "seconds for an epoch, median": round(float(np.median(seconds.each)), 1),
        "tiers on validation pictures": tiers(history["val_accuracy"], seconds.each),
        "seed": options.seed,
        "backend": options.backend,
        "versions": {"python": platform.python_version(), "keras": keras.__version__, "numpy": np.__version__},
        "date": str(datetime.date.today()),
        "machine": gpu() or f"{options.threads or os.cpu_count()} core(s) of {platform.machine()}, no GPU",
    }
    report["versions"][options.backend] = sys.modules[options.backend].__version__
    (options.folder / "report.json").write_text(json.dumps(report, indent=1) + "\n")
    print(json.dumps(report, indent=1))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--backend", default="tensorflow", choices=["tensorflow", "jax", "torch"])
    parser.add_argument("--network", default="solution", choices=["solution", "wide"])
    parser.add_argument("--epochs", type=int, default=30)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=0, help="processor cores; 0: all")
    parser.add_argument("--folder", type=Path, default=Path("fashion_mnist_run"))
    parser.add_argument("--data", type=Path, help="folder of the four IDX files, if they are in no usual place")
    return parser.parse_args()


def limit_threads(backend: str, threads: int) -> None:
    os.environ["OMP_NUM_THREADS"] = str(threads)
    if backend == "tensorflow":
        import tensorflow as tf

        tf.config.threading.set_intra_op_parallelism_threads(threads)
        tf.config.threading.set_inter_op_parallelism_threads(1)
    elif backend == "torch":
        import torch

        torch.set_num_threads(threads)


def cells() -> dict:
    """The names that the notebook's network and recipe define."""
    import keras
    import nbformat
    import numpy as np

    notebook = nbformat.read(ROOT / "solutions" / "architectures" / "architectures.ipynb", as_version=4)
    sources = {cell.id: cell.source for cell in notebook.cells if cell.cell_type == "code"}
    space = {"keras": keras, "layers": keras.layers, "np": np}
    for name in ("build-model", "recipe"):
        exec(sources[name], space)
    return space


class Seconds:
    """How long each epoch took, kept in a file for a run that is taken up again."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.each: list[float] = json.loads(path.read_text()) if path.exists() else []

    def callback(self):
        import keras

        def begin(epoch: int, logs: dict | None = None) -> None:
            self._start = time.perf_counter()

        def end(epoch: int, logs: dict) -> None:
            self.each = [*self.each[:epoch], round(time.perf_counter() - self._start, 2)]
            self._path.write_text(json.dumps(self.each))
            print(f"epoch {epoch + 1}: {self.each[-1]:.1f} s, {logs['val_accuracy']:.4f}", flush=True)

        return keras.callbacks.LambdaCallback(on_epoch_begin=begin, on_epoch_end=end)


def timed(notebook: dict, seconds: Seconds) -> Callable:
    """The notebook's `learn`, quiet, and with the clock beside it."""
    fit = notebook["fit"]
    notebook["fit"] = lambda *data, **settings: fit(
        *data, **{**settings, "callbacks": [seconds.callback()], "verbose": 0}
    )
    return notebook["learn"]


def tiers(accuracies: list[float], seconds: list[float]) -> dict[str, dict | None]:
    """For each tier, the first epoch whose accuracy reached it, and the seconds until then; None if none did."""
    reached = {}
    for tier in TIERS:
        epochs = [epoch for epoch, accuracy in enumerate(accuracies, start=1) if accuracy >= tier]
        reached[str(tier)] = {"epoch": epochs[0], "seconds": round(sum(seconds[: epochs[0]]))} if epochs else None
    return reached


def wide():
    """For 0.94, not yet run: full resolution first, separable blocks with squeeze and excitation and shortcuts."""
    import keras
    from keras import layers

    def normalized(x):
        return layers.BatchNormalization()(x)

    def block(x, filters: int, stride: int):
        y = layers.ReLU()(normalized(layers.SeparableConv2D(filters, 3, stride, padding="same", use_bias=False)(x)))
        y = normalized(layers.SeparableConv2D(filters, 3, padding="same", use_bias=False)(y))
        factors = layers.GlobalAveragePooling2D(keepdims=True)(y)
        factors = layers.Dense(filters, activation="sigmoid")(layers.Dense(filters // 8, activation="relu")(factors))
        y = layers.Multiply()([y, factors])
        if stride != 1 or x.shape[-1] != filters:
            x = normalized(layers.Conv2D(filters, 1, stride, use_bias=False)(x))
        return layers.ReLU()(layers.Add()([x, y]))

    image = keras.Input((28, 28, 1))
    x = layers.RandomTranslation(0.07, 0.07, fill_mode="constant")(layers.RandomFlip("horizontal")(image))
    x = layers.ReLU()(normalized(layers.Conv2D(32, 3, padding="same", use_bias=False)(x)))
    for filters, stride in ((32, 1), (64, 2), (64, 1), (64, 1), (128, 2), (128, 1)):
        x = block(x, filters, stride)
    x = layers.Dropout(0.3)(layers.GlobalAveragePooling2D()(x))
    return keras.Model(image, layers.Dense(10, activation="softmax")(x))


if __name__ == "__main__":
    main()
