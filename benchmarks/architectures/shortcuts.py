"""Plain against residual, for the architectures chapter: `python benchmarks/architectures/shortcuts.py`.

The networks that He and others built for CIFAR-10 (2015, section 4.2), 6n + 2 layers deep, here half as wide and for
scikit-learn's 1,797 digits of 8 by 8 pixels: with shortcuts, and the same without them. Both have batch norm, the same
number of parameters, the same first weights, and see the same images in the same order.

Writes convcourse/data/shortcuts.json: training loss, training error and test error after each epoch, for each network
and seed; for each network the size of the gradient in each convolution before training; and how it was obtained. About
a quarter of an hour on one processor core.

    --depths 8 20 56  --seeds 0 1 2  --epochs 30  --threads 1
"""

import argparse
import datetime
import json
import os
import platform
import sys
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
OUTPUT = ROOT / "convcourse" / "data" / "shortcuts.json"

KINDS = ("plain", "residual")
CHANNELS = (8, 16, 32)  # of the three stages; the paper has 16, 32, 64
BATCH, RATE, MOMENTUM = 64, 0.1, 0.9
DROPS = (0.5, 0.75)  # the learning rate falls to a tenth after these parts of the epochs, as in the paper
TEST = 360


def main() -> None:
    options = arguments()
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    import keras
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(options.threads)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    runs, gradients = [], []
    for seed in options.seeds:
        for depth in options.depths:
            for kind in KINDS:
                keras.utils.set_random_seed(seed)
                model = network(depth, kind)
                images, labels = digits(seed)
                if seed == options.seeds[0]:
                    sizes = gradient_sizes(model, images[TEST:][:256], labels[TEST:][:256])
                    gradients.append({"network": kind, "depth": depth, "sizes": sizes})
                started = time.perf_counter()
                run = {"network": kind, "depth": depth, "seed": seed, "parameters": model.count_params()}
                run |= trained(model, images, labels, seed, options.epochs)
                runs.append(run)
                print(
                    f"{kind:8} {depth:3} seed {seed}: training error {run['train_error'][-1]:.4f}, "
                    f"test error {run['test_error'][-1]:.4f}, {time.perf_counter() - started:.0f} s",
                    flush=True,
                )
                keras.utils.clear_session()
    report = {
        "data": "scikit-learn's digits, 8 x 8",
        "train": len(labels) - TEST,
        "test": TEST,
        "epochs": options.epochs,
        "batch": BATCH,
        "optimizer": f"SGD with momentum {MOMENTUM}; learning rate {RATE}, {RATE / 10:g} after half and {RATE / 100:g} "
        "after three quarters",
        "channels": CHANNELS,
        "date": datetime.date.today().isoformat(),
        "versions": {"keras": keras.__version__, "tensorflow": tf.__version__, "numpy": np.__version__},
        "machine": f"{options.threads} core(s) of {platform.machine()}, {platform.system()}",
        "runs": runs,
        "gradients": gradients,
    }
    options.output.write_text(json.dumps(report) + "\n")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--depths", type=int, nargs="+", default=[8, 20, 56])
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--epochs", type=int, default=30)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--output", type=Path, default=OUTPUT)
    return parser.parse_args()


def digits(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """All digits in the seed's order, the first TEST of them to test on: (N, 8, 8, 1), centred around 0, and labels."""
    from convcourse.data.digits import small_digits

    images, labels = small_digits()
    order = np.random.default_rng(seed).permutation(len(labels))
    return (images[order, :, :, None] / 255 - 0.3).astype("float32"), labels[order]


def network(depth: int, kind: str):
    """6n + 2 layers: (N, 8, 8, 1) -> (N, 10) probabilities. "plain" leaves out the sums, and nothing else."""
    import keras

    from convcourse.zoo.blocks import classifier
    from convcourse.zoo.resnet import normal_convolution, thinned

    image = keras.Input((8, 8, 1))
    x = normal_convolution(image, CHANNELS[0], 3)
    for stage, channels in enumerate(CHANNELS):
        for number in range((depth - 2) // 6):
            stride = 2 if stage > 0 and number == 0 else 1
            shortcut = x if stride == 1 else thinned(x, channels)
            x = normal_convolution(x, channels, 3, stride, padding=1)
            x = normal_convolution(x, channels, 3, activation=None)
            if kind == "residual":
                x = keras.layers.Add()([shortcut, x])
            x = keras.layers.Activation("relu")(x)
    model = keras.Model(image, classifier(x, 10))
    for layer in model.layers:  # the start that keeps a ReLU network's numbers at one size (He et al. 2015)
        if isinstance(layer, keras.layers.Conv2D):
            layer.kernel.assign(keras.initializers.HeNormal()(layer.kernel.shape))
    return model


def trained(model, images: np.ndarray, labels: np.ndarray, seed: int, epochs: int) -> dict[str, list[float]]:
    """Loss and error over each epoch's batches while they are learnt, and the error on the test digits after it."""
    import keras

    steps = (len(labels) - TEST) // BATCH
    rate = keras.optimizers.schedules.PiecewiseConstantDecay(
        [round(steps * epochs * part) for part in DROPS], [RATE / 10**drop for drop in range(len(DROPS) + 1)]
    )
    model.compile(
        keras.optimizers.SGD(rate, momentum=MOMENTUM), "sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    rng, curves = np.random.default_rng(seed), {"loss": [], "train_error": [], "test_error": []}
    for _ in range(epochs):
        order = TEST + rng.permutation(len(labels) - TEST)[: steps * BATCH]  # the same for both networks
        history = model.fit(images[order], labels[order], BATCH, shuffle=False, verbose=0).history
        _, right = model.evaluate(images[:TEST], labels[:TEST], TEST, verbose=0)
        values = history["loss"][0], 1 - history["accuracy"][0], 1 - right
        for curve, value in zip(curves.values(), values):
            curve.append(round(float(value), 4))
    return curves


def gradient_sizes(model, images: np.ndarray, labels: np.ndarray) -> list[float]:
    """Length of the loss's gradient over the length of the weights, for each convolution from first to last."""
    import keras
    import tensorflow as tf

    kernels = [layer.kernel for layer in model.layers if isinstance(layer, keras.layers.Conv2D)]
    with tf.GradientTape() as tape:
        loss = keras.ops.mean(keras.losses.sparse_categorical_crossentropy(labels, model(images, training=True)))
    slopes = tape.gradient(loss, [kernel.value for kernel in kernels])
    return [float(f"{float(tf.norm(slope) / tf.norm(kernel.value)):.3g}") for slope, kernel in zip(slopes, kernels)]


if __name__ == "__main__":
    main()
