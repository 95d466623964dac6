"""Training in a notebook: when it happens, and that an interruption changes nothing."""

import json
from pathlib import Path

import keras
import numpy as np
import pytest

from convcourse import training
from convcourse.training import epochs_of, fit, may_train

rng = np.random.default_rng(3)
X, Y = rng.normal(size=(40, 6)).astype("float32"), rng.integers(0, 3, 40)


def network(units: int = 5) -> keras.Model:
    keras.utils.set_random_seed(1)
    parts = [keras.Input((6,)), keras.layers.Dense(units, "relu"), keras.layers.BatchNormalization()]
    net = keras.Sequential([*parts, keras.layers.Dense(3)])
    # Adam remembers averages, and its rate depends on how many steps were made
    schedule = keras.optimizers.schedules.CosineDecay(1e-2, 20)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    net.compile(keras.optimizers.Adam(schedule), loss, metrics=["accuracy"])
    return net


def learn(net: keras.Model, folder: Path, epochs: int, **settings) -> dict:
    return fit(net, X, Y, folder=folder, epochs=epochs, batch_size=8, shuffle=False, verbose=0, **settings)


class Disconnected(Exception):
    pass


def disconnect(after: int) -> keras.callbacks.Callback:
    def begin(epoch: int, logs=None) -> None:
        if epoch == after:
            raise Disconnected

    return keras.callbacks.LambdaCallback(on_epoch_begin=begin)


def test_an_interrupted_training_ends_where_an_uninterrupted_one_does(tmp_path: Path, capsys) -> None:
    whole = network()
    history = learn(whole, tmp_path / "whole", 4)
    with pytest.raises(Disconnected):
        learn(network(), tmp_path / "broken", 4, callbacks=[disconnect(after=2)])
    again = network()
    resumed = learn(again, tmp_path / "broken", 4)
    assert "Going on after epoch 2." in capsys.readouterr().out
    for mine, theirs in zip(again.get_weights(), whole.get_weights(), strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=1e-4, atol=1e-6)
    assert resumed.keys() == history.keys()
    np.testing.assert_allclose(resumed["loss"], history["loss"], rtol=1e-4)
    assert json.loads((tmp_path / "broken" / "history.json").read_text()) == resumed


def test_what_is_done_is_not_done_again(tmp_path: Path) -> None:
    first = network()
    history = learn(first, tmp_path, 2)
    second = network()
    assert learn(second, tmp_path, 2) == history
    np.testing.assert_allclose(second.get_weights()[0], first.get_weights()[0])


def test_a_checkpoint_of_another_network_is_told(tmp_path: Path) -> None:
    learn(network(), tmp_path, 1)
    with pytest.raises(ValueError, match="another network"):
        learn(network(units=4), tmp_path, 2)


def test_epochs_are_counted() -> None:
    assert epochs_of({}) == 0
    assert epochs_of({"loss": [1.0, 0.5], "accuracy": [0.3, 0.4]}) == 2


def test_nothing_is_trained_while_being_graded(monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.setattr(training, "gpu", lambda: "a GPU")
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert not may_train(True)
    assert "while the notebook is graded" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("found", "wish", "answer", "words"),
    [
        ("", False, False, "No GPU here"),
        ("", True, True, "the CPU"),
        ("Tesla T4", False, True, "Tesla T4"),
        ("Tesla T4", True, True, "Tesla T4"),
    ],
)
def test_it_trains_on_a_gpu_or_if_it_is_wished(found, wish, answer, words, monkeypatch, capsys) -> None:
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    monkeypatch.setattr(training, "gpu", lambda: found)
    assert may_train(wish) is answer
    assert words in capsys.readouterr().out


@pytest.mark.skipif(keras.backend.backend() != "tensorflow", reason="asks TensorFlow")
def test_a_machine_without_a_gpu_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    import tensorflow as tf

    monkeypatch.setattr(tf.config, "list_physical_devices", lambda kind: [])
    assert training.gpu() == ""
