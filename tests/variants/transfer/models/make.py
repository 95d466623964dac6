"""The trained models that the bank hands in. Each holds EfficientNet-Lite0, 14 MB, so they are made when needed.

Kept is only what was trained, a head in head.npz. To train it anew (a minute on two CPU cores):

    python tests/variants/transfer/models/make.py
"""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np

HEAD = Path(__file__).with_name("head.npz")
SIDE, UNITS, CLASSES = 96, 64, 8
SEED = 0


def base():
    import keras

    from convcourse.pretrained import pretrained

    network = pretrained("efficientnet_lite0", size=(SIDE, SIDE)).model
    return keras.Model(network.input, network.get_layer("average").output, name="lite0")


def classifier(base, classes: int = CLASSES):
    """The base and a fresh head, as the assignment describes them."""
    import keras

    base.trainable = False
    image = keras.Input(base.input_shape[1:])
    x = keras.layers.Dense(UNITS, activation="relu")(base(image, training=False))
    x = keras.layers.Dropout(0.5)(x)
    return keras.Model(image, keras.layers.Dense(classes, activation="softmax")(x))


def make(folder: Path) -> None:
    """model.keras, which deserves all points, and a file for each mutant that hands in another one."""
    model = classifier(base())
    with np.load(HEAD) as head:
        trained = [head[name].astype("float32") for name in ("w1", "b1", "w2", "b2")]
    fresh = model.get_weights()
    published = fresh[:-4]
    files: dict[str, Callable[[], list[np.ndarray]]] = {
        "model": lambda: [*published, *trained],
        "model_untrained": lambda: fresh,
        "model_tuned_base": lambda: [*nudged(published, last_kernel(published)), *trained],
        "model_followed_statistics": lambda: [*nudged(published, 3), *trained],
    }
    for name, weights in files.items():
        model.set_weights(weights())
        model.save(folder / f"{name}.keras")
    model.set_weights(fresh)
    classifier(model.layers[1], classes=2).save(folder / "model_of_another_target.keras")


def nudged(arrays: list[np.ndarray], number: int) -> list[np.ndarray]:
    """The same, with the first number of one array moved by the smallest step that float32 knows."""
    changed = [array.copy() for array in arrays]
    first = changed[number].reshape(-1)[:1]
    first[:] = np.nextafter(first, np.float32(np.inf))
    return changed


def last_kernel(arrays: list[np.ndarray]) -> int:
    return max(number for number, array in enumerate(arrays) if array.ndim == 4)


def train() -> None:
    """A head for textures, on features that are asked for once."""
    import keras

    from convcourse.data.textures import textures

    keras.utils.set_random_seed(SEED)
    model = classifier(base())
    features = model.layers[1]
    head_input = keras.Input((1280,))
    x = head_input
    for layer in model.layers[2:]:
        x = layer(x)
    head = keras.Model(head_input, x)
    sets = {}
    for part, count in (("train", 100), ("validation", 40), ("test", 40)):
        images, labels = textures(part, count, SIDE, seed=1)
        sets[part] = features.predict((images.astype("float32") - 127) / 128, batch_size=64, verbose=0), labels
    head.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    history = head.fit(*sets["train"], validation_data=sets["validation"], epochs=20, batch_size=32, verbose=0)
    found = {
        "validation": round(history.history["val_accuracy"][-1], 4),
        "test": round(head.evaluate(*sets["test"], verbose=0)[1], 4),
        "keras": keras.__version__,
        "date": date.today().isoformat(),
    }
    arrays = dict(zip(("w1", "b1", "w2", "b2"), (array.astype("float16") for array in head.get_weights())))
    np.savez_compressed(HEAD, **arrays)
    print(json.dumps(found))


if __name__ == "__main__":
    train()
