"""Made model.keras and predictions.json beside it, with other software than the grader's: Keras 3.13.2 on JAX.

uv venv /tmp/jax && uv pip install -p /tmp/jax keras==3.13.2 jax && KERAS_BACKEND=jax /tmp/jax/bin/python make.py
"""

import json
from pathlib import Path

import keras
import numpy as np

FOLDER = Path(__file__).parent


def pictures(seed: int, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Grey pictures (count, 8, 6, 1) of three brightnesses, and which of them each is."""
    draw = np.random.default_rng(seed)
    y = draw.integers(0, 3, count)
    return (y[:, None, None, None] + 0.3 * draw.normal(size=(count, 8, 6, 1))).astype("float32"), y


if __name__ == "__main__":
    keras.utils.set_random_seed(0)
    net = keras.Sequential(
        [
            keras.Input((8, 6, 1)),
            keras.layers.Conv2D(4, 3, activation="relu"),
            keras.layers.BatchNormalization(),
            keras.layers.Dropout(0.2),
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dense(3),
        ]
    )
    net.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
    net.fit(*pictures(0, 600), epochs=30, batch_size=20, verbose=0)
    net.save(FOLDER / "model.keras")
    outputs = net.predict(pictures(1, 5)[0], verbose=0).tolist()
    made = {"keras": keras.__version__, "backend": keras.backend.backend(), "outputs": outputs}
    (FOLDER / "predictions.json").write_text(json.dumps(made, indent=1) + "\n")
