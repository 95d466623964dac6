"""A class that hands in model files: attacks, and honest ones of every origin, graded by one real `nbgrader autograde`.

The builder in the notebook is worth 4 points, the file 6: an attack by file gets 4, one by the builder what is left.
"""

import io
import os
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from conftest import fill_in
from course import Course, nbgrader_cell
from hostile_models import ATTACKS, HONEST, parts, with_config, with_weights
from nbformat.v4 import new_notebook
from nbgrader.api import Gradebook

LIMITS = [
    "--HardenedExecute.workers=4",
    "--HardenedExecute.cell_timeout=5",
    "--HardenedExecute.test_timeout=10",
    "--HardenedExecute.memory=1.5",
]

BUILD = """def build():
    ### BEGIN SOLUTION
    return keras.Sequential(
        [
            keras.Input((8, 6, 1)),
            keras.layers.Conv2D(4, 3, activation="relu"),
            keras.layers.BatchNormalization(),
            keras.layers.Dropout(0.2),
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dense(3),
        ]
    )
    ### END SOLUTION"""
SOLUTION = BUILD.replace("    ### BEGIN SOLUTION\n", "").replace("\n    ### END SOLUTION", "")
TEST_BUILD = """net = build()
assert net.output_shape == (None, 3)
assert "Conv2D" in [type(layer).__name__ for layer in net.layers]
### BEGIN HIDDEN TESTS
from autograder import models
built = models.returned(build())
models.no_more_than(built, 71)
assert built.kinds.count("Dense") == 1, 'One dense layer.'
### END HIDDEN TESTS"""
TEST_FILE = """from autograder import models
from autograder.engine.credit import partial
### BEGIN HIDDEN TESTS
net = models.handed_in("model.keras")
models.no_more_than(net, 71)
models.same_architecture(net, models.returned(build()), hint="Train the network that your notebook builds.")
draw = np.random.default_rng(61803)
y = draw.integers(0, 3, 3000)
x = y[:, None, None, None] + 0.3 * draw.normal(size=(3000, 8, 6, 1))
sample = models.balanced_sample(y, 200, seed=61803)
partial(models.tier(models.accuracy(net, x[sample], y[sample]), {0.5: 2, 0.95: 6}))
### END HIDDEN TESTS"""
SOURCE = [
    nbgrader_cell("import numpy as np\nimport keras", "setup"),
    nbgrader_cell(BUILD, "build", solution=True),
    nbgrader_cell(TEST_BUILD, "test_build", points=4),
    nbgrader_cell(TEST_FILE, "test_model_file", points=6),
]

# ---- attacks by a file that opens


def without_numbers() -> bytes:
    """Not-a-number everywhere."""
    return with_weights(lambda file: file["layers/dense/vars/0"].__setitem__(..., float("nan")))


def half_right() -> bytes:
    """No attack: two of the three classes."""

    def change(file) -> None:
        file["layers/dense/vars/1"][2] = -1000

    return with_weights(change)


def another_network() -> bytes:
    """Right answers from a network that the notebook does not build."""
    return with_config(lambda config: config["config"]["layers"][1]["config"].update(activation="gelu"))


# ---- attacks by the builder

PATCHES = {
    # what it returns has the right shape to look at, and is no model
    "fake_object": (
        "class Layer:\n    pass\nLayer.__name__ = 'Conv2D'\n"
        "class Net:\n    output_shape, parameters, layers = (None, 3), 71, [Layer()]\n"
        "def build():\n    return Net()"
    ),
    "own_save": (
        "class Net(keras.Sequential):\n    def save(self, path):\n        open(path, 'wb').write(b'REFERENCE')\n"
        "    output_shape = (None, 3)\n    layers = [keras.layers.Conv2D(4, 3)]\n"
        "def build():\n    return Net()"
    ),
    "own_layer": (
        "class Layer(keras.layers.Layer):\n    def call(self, x):\n        return x\n"
        + SOLUTION.replace("keras.layers.Dropout(0.2)", "Layer()")
    ),
    "lambda_in_builder": SOLUTION.replace("keras.layers.Dropout(0.2)", "keras.layers.Lambda(lambda x: x)"),
    "patched_save_model": SOLUTION
    + "\ndef save(model, path):\n    open(path, 'wb').write(b'REFERENCE')\nkeras.saving.save_model = save",
    "patched_bytes": SOLUTION
    + "\nfrom autograder.engine import student\nstudent.keras_bytes = lambda model: ['not', 'bytes']",
    "huge_bytes": SOLUTION
    + "\nfrom autograder.engine import student\nstudent.keras_bytes = lambda model: np.zeros(120 * 2**20, np.uint8)",
    "too_many_parameters": SOLUTION.replace("Conv2D(4", "Conv2D(64"),
    "exits_when_saved": SOLUTION + "\nimport os\nkeras.saving.save_model = lambda model, path: os._exit(0)",
}


def float16() -> bytes:
    """Trained in mixed precision, as one does on a GPU."""

    def change(config: dict) -> None:
        for entry in config["config"]["layers"][1:]:
            policy = {"name": "mixed_float16"}
            entry["config"]["dtype"] = {"module": "keras", "class_name": "DTypePolicy", "config": policy}

    return with_config(change)


def packed_again() -> bytes:
    """Unpacked and packed by a file manager, with compression."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(parts().items()):
            archive.writestr(name, content)
    return file.getvalue()


# the points, and a part of what the student must read
FILES: dict[str, tuple[Callable[[], bytes], float, str]] = {
    **{name: (make, 4, sentence) for name, (make, sentence) in ATTACKS.items()},
    "without_numbers": (without_numbers, 4, "is 0.0%; points start at 50.0%"),
    "half_right": (half_right, 6, "Accuracy on held-out images: 66."),
    "another_network": (another_network, 4, "Train the network that your notebook builds."),
    "honest_from_jax": (lambda: HONEST, 10, "Accuracy on held-out images: 100.0%."),
    "honest_float16": (float16, 10, ""),
    "honest_packed_again": (packed_again, 10, ""),
}
BUILDERS = {
    "fake_object": (0, "no Keras model"),
    "own_save": (0, ""),
    "own_layer": (0, "uses 'Layer'"),
    "lambda_in_builder": (0, "a Lambda layer"),
    "patched_save_model": (0, "no .keras file"),
    "patched_bytes": (0, "no Keras model"),
    "huge_bytes": (0, "more than 100 MB are not opened"),
    "too_many_parameters": (0, "parameters; the limit is 71"),
    "exits_when_saved": (0, "ended the Python process"),
}
PLACES = {
    "symlink_to_the_honest": 4,
    "folder": 4,
    "pipe": 4,
    "missing": 4,
    "honest_other_name": 10,
    "honest_functional": 10,
}


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> tuple:
    """The course, each student's points, and the seconds it took."""
    root = tmp_path_factory.mktemp("models") / "course"
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    course = Course(root, "small", new_notebook(cells=SOURCE, metadata={"kernelspec": kernel}))
    course.nbgrader("generate_assignment", "small")

    def hand_in(student: str, answer: str = SOLUTION) -> Path:
        return course.hand_in(student, fill_in(course.released, {"build": answer})) / "model.keras"

    for name, (make, _, _) in FILES.items():
        hand_in(name).write_bytes(make())
    for name, answer in PATCHES.items():
        hand_in(name, answer).write_bytes(HONEST)
    hand_in("symlink_to_the_honest").symlink_to(course.submitted("honest_from_jax") / "model.keras")
    hand_in("folder").mkdir()
    os.mkfifo(hand_in("pipe"))
    hand_in("missing")
    hand_in("honest_other_name").with_name("model (1).keras").write_bytes(HONEST)
    functional = (
        "def build():\n    x = image = keras.Input((8, 6, 1))\n"
        "    x = keras.layers.Conv2D(4, 3, activation='relu')(x)\n"
        "    x = keras.layers.BatchNormalization()(x)\n    x = keras.layers.Dropout(0.2)(x)\n"
        "    x = keras.layers.GlobalAveragePooling2D()(x)\n    return keras.Model(image, keras.layers.Dense(3)(x))"
    )
    space: dict = {}
    exec("import keras\n" + functional, space)
    net, trained = space["build"](), hand_in("honest_functional", functional)
    import keras

    net.set_weights(keras.saving.load_model(course.submitted("honest_from_jax") / "model.keras").get_weights())
    net.compile("rmsprop", "sparse_categorical_crossentropy", metrics=["accuracy"])
    net.save(trained)
    started = time.monotonic()
    course.nbgrader("autograde", "small", *LIMITS)
    seconds = time.monotonic() - started
    with Gradebook(f"sqlite:///{root}/autograder/gradebook.db") as book:
        points = {submission.student.id: submission.score for submission in book.assignment_submissions("small")}
    return course, points, seconds


def told(course: Course, student: str) -> str:
    """What the student reads about the tests."""
    path = course.root / "autograder" / "autograded" / student / "small" / "small.ipynb"
    cells = nbformat.read(path, as_version=4).cells
    return str([cell.outputs for cell in cells if cell.cell_type == "code"])


@pytest.mark.parametrize("name", FILES)
def test_a_file_gets_what_it_deserves(graded: tuple, name: str) -> None:
    course, points, _ = graded
    _, deserved, sentence = FILES[name]
    assert sentence in told(course, name).replace('\\"', '"').replace("\\'", "'")
    assert points[name] == deserved


@pytest.mark.parametrize("name", BUILDERS)
def test_a_builder_gets_what_it_deserves(graded: tuple, name: str) -> None:
    course, points, _ = graded
    deserved, sentence = BUILDERS[name]
    assert sentence in told(course, name).replace("\\'", "'")
    assert points[name] == deserved


@pytest.mark.parametrize("name", PLACES)
def test_what_is_no_file_is_no_submission(graded: tuple, name: str) -> None:
    _, points, _ = graded
    assert points[name] == PLACES[name]


def test_nothing_hidden_is_shown(graded: tuple) -> None:
    course, points, _ = graded
    for student in points:
        text = told(course, student)
        assert "61803" not in text and "200" not in text


def test_nothing_was_written_and_all_ended_in_time(graded: tuple) -> None:
    _, points, seconds = graded
    assert not Path("/tmp/pwned").exists()
    assert len(points) == len(FILES) + len(PATCHES) + len(PLACES)
    assert seconds < 3 * len(points)
