"""Submitted models: what is opened, what is refused and with which sentence, and what a test is told about them."""

import json
import time
from pathlib import Path

import numpy as np
import pytest
from course import ROOT, nbgrader_cell
from hostile_models import ATTACKS, HONEST, with_config, with_weights
from nbformat.v4 import new_notebook
from trained_elsewhere.make import pictures

from autograder import models
from autograder.engine import keras_file, keras_names
from autograder.engine.execute import imported_modules
from autograder.engine.grading import Job, Settings, grade
from autograder.engine.room import Limits
from autograder.engine.warm import Warm
from convcourse.check import CheckFailed

FOLDER = ROOT / "tests" / "trained_elsewhere"


@pytest.fixture(autouse=True)
def _nothing_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "_files", {})
    monkeypatch.setattr(models, "_room", None)


# ---- the file


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_is_refused_with_a_sentence(name: str) -> None:
    make, sentence = ATTACKS[name]
    with pytest.raises(keras_file.Refused) as refused:
        keras_file.load(make())
    assert sentence in str(refused.value)
    assert not Path("/tmp/pwned").exists()


@pytest.mark.parametrize("name", ATTACKS)
def test_a_returned_model_is_refused_without_its_own_words(name: str) -> None:
    """A function may make it while hidden tests run, and name a layer after what they have sent."""
    data = ATTACKS[name][0]()
    with pytest.raises(CheckFailed) as refused:
        models._opened("open", np.frombuffer(data, np.uint8))
    for word in ("data.pkl", "Adam", "Custom", "int4", "ValueError", "TypeError", "../", "__main__", "conv2d"):
        assert word not in str(refused.value)


def test_a_file_of_another_backend_and_version_predicts_the_same() -> None:
    net = models.handed_in(str(FOLDER / "model.keras"))
    made = json.loads((FOLDER / "predictions.json").read_text())
    np.testing.assert_allclose(net.predict(pictures(1, 5)[0]), made["outputs"], rtol=1e-5, atol=1e-5)
    assert (net.parameters, net.trainable) == (4 * 9 + 4 + 4 * 4 + 4 * 3 + 3, 4 * 9 + 4 + 2 * 4 + 4 * 3 + 3)
    assert net.kinds == ["Conv2D", "BatchNormalization", "Dropout", "GlobalAveragePooling2D", "Dense"]
    assert (net.input_shape, net.output_shape) == ((None, 8, 6, 1), (None, 3))
    assert [array.shape for array in net.weights][:2] == [(3, 3, 1, 4), (4,)]
    first = net.layers[0]
    assert (first["config"]["filters"], first["output_shape"], first["parameters"]) == (4, (None, 6, 4, 4), 40)


def test_a_model_is_asked_what_it_would_give_with_other_weights() -> None:
    net = models.handed_in(str(FOLDER / "model.keras"))
    x = pictures(1, 5)[0]
    before, weights = net.predict(x), net.weights
    other = [array * 0 for array in weights]
    other[-1] += [1, 2, 3]  # the last layer's biases, all that is left
    np.testing.assert_allclose(net.predict(x, other), np.tile(net.predict(x[:1], other), (5, 1)))
    np.testing.assert_array_equal(net.predict(x), before)
    np.testing.assert_array_equal(net.predict(x, weights), before)
    for unfit in (other[:-1], [*other[:-1], np.zeros(4)], []):
        with pytest.raises(CheckFailed, match="do not fit"):
            net.predict(x, unfit)
    np.testing.assert_array_equal(net.predict(x), before)


def test_what_the_optimizer_left_does_not_matter() -> None:
    def spoil(file) -> None:
        del file["optimizer"]
        file["optimizer"] = "no group"

    def compiled(config: dict) -> None:
        config["compile_config"] = {"optimizer": {"class_name": "Backdoor", "module": "backdoor", "config": {}}}

    for file in (with_weights(spoil), with_config(compiled)):
        np.testing.assert_array_equal(keras_file.load(file).get_weights()[0], keras_file.load(HONEST).get_weights()[0])


def networks() -> dict:
    """Honest networks of every kind that the course builds."""
    import keras
    from keras import layers

    image = keras.Input((16, 12, 3))
    x = layers.SeparableConv2D(8, 3, padding="same", pointwise_regularizer="l2")(image)
    y = layers.Conv2D(8, 1, kernel_constraint="max_norm", activation=keras.activations.gelu)(image)
    y = keras.activations.relu(y, negative_slope=0.1)
    gate = layers.Dense(8, activation="sigmoid")(keras.ops.mean(y, axis=(1, 2), keepdims=True))
    residual = keras.ops.relu(x + y * gate)[:, ::2, 1:]
    branches = [layers.MaxPooling2D(1)(residual), layers.DepthwiseConv2D(3, padding="same", dilation_rate=2)(residual)]
    joined = layers.Concatenate()(branches)
    base = keras.Sequential([keras.Input((8, 11, 16)), layers.ZeroPadding2D(), layers.Conv2D(4, 3, strides=2)])
    base.trainable = False
    shared = layers.Dense(5, kernel_initializer=keras.initializers.HeNormal(seed=1))
    features = layers.Flatten()(base(joined))
    functional = keras.Model(image, keras.ops.softmax(layers.Add()([shared(features), shared(features)])))

    augmented = keras.Sequential(
        [
            keras.Input((16, 12, 3)),
            layers.Rescaling(1 / 255),
            layers.RandomFlip("horizontal"),
            layers.RandomRotation(0.1),
            layers.RandomZoom(0.1),
            layers.Conv2D(4, 3, activation="relu"),
            layers.BatchNormalization(),
            layers.SpatialDropout2D(0.5),
            layers.PReLU(),
            layers.GlobalAveragePooling2D(),
            layers.Dense(5, dtype="float32"),
        ]
    )
    late = keras.Sequential([layers.Conv2D(4, 3), layers.LeakyReLU(), layers.GlobalMaxPooling2D(), layers.Dense(5)])
    late.build((None, 16, 12, 3))
    fitted = keras.Sequential([layers.Flatten(), layers.Dense(5, activation=keras.ops.softmax)])
    fitted.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
    fitted.fit(np.zeros((4, 16, 12, 3)), np.zeros(4), verbose=0)
    adapted = layers.Normalization()
    adapted.adapt(np.random.default_rng(0).random((4, 16, 12, 3)))
    normalized = keras.Sequential([keras.Input((16, 12, 3)), adapted, layers.Flatten(), layers.Dense(5)])
    mixed = keras.Sequential([keras.Input((16, 12, 3)), layers.Conv2D(4, 3, dtype="mixed_float16"), layers.Flatten()])
    found = {"functional": functional, "augmented": augmented, "late": late, "fitted": fitted}
    return {**found, "normalized": normalized, "mixed": mixed}


@pytest.mark.parametrize("name", ["functional", "augmented", "late", "fitted", "normalized", "mixed"])
def test_an_honest_network_predicts_as_keras_does(name: str) -> None:
    net = networks()[name]
    opened = models.returned(net)
    x = np.random.default_rng(2).random((200, 16, 12, 3)).astype("float32")
    np.testing.assert_allclose(opened.predict(x), np.asarray(net(x, training=False)), rtol=1e-4, atol=1e-5)
    assert opened.parameters == net.count_params()
    assert opened.trainable == sum(weight.numpy().size for weight in net.trainable_weights)
    assert opened.difference(models.returned(networks()[name])) == ""


def test_layers_of_a_model_inside_the_model() -> None:
    net = models.returned(networks()["functional"])
    inside = [layer for layer in net.layers if layer["inside"]]
    assert [layer["class"] for layer in inside] == ["ZeroPadding2D", "Conv2D"]
    assert inside[1]["parameters"] == 3 * 3 * 16 * 4 + 4 and inside[1]["trainable"] == 0


def test_every_allowed_name_exists_where_a_file_may_say_it_is() -> None:
    import importlib

    for name, modules in keras_names.MODULES.items():
        assert name in keras_names.ARGUMENTS or any(
            hasattr(importlib.import_module(module), name) for module in modules
        ), name


# ---- two architectures


def stack(*layers):
    import keras

    return models.returned(keras.Sequential([keras.Input((8, 6, 1)), *layers]))


def test_a_difference_is_said_in_a_sentence() -> None:
    from keras import layers

    net = stack(layers.Conv2D(4, 3, name="first"), layers.Flatten(), layers.Dense(3))
    assert net.difference(stack(layers.Conv2D(4, 3), layers.Flatten(), layers.Dense(3, "linear"))) == ""
    fewer = stack(layers.Conv2D(4, 3), layers.Flatten())
    assert net.difference(fewer) == "One model has 3 layers, the other 2."
    wider = stack(layers.Conv2D(5, 3), layers.Flatten(), layers.Dense(3))
    assert "Layer 1 is Conv2D with output (None, 6, 4, 4)" in net.difference(wider)
    other = stack(layers.Conv2D(4, 3, activation="relu"), layers.Flatten(), layers.Dense(3))
    assert "other settings" in net.difference(other)
    with pytest.raises(CheckFailed, match="other settings or connections. Use your own builder."):
        models.same_architecture(net, other, hint="Use your own builder.")


def test_other_connections_are_a_difference() -> None:
    import keras
    from keras import layers

    def net(past_both: bool):
        image = keras.Input((8, 6, 2))
        first = layers.Conv2D(2, 3, padding="same")(image)
        second = layers.Conv2D(2, 3, padding="same")(first)
        return models.returned(keras.Model(image, layers.Add()([second, image if past_both else first])))

    assert net(True).difference(net(True)) == ""
    assert "connections" in net(True).difference(net(False))


# ---- accuracy and points


def test_accuracy_is_that_of_keras() -> None:
    net = models.handed_in(str(FOLDER / "model.keras"))
    x, y = pictures(3, 700)
    x += np.random.default_rng(4).normal(size=x.shape) * 1.5
    expected = np.mean(keras_file.load(HONEST).predict(x, verbose=0).argmax(axis=1) == y)
    assert 0.6 < expected < 0.95 and models.accuracy(net, x, y) == pytest.approx(expected)


def test_no_number_is_wrong() -> None:
    def spoil(file) -> None:
        file["layers/dense/vars/1"][...] = [np.nan, 0, 0]

    net = models._opened("open", np.frombuffer(with_weights(spoil), np.uint8))
    x, _ = pictures(3, 50)
    assert models.accuracy(net, x, np.zeros(50, int)) == 0


def test_images_that_the_model_does_not_take_are_a_sentence() -> None:
    from keras import layers

    net = models.handed_in(str(FOLDER / "model.keras"))
    with pytest.raises(CheckFailed, match=r"shape \(8, 6, 3\); it takes \(None, 8, 6, 1\)"):
        net.predict(np.zeros((2, 8, 6, 3)))
    with pytest.raises(CheckFailed, match="one number for each class"):
        models.accuracy(stack(layers.Conv2D(2, 3)), np.zeros((2, 8, 6, 1)), [0, 1])


def test_a_balanced_sample() -> None:
    y = np.repeat([0, 1, 2], [500, 40, 60])
    places = models.balanced_sample(y, 30, seed=7)
    assert np.bincount(y[places]).tolist() == [30, 30, 30] and len(set(places)) == 90
    assert (places == models.balanced_sample(y, 30, seed=7)).all()
    assert (places != models.balanced_sample(y, 30, seed=8)).any()
    assert (np.diff(y[places]) < 0).any()  # in random order
    with pytest.raises(ValueError):
        models.balanced_sample(y, 41, seed=7)


@pytest.mark.parametrize("value, points", [(0.90, 4), (0.9149, 4), (0.915, 7), (0.93, 10), (1, 10)])
def test_tiers(value: float, points: float) -> None:
    assert models.tier(value, {0.90: 4, 0.925: 10, 0.915: 7}) == points


def test_below_all_tiers() -> None:
    with pytest.raises(CheckFailed, match="is 89.9%; points start at 90.0%"):
        models.tier(0.8994, {0.90: 4, 0.925: 10})


def test_a_budget() -> None:
    net = models.handed_in(str(FOLDER / "model.keras"))
    models.no_more_than(net, 71)
    with pytest.raises(CheckFailed, match="71 parameters; the limit is 70"):
        models.no_more_than(net, 70)


@pytest.mark.parametrize("value", [None, 3, [1, 2], np.zeros(3)], ids=repr)
def test_data_is_no_model(value) -> None:
    with pytest.raises(CheckFailed, match="came back, not a Keras model"):
        models.returned(value)


def test_a_missing_file_is_a_sentence() -> None:
    with pytest.raises(CheckFailed, match="There is no model.keras"):
        models.handed_in("model.keras")


# ---- behind the walls

BUILD = """
def build():
    import keras
    return keras.Sequential([keras.Input((8, 6, 1)), keras.layers.Conv2D(4, 3), keras.layers.Flatten()])
"""
IMPORTS = "from autograder import models\nfrom autograder.engine.credit import partial\nimport numpy as np\n"


@pytest.fixture(scope="module")
def warm() -> Warm:
    warm = Warm(imported_modules(new_notebook(cells=[nbgrader_cell(IMPORTS, "setup")])))
    yield warm
    warm.close()


def outputs(warm: Warm, answer: str, test: str, files: dict | None = None, ours: dict | None = None, **limits) -> list:
    """Of the test cell, all of which is hidden."""
    test = f"### BEGIN HIDDEN TESTS\n{IMPORTS}{test}\n### END HIDDEN TESTS"
    cells = [nbgrader_cell(answer, "build", solution=True), nbgrader_cell(test, "test_build", points=5)]
    notebook = new_notebook(cells=cells)
    source = new_notebook(cells=[nbgrader_cell(BUILD, "build", solution=True), cells[1]])
    memory = Limits(memory=int(limits.get("memory", 1) * 2**30))
    settings = Settings(cell_timeout=20, test_timeout=limits.get("seconds", 30), limits=memory)
    assert grade(Job(notebook, source, {}, ours or {}, models=files or {}), warm, settings) == []
    return notebook.cells[1].outputs


def sentence(found: list) -> str:
    return found[-1].evalue


def test_a_returned_model_is_opened_and_judged(warm: Warm) -> None:
    test = """net = models.returned(build())
assert net.parameters == 40 and net.kinds == ["Conv2D", "Flatten"]
assert net.predict(np.zeros((300, 8, 6, 1))).shape == (300, 96) and net.weights[0].shape == (3, 3, 1, 4)
assert net.difference(models.returned(build())) == ""
partial(models.tier(0.92, {0.9: 3}))"""
    note, points = outputs(warm, BUILD, test)
    assert note.text == "Accuracy on held-out images: 92.0%." and points.data["text/plain"] == "3.0"


HANDED_IN = (
    "net = models.handed_in('model.keras')\nassert net.parameters == 71\nassert net is models.handed_in('model.keras')"
)


def test_a_file_is_opened_and_so_is_the_only_one_of_another_name(warm: Warm) -> None:
    file = FOLDER / "model.keras"
    assert outputs(warm, BUILD, HANDED_IN, {"model.keras": file}) == []
    assert outputs(warm, BUILD, HANDED_IN, {"model (1).keras": file}) == []
    given = {"model (1).keras": file, "base.keras": file}
    assert outputs(warm, BUILD, HANDED_IN, given, {"base.keras": file}) == []


def test_no_file_is_a_sentence(warm: Warm) -> None:
    file = FOLDER / "model.keras"
    for files, ours in [
        ({}, {}),
        ({"a.keras": file, "b.keras": file}, {}),
        ({"base.keras": file}, {"base.keras": file}),
    ]:
        assert "No model.keras was handed in" in sentence(outputs(warm, BUILD, HANDED_IN, files, ours))
    # the instructor's own file of that name is nobody's submission
    assert "No model.keras" in sentence(outputs(warm, BUILD, HANDED_IN, {}, {"model.keras": file}))


def test_an_attack_is_told_to_its_student(warm: Warm, tmp_path: Path) -> None:
    (tmp_path / "model.keras").write_bytes(ATTACKS["lambda_layer"][0]())
    found = outputs(warm, BUILD, HANDED_IN, {"model.keras": tmp_path / "model.keras"})
    assert sentence(found) == "The model uses a Lambda layer: only Keras' own layers can be opened."


@pytest.mark.parametrize(
    "answer, expected",
    [
        ("def build():\n    return None", "NoneType came back, not a Keras model"),
        ("class Net:\n    parameters = 40\ndef build():\n    return Net()", "is no Keras model"),
        ("def build():\n    import os\n    os._exit(0)", "Your code ended the Python process"),
    ],
)
def test_what_is_no_model_is_a_sentence(warm: Warm, answer: str, expected: str) -> None:
    assert expected in sentence(outputs(warm, answer, "models.returned(build())"))


def test_a_model_that_takes_too_much_memory_costs_its_test_only(warm: Warm, tmp_path: Path) -> None:
    import keras

    tall = [keras.layers.UpSampling2D(1000), keras.layers.ReLU(), keras.layers.AveragePooling2D(1000)]
    net = keras.Sequential([keras.Input((8, 6, 1)), *tall, keras.layers.Flatten(), keras.layers.Dense(3)])
    net.save(tmp_path / "model.keras")
    small = "assert models.returned(build()).predict(np.zeros((64, 8, 6, 1))).shape == (64, 96)\n"
    test = small + "net = models.handed_in('model.keras')\nnet.predict(np.zeros((64, 8, 6, 1)))"
    found = outputs(warm, BUILD, test, {"model.keras": tmp_path / "model.keras"}, memory=0.4)
    assert sentence(found) == "Your model used more than 0.4 GB of memory and was stopped."


def test_a_model_that_takes_too_long_costs_its_test_only(warm: Warm, tmp_path: Path) -> None:
    """A small layer that is used two hundred times, on a large picture."""
    import keras

    image = keras.Input((8, 6, 1))
    x, again = keras.layers.UpSampling2D(100)(image), keras.layers.Conv2D(1, 51, padding="same")
    for _ in range(200):
        x = again(x)
    keras.Model(image, keras.layers.GlobalMaxPooling2D()(x)).save(tmp_path / "model.keras")
    test = "net = models.handed_in('model.keras')\nnet.predict(np.zeros((64, 8, 6, 1)))"
    started = time.monotonic()
    found = outputs(warm, BUILD, test, {"model.keras": tmp_path / "model.keras"}, seconds=4)
    assert sentence(found) == "Your model took too long and was stopped."
    assert time.monotonic() - started < 12


def test_without_walls_the_answers_are_the_same(warm: Warm) -> None:
    cells = [nbgrader_cell(BUILD, "build", solution=True)]
    cells.append(
        nbgrader_cell(f"{IMPORTS}{HANDED_IN}\nassert models.returned(build()).parameters == 40", "t", points=5)
    )
    notebook = new_notebook(cells=cells)
    job = Job(notebook, new_notebook(cells=cells), {}, {}, models={"model.keras": FOLDER / "model.keras"})
    assert grade(job, warm, Settings(walls=False)) == [] and notebook.cells[1].outputs == []
