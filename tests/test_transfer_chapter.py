"""What the transfer chapter says: slide numbers computed, claims about Keras tried, and the experiment's results.

Ledger of slide numbers: `transfer-conv-base`, `transfer-head`, `transfer-freeze`, `transfer-finetune`,
`transfer-augment`, `transfer-rates`. `transfer-augment` has a slip: its shear is read in degrees.
"""

import re
import sys

import jupytext
import keras
import numpy as np
import pytest
from course import ROOT
from scipy.stats import spearmanr

from convcourse.data import transfer
from convcourse.demos.transfer import RANGES
from convcourse.zoo.costs import model_costs, total, trainable_parameters, without_weights

PAGES = {path.stem: re.sub(r"\s+", " ", path.read_text()) for path in (ROOT / "book" / "transfer").glob("*.md")}


@pytest.fixture(scope="module")
def experiment():
    sys.path.insert(0, str(ROOT / "benchmarks" / "transfer"))
    import few_images

    yield few_images
    sys.path.remove(str(ROOT / "benchmarks" / "transfer"))


def vgg16_with_head() -> tuple[keras.Model, keras.Model]:
    base = keras.applications.VGG16(weights=None, include_top=False, input_shape=(150, 150, 3))
    return base, keras.Sequential([base, keras.layers.Flatten(), keras.layers.Dense(256), keras.layers.Dense(1)])


def test_slide_numbers_of_vgg16_with_a_new_head() -> None:
    """transfer-conv-base, transfer-head, transfer-freeze; transfer-finetune, which the slide leaves out."""
    with without_weights():
        base, model = vgg16_with_head()
        assert base.output.shape[1:] == (4, 4, 512)
        assert base.count_params() == 14_714_688
        assert [layer.count_params() for layer in model.layers[2:]] == [2_097_408, 257]
        assert model.count_params() == 16_812_353
        assert len(model.trainable_weights) == 30
        for layer in base.layers:
            layer.trainable = layer.name.startswith("block5")
        assert trainable_parameters(model) == 9_177_089
        base.trainable = False
        assert len(model.trainable_weights) == 4
    for number in ("(4, 4, 512)", "14,714,688", "2,097,408 and 257", "16,812,353", "30 tensors that become 4"):
        assert number in PAGES["features"]
    assert "9,177,089" in PAGES["tuning"]


def test_block_5_is_a_small_part_of_the_work() -> None:
    with without_weights():
        rows = model_costs(vgg16_with_head()[0])
    part = total([row for row in rows if row["name"].startswith("block5")], "macs") / total(rows, "macs")
    assert part == pytest.approx(0.09, abs=0.005)
    assert "9% of the base's multiply-adds" in PAGES["tuning"]
    # forward 1, backward 2 (to the weights, and to the input); frozen layers before the first trained one need neither
    assert 1 - (1 + 2 * part) / 3 == pytest.approx(0.6, abs=0.03)


def test_the_lectures_ranges_are_the_demos() -> None:
    """transfer-augment."""
    assert RANGES == {"rotation": 40, "shift": 0.2, "shear": 0.2, "zoom": 0.2}


@pytest.mark.filterwarnings("ignore:Please import .affine_transform.:DeprecationWarning")
def test_a_shear_of_a_fifth_is_read_in_degrees_by_the_slides_generator() -> None:
    """transfer-augment: the slip. The generator is kept in Keras 3 as legacy code."""
    from keras.src.legacy.preprocessing.image import ImageDataGenerator

    ramp = np.tile(np.arange(150.0)[:, None, None], (1, 150, 1))
    for turned in (ramp, ramp.transpose(1, 0, 2)):
        sheared = ImageDataGenerator(fill_mode="nearest").apply_transform(turned, {"shear": 0.2})
        moved = np.abs(sheared - turned).max()
        assert moved < 0.6  # pixels, of 150: "next to nothing"
        by_radians = ImageDataGenerator(fill_mode="nearest").apply_transform(turned, {"shear": np.rad2deg(0.2)})
        if np.abs(by_radians - turned).max() > 10:
            break
    else:
        pytest.fail("11 degrees move no pixel far")


def test_the_slides_calls_are_gone_from_keras() -> None:
    assert not hasattr(keras.preprocessing.image, "ImageDataGenerator")
    assert not hasattr(keras.Model, "fit_generator")


def test_rates_per_group_are_those_of_the_lecture() -> None:
    """transfer-rates: the chapter's worked case, rates 10 times smaller; and its rule."""
    assert '"early": 1e-5, "middle": 1e-4, "late": 1e-3' in PAGES["tuning"]
    assert "3 to 10 times smaller" in PAGES["tuning"]


def small_model() -> tuple[keras.Model, keras.Model, np.ndarray, np.ndarray]:
    keras.utils.set_random_seed(0)
    base = keras.Sequential([keras.Input((3,)), keras.layers.Dense(4)])
    x = np.random.default_rng(0).normal(size=(16, 3)).astype("float32")
    return base, keras.Sequential([keras.Input((3,)), base, keras.layers.Dense(1)]), x, x[:, :1]


def test_what_is_frozen_counts_when_fit_first_runs_after_compile() -> None:
    base, model, x, y = small_model()
    model.compile("adam", "mse")
    base.trainable = False
    before = base.get_weights()
    model.fit(x, y, verbose=0)
    assert all((new == old).all() for new, old in zip(base.get_weights(), before))

    base, model, x, y = small_model()
    model.compile("adam", "mse")
    model.fit(x, y, verbose=0)
    base.trainable = False  # too late
    before = base.get_weights()
    model.fit(x, y, verbose=0)
    assert any((new != old).any() for new, old in zip(base.get_weights(), before))


def test_two_silent_traps_of_freezing() -> None:
    inner = keras.Sequential([keras.Input((1,)), keras.layers.BatchNormalization()])
    image = keras.Input((1,))
    whole = keras.Model(image, inner(image, training=False))
    for trainable, moves in ((True, True), (False, False)):
        inner.trainable = trainable
        before = inner.layers[0].moving_mean.numpy()
        whole(np.full((8, 1), 10.0), training=True)
        assert (inner.layers[0].moving_mean.numpy() != before).any() == moves

    base = keras.Sequential([keras.Input((3,)), keras.layers.Dense(4), keras.layers.Dense(2)])
    base.layers[0].trainable = False
    base.trainable = True  # as it was: nothing happens
    assert len(base.trainable_weights) == 2
    base.trainable = False
    base.trainable = True
    assert len(base.trainable_weights) == 4


@pytest.mark.parametrize(("optimizer", "cancels"), [("Adam", True), ("SGD", False)])
def test_scaled_slopes_cancel_in_adam_only(optimizer: str, cancels: bool) -> None:
    moves = []
    for scale in (1.0, 0.01):
        weight = keras.Variable([1.0, -2.0])
        optimize = getattr(keras.optimizers, optimizer)(0.1)
        for _ in range(3):
            optimize.apply([keras.ops.convert_to_tensor([4.0, -3.0]) * scale], [weight])
        moves.append(weight.numpy() - [1, -2])
    assert np.allclose(moves[1], moves[0], rtol=1e-3) == cancels


def test_the_experiment_is_what_the_chapter_says_it_is(experiment) -> None:
    report = transfer.results()
    assert len(report["seeds"]) == 3  # "Three sets of training images each"
    assert {"keras", "tensorflow", "numpy", "sklearn"} == set(report["versions"])
    assert tuple(report["targets"]) == transfer.TARGETS == tuple(experiment.TARGETS)
    assert transfer.per_class() == [2, 5, 10, 20, 50]
    for target in transfer.TARGETS:
        assert transfer.pictures()[target].shape == (4, 64, 64)
        for method in transfer.METHODS:
            assert transfer.accuracy(target, method).shape == (5, 3)
    assert report["scratch_parameters"] == experiment.small_network(8).count_params() == 77_480
    assert "77,480" in PAGES["index"]
    assert report["curves"]["per_class"] == 20 and transfer.curve("plain", "train_loss").shape == (3, 80)


def test_the_layers_of_the_freeze_demo_are_the_networks(experiment) -> None:
    assert transfer.results()["layers"]["VGG16"] == experiment.vgg16_layers()
    rows = transfer.results()["layers"]["EfficientNet-Lite0"]
    assert rows == experiment.lite0_layers()
    # 4,652,008 published for 1,000 classes
    assert sum(row["parameters"] for row in rows) == 4_652_008 - 992 * 1281


@pytest.mark.parametrize("target", transfer.TARGETS)
def test_no_training_image_is_a_test_image(experiment, target: str) -> None:
    make = experiment.TARGETS[target]
    images, labels = make("train", 50, 1)
    others, their_labels = make("test", 50, 0)
    assert images.shape[1:] == others.shape[1:] == (64, 64, 3)
    assert set(np.bincount(labels)) == set(np.bincount(their_labels)) == {50}
    assert not {image.tobytes() for image in images} & {image.tobytes() for image in others}


def test_shuffled_digits_are_the_digits_for_a_dense_layer() -> None:
    ours, theirs = (transfer.accuracy(target, "pixels").mean(axis=1) for target in ("digits", "shuffled digits"))
    assert np.abs(ours - theirs).max() < 0.015


def test_some_results_are_found_again(experiment) -> None:
    """Without training: the dense layer on pixels, and on frozen features; the distance of one target."""
    images, labels = experiment.TARGETS["faces"]("test", 50, 0)
    pool, their_labels = experiment.TARGETS["faces"]("train", 50, 2)
    few = experiment.first_of_each(their_labels, 10)
    base = experiment.Base()
    measured = transfer.results()["targets"]["faces"]
    for method, view in (("pixels", experiment.small_greys), ("frozen", lambda x: base.features(base.cut(x)))):
        answers = experiment.logistic_regression(view(pool[few]), their_labels[few])(view(images))
        assert (answers == labels).mean() == pytest.approx(measured["accuracy"][method]["10"][2], abs=0.021)
    np.testing.assert_allclose(base.distance(images), measured["distance"], atol=2e-3)


def test_what_the_pages_say_of_the_curves() -> None:
    plain, augmented = (transfer.curve(kind, "validation_accuracy")[:, -10:].mean() for kind in ("plain", "augmented"))
    assert (transfer.curve("plain", "train_accuracy")[:, 40:] > 0.99).all()
    assert plain == pytest.approx(0.43, abs=0.02)  # "two in five"
    assert augmented == pytest.approx(0.69, abs=0.03)  # "two in three"
    loss = transfer.curve("plain", "validation_loss").mean(axis=0)
    assert loss.argmin() < 15 and loss[-1] > 2 * loss.min()
    assert transfer.curve("augmented", "train_accuracy")[:, -10:].mean() < 0.9


def mean(target: str, method: str) -> np.ndarray:
    return transfer.accuracy(target, method).mean(axis=1)


def test_what_the_pages_say_of_the_targets() -> None:
    assert (transfer.gain("textures")[1:3] > 0.6).all()  # "more than sixty points"
    assert (transfer.gain("letters") > 0).all()
    assert transfer.gain("faces")[2] < 0.03 and mean("faces", "pixels")[2] == pytest.approx(0.9, abs=0.02)
    assert (mean("digits", "pixels") > mean("digits", "frozen")).all()
    assert (mean("noise", "scratch") > mean("noise", "frozen"))[1:].all()
    assert mean("noise", "scratch")[2] > mean("noise", "frozen")[4]  # "stay behind even with fifty"
    assert transfer.gain("shuffled digits")[2] == pytest.approx(-0.4, abs=0.03)
    assert (mean("places", "frozen") < 2 / 9).all() and mean("places", "scratch")[2] == pytest.approx(0.9, abs=0.03)
    assert abs(transfer.distance("places") - transfer.distance("textures")) < 0.02
    others = [target for target in transfer.TARGETS if target != "places"]
    falls = spearmanr([transfer.distance(name) for name in others], [transfer.gain(name)[2] for name in others])
    assert -1 < falls.statistic < -0.8  # "falls with the distance, if not in perfect order"
    for target in ("textures", "letters", "faces"):  # the more images, the less borrowing brings
        assert transfer.gain(target)[-1] < transfer.gain(target).max() / 2 + 0.02


def test_places_are_lost_at_the_end_and_not_before(capsys: pytest.CaptureFixture[str]) -> None:
    """The page's own cell."""
    cells = jupytext.read(ROOT / "book" / "transfer" / "fails.md", fmt="md:myst").cells
    (source,) = [cell.source for cell in cells if "def with_disc" in cell.source]
    exec(source, {"keras": keras})
    found = re.findall(r"(\w+) +([\d,]+) numbers: accuracy (\d\.\d\d)", capsys.readouterr().out)
    accuracy = {(name, size): float(value) for name, size, value in found}
    assert accuracy["block7_add", "1,280"] > 0.85  # "nine times in ten"
    assert accuracy["average", "1,280"] < 0.2  # "by chance"


def test_what_the_pages_say_of_fine_tuning() -> None:
    sweep = transfer.results()["sweep"]
    for target in sweep:
        frozen, training = (
            {rate: np.mean(found) for rate, found in sweep[target][mode].items()} for mode in ("frozen", "training")
        )
        assert training["0"] < frozen["0"] - 0.05
        chance = 1 / transfer.results()["targets"][target]["classes"]
        assert frozen["0.01"] == pytest.approx(chance, abs=0.01)
    assert np.mean(sweep["digits"]["training"]["0"]) < 0.6 * np.mean(sweep["digits"]["frozen"]["0"])
    changes = np.array([mean(target, "fine-tuned") - mean(target, "frozen") for target in transfer.TARGETS])
    assert abs(changes.mean()) < 0.01 and np.median(np.abs(changes)) < 0.02
    assert 0.3 < (changes > 0).mean() < 0.7  # "as often down as up"
    assert sum(accuracy < 0.2 for accuracy in sweep["digits"]["frozen"]["0.001"]) == 1  # "one of the three runs"


def test_what_the_pages_say_of_thawing() -> None:
    thawed = transfer.thawed()
    number = transfer.per_class().index(thawed["per_class"])
    last, all_of_it = (
        {target: np.array(measured[begins]) for target, measured in thawed["accuracy"].items()}
        for begins in ("block15", "everything")
    )
    for target in last:  # the same experiment as "fine-tuned", by the other script
        np.testing.assert_array_equal(last[target], transfer.accuracy(target, "fine-tuned")[number])
    frozen = {target: transfer.accuracy(target, "frozen")[number].mean() for target in last}
    assert frozen["textures"] > 0.98 and last["textures"].min() - all_of_it["textures"].min() > 0.06
    assert all_of_it["noise"].mean() - frozen["noise"] == pytest.approx(0.11, abs=0.01)
    assert 0.02 < all_of_it["digits"].mean() - frozen["digits"] < 0.03
    assert all_of_it["noise"].max() < mean("noise", "scratch")[number]
    assert all_of_it["digits"].max() < mean("digits", "pixels")[number]
    assert all_of_it["places"].mean() < 0.2
    assert thawed["trained"]["everything"] == 4_652_008 - 1281 * 1000 - 42_016  # without head and batch norms


def test_published_figures_carry_their_source() -> None:
    for page in ("index", "features"):
        assert "{cite}`chollet2018`" in PAGES[page]
    assert re.findall(r"\| (0\.\d+) \|", PAGES["index"]) == ["0.71", "0.82", "0.90", "0.96", "0.968"]
