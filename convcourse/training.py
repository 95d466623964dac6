"""Training in a notebook: on a GPU, taken up again after a disconnect, and never while the notebook is being graded.

    if may_train(TRAIN):
        net = build_model()
        net.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
        history = fit(net, x, y, validation_data=(x_val, y_val), epochs=30, folder="training")

Works with each of Keras' backends.
"""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import keras

CHECKPOINT, HISTORY = "checkpoint.keras", "history.json"


def gpu() -> str:
    """The name of the GPU (or TPU) that Keras' backend computes on; empty if there is none."""
    import keras

    backend = keras.backend.backend()
    if backend == "tensorflow":
        import tensorflow as tf

        found = tf.config.list_physical_devices("GPU")
        return tf.config.experimental.get_device_details(found[0]).get("device_name", "GPU") if found else ""
    if backend == "jax":
        import jax

        device = jax.devices()[0]
        return "" if device.platform == "cpu" else device.device_kind
    if backend == "torch":
        import torch

        return torch.cuda.get_device_name(0) if torch.cuda.is_available() else ""
    return ""


def may_train(wish: bool = False) -> bool:
    """Whether to train here and now: not while being graded; else on a GPU, or if it is the user's wish.

    Prints why not, or on what.
    """
    if os.environ.get("NBGRADER_EXECUTION"):  # set by nbgrader while it grades or validates
        print("Nothing is trained while the notebook is graded.")
        return False
    found = gpu()
    if not found and not wish:
        print("No GPU here, so nothing is trained. In Colab: Runtime, Change runtime type. Or set TRAIN = True.")
        return False
    print(f"Training on {found or 'the CPU, which takes a while'}.")
    return True


def fit(model: "keras.Model", *data: Any, folder: str | Path, epochs: int, **settings: Any) -> dict[str, list[float]]:
    """`model.fit`, which goes on where it was interrupted: after each epoch everything is kept in the folder.

    model     compiled; afterwards it has the weights of the last epoch
    folder    for checkpoint.keras and history.json; empty it to start anew
    settings  passed on to `model.fit`
    returns   the history of all epochs, those before the interruption included: {"loss": [...], ...}
    raises    ValueError if the checkpoint is of a network with other weights
    """
    import keras

    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    history: dict[str, list[float]] = {}
    if (folder / HISTORY).exists() and (folder / CHECKPOINT).exists():
        history = json.loads((folder / HISTORY).read_text())
        _take_up(model, keras.saving.load_model(folder / CHECKPOINT))
        print(f"Going on after epoch {epochs_of(history)}.")

    def keep(epoch: int, logs: dict[str, float]) -> None:
        for name, value in logs.items():
            history.setdefault(name, []).append(float(value))
        # under another name first: a disconnect in the middle of writing leaves the epoch before
        model.save(folder / f"new_{CHECKPOINT}")
        (folder / f"new_{HISTORY}").write_text(json.dumps(history))
        for name in (CHECKPOINT, HISTORY):
            (folder / f"new_{name}").replace(folder / name)

    if epochs_of(history) < epochs:
        callbacks = [*settings.pop("callbacks", []), keras.callbacks.LambdaCallback(on_epoch_end=keep)]
        model.fit(*data, epochs=epochs, initial_epoch=epochs_of(history), callbacks=callbacks, **settings)
    return history


def epochs_of(history: dict[str, list[float]]) -> int:
    """How many epochs a history has."""
    return max(map(len, history.values()), default=0)


def _take_up(model: "keras.Model", kept: "keras.Model") -> None:
    """Weights and the optimizer's state of the kept model. raises ValueError if they do not fit"""
    try:
        model.set_weights(kept.get_weights())
        model.optimizer.build(model.trainable_variables)
        for mine, theirs in zip(model.optimizer.variables, kept.optimizer.variables, strict=True):
            mine.assign(theirs)
    except ValueError:
        raise ValueError(f"{CHECKPOINT} is of another network or optimizer: empty its folder to start anew") from None
