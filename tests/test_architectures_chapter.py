"""The numbers that the slides state for architectures, computed; and what the chapter says about the wrong ones.

The ids are those of the ledger of slide numbers. Costs come from an artefact; it is compared with the zoo here.
"""

import importlib.util
import os
import re
from types import ModuleType

import numpy as np
import pytest
from course import ROOT

from convcourse import counting
from convcourse.counting import layer_macs, layer_parameters, network_summary
from convcourse.data import architectures as data
from convcourse.demos.counting import alexnet
from convcourse.zoo import NETWORKS
from convcourse.zoo.googlenet import MODULES
from convcourse.zoo.vgg import CHANNELS, CONFIGURATIONS

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
PAGES = ("index", "early", "deeper", "shortcuts", "cheaper", "review")


def page(name: str) -> str:
    """The page's text on one line, wherever its lines are broken."""
    return " ".join((ROOT / "book" / "architectures" / f"{name}.md").read_text().split())


def script(name: str) -> ModuleType:
    """A script of benchmarks/architectures as a module."""
    path = ROOT / "benchmarks" / "architectures" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"architectures_{name}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# ---- the artefacts are what the zoo and the script give ----


def test_the_artefact_has_every_network_of_the_zoo() -> None:
    assert list(data.costs()["networks"]) == list(NETWORKS)


@pytest.mark.parametrize("name", ["LeNet-5", "AlexNet", "GoogLeNet", "ResNet-18", "SE-ResNet-50", "MobileNet v2"])
def test_costs_of_a_network_are_the_zoos(name: str) -> None:
    assert script("costs").measured(name, stages=True) == data.network(name)


@pytest.mark.slow
@pytest.mark.parametrize("name", list(NETWORKS))
def test_costs_of_every_network_are_the_zoos(name: str) -> None:
    assert script("costs").measured(name, stages=True) == data.network(name)


@pytest.mark.parametrize(("family", "label"), [("MobileNet v1", "width 0.5"), ("ResNet (CIFAR-10)", "ResNet-32")])
def test_costs_of_a_family_member_are_the_zoos(family: str, label: str) -> None:
    costs = script("costs")
    name, arguments = costs.FAMILIES[family][label]
    assert costs.measured(name, **arguments) == data.costs()["families"][family][label]


def test_families_grid_and_scaling_are_those_of_the_script() -> None:
    costs, report = script("costs"), data.costs()
    assert {name: list(members) for name, members in report["families"].items()} == {
        name: list(members) for name, members in costs.FAMILIES.items()
    }
    assert len(report["grid"]) == len(costs.GRID_DEPTHS) * len(costs.GRID_WIDTHS)
    assert costs.measured("Wide ResNet-28-10 (CIFAR-10)", depth=16, widen=2) == report["grid"]["16 2"]
    assert costs.scaled("width", 1) == report["scaling"]["width"][1]


@pytest.mark.parametrize("name", list(NETWORKS))
def test_stages_add_up(name: str) -> None:
    costs = data.network(name)
    for key in ("parameters", "macs"):
        assert sum(stage[key] for stage in costs["stages"]) == costs[key]


def test_depths_are_those_in_the_names_and_papers() -> None:
    for name in NETWORKS:
        found = re.match(r"(?:ResNet-|DenseNet-|VGG|SE-ResNet-|ResNeXt-|Wide ResNet-)(\d+)\b(?!-10 )", name)
        if found:
            assert data.network(name)["depth"] == int(found[1]), name
    papers = {"LeNet-5": 5, "AlexNet": 8, "ZFNet": 8, "GoogLeNet": 22, "SqueezeNet 1.0": 18, "MobileNet v1": 28}
    assert {name: data.network(name)["depth"] for name in papers} == papers
    # the paper counts every convolution, the three in shortcuts too, and no dense layer
    assert data.network("Wide ResNet-28-10 (CIFAR-10)")["depth"] == 28 - 3 + 1


def test_plain_and_residual_networks_differ_by_the_sums_alone() -> None:
    import keras

    shortcuts, models = script("shortcuts"), {}
    for kind in shortcuts.KINDS:
        keras.utils.set_random_seed(3)
        models[kind] = shortcuts.network(14, kind)
    plain, residual = models.values()
    for one, other in zip(plain.get_weights(), residual.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
    sums = [layer for layer in residual.layers if isinstance(layer, keras.layers.Add)]
    assert len(sums) == 6
    assert not any(isinstance(layer, keras.layers.Add) for layer in plain.layers)
    images, _ = shortcuts.digits(0)
    assert np.abs(plain(images[:4]) - residual(images[:4])).max() > 1e-3


# ---- the experiment ----


def final(network: str, depth: int, measure: str = "train_error") -> float:
    return float(data.curves(network, depth, measure)[:, -1].mean())


def test_every_network_of_the_experiment_has_its_twin() -> None:
    report = data.shortcuts()
    runs = {(run["network"], run["depth"], run["seed"]): run for run in report["runs"]}
    assert len(runs) == len(report["runs"]) == 18
    for (network, depth, seed), run in runs.items():
        twin = runs["residual" if network == "plain" else "plain", depth, seed]
        assert run["parameters"] == twin["parameters"]
        assert all(len(run[measure]) == report["epochs"] for measure in ("loss", "train_error", "test_error"))


def test_a_deep_plain_network_learns_its_training_images_worse() -> None:
    depths = sorted({run["depth"] for run in data.shortcuts()["runs"]})
    shallow, deep = depths[0], depths[-1]
    assert final("plain", deep) > final("plain", shallow) + 0.02
    assert final("residual", deep) < final("plain", deep) - 0.02
    # for every seed by itself
    plain, residual = (data.curves(network, deep, "train_error")[:, -1] for network in ("plain", "residual"))
    assert (plain > residual).all()
    assert (plain > data.curves("plain", shallow, "train_error")[:, -1]).all()


def test_the_page_says_what_the_experiment_gave() -> None:
    text, report = page("shortcuts"), data.shortcuts()
    assert final("plain", 8) == final("residual", 8) == 0 and "With 8 layers both learn everything" in text
    assert (data.curves("plain", 56, "train_error")[:, -1] > 0.5).all() and "more than half of *those same" in text
    assert 0 < final("residual", 56) < 0.01 and "learns nearly all of them" in text
    steps = report["train"] // report["batch"] * report["epochs"]
    assert steps == 660 and "660 steps" in text
    sizes = {(entry["network"], entry["depth"]): entry["sizes"] for entry in report["gradients"]}
    grown = sizes["plain", 56][0] / sizes["plain", 56][-1]
    assert grown > 200 and "hundreds of times as large" in text
    assert grown ** (1 / 54) == pytest.approx(1 + 1 / 8, abs=0.01) and "by an eighth with each layer" in text
    assert sizes["residual", 56][0] / sizes["residual", 56][-1] < 4


# ---- slides ----


def shapes(layers: list[counting.Layer], shape: tuple[int, ...]) -> list[tuple[int, ...]]:
    return [row["output_shape"] for row in network_summary(layers, shape)]


def test_arch_lenet5_table() -> None:
    conv, pool = {"type": "conv", "kernel_size": 5}, {"type": "pool", "kernel_size": 2}
    layers = [{**conv, "filters": 6}, pool, {**conv, "filters": 16}, pool, {**conv, "filters": 120}]
    layers += [{"type": "flatten"}, {"type": "dense", "units": 84}, {"type": "dense", "units": 10}]
    slide = [(28, 28, 6), (14, 14, 6), (10, 10, 16), (5, 5, 16), (120,), (84,), (10,)]
    assert [shape for shape in shapes(layers, (32, 32, 1)) if shape != (1, 1, 120)] == slide
    assert sum(row["parameters"] for row in network_summary(layers, (32, 32, 1))) == 61_706
    assert data.network("LeNet-5 (1998)")["trained"] == 60_000


def test_arch_alexnet_table() -> None:
    slide = [(55, 55, 96), (27, 27, 96), (27, 27, 256), (13, 13, 256), (13, 13, 384), (13, 13, 384), (13, 13, 256)]
    assert shapes(alexnet(), (227, 227, 3))[:7] == slide


def vgg(configuration: str) -> list[counting.Layer]:
    layers: list[counting.Layer] = []
    for filters, sizes in zip(CHANNELS, CONFIGURATIONS[configuration]):
        layers += [{"type": "conv", "filters": filters, "kernel_size": size, "padding": "same"} for size in sizes]
        layers += [{"type": "pool", "kernel_size": 2}]
    return [*layers, {"type": "flatten"}, *({"type": "dense", "units": units} for units in (4096, 4096, 1000))]


def test_arch_vgg_configs() -> None:
    depths, millions = [], []
    for name in CONFIGURATIONS:
        rows = network_summary(vgg(name), (224, 224, 3))
        depths.append(sum(row["type"] in ("conv", "dense") for row in rows))
        millions.append(round(sum(row["parameters"] for row in rows) / 1e6))
    assert depths == [11, 11, 13, 16, 16, 19]
    assert millions == [133, 133, 133, 134, 138, 144]
    assert "133, 133, 133, 134, 138 and 144 million" in page("deeper")


def test_the_pages_vgg_configurations_are_the_zoos() -> None:
    for name, stages in CONFIGURATIONS.items():
        line = " | ".join("".join(map(str, sizes)) for sizes in stages)
        assert f'"{name}": "{line}"' in page("deeper")


def test_slide_number_that_is_wrong_arch_vgg16_table() -> None:
    """Two convolutions with 256 channels: there are three, and with two there would be 15 layers."""
    assert len(CONFIGURATIONS["D"][2]) == 3
    assert sum(map(len, CONFIGURATIONS["D"])) + 3 == 16
    assert "There are three. With two, it would have 15 layers" in page("deeper")


SLIDE_K = [2.7, 112, 159, 380, 364, 437, 463, 580, 840, 1072, 1388, 1000]
SLIDE_M = [34, 360, 128, 304, 73, 88, 100, 119, 170, 54, 71, 1]


def googlenet_rows() -> tuple[list[float], list[float]]:
    """Weights in units of 1,024 and multiply-adds in millions, row by row of the paper's table."""
    weights, places = [7 * 7 * 3 * 64, 64 * 64 + 9 * 64 * 192], [112**2, 56**2]
    channels = 192
    for name, module in MODULES.items():
        ones, reduce3, threes, reduce5, fives, pool = module
        weights.append(channels * (ones + reduce3 + reduce5 + pool) + 9 * reduce3 * threes + 25 * reduce5 * fives)
        places.append({"3": 28, "4": 14, "5": 7}[name[0]] ** 2)
        channels = ones + threes + fives + pool
    weights, places = [*weights, 1024 * 1000], [*places, 1]
    return [w / 1024 for w in weights], [w * p / 1e6 for w, p in zip(weights, places)]


def test_arch_googlenet_modules_and_ops() -> None:
    thousands, millions = googlenet_rows()
    wrong_k = [row for row, (ours, slide) in enumerate(zip(thousands, SLIDE_K)) if abs(ours / slide - 1) > 0.02]
    wrong_m = [
        row for row, (ours, slide) in enumerate(zip(millions, SLIDE_M)) if abs(ours - slide) > max(1, slide / 50)
    ]
    # the first convolution, 4c, 5a; the first convolution, 5a
    assert (wrong_k, wrong_m) == ([0, 6, 9], [0, 9])
    assert [round(thousands[row], 1) for row in wrong_k] == [9.2, 497.5, 1018.0]
    assert [round(millions[row]) for row in wrong_m] == [118, 51]
    separable = 49 * 3 * 8 + 24 * 64
    assert (separable, round(separable * 112**2 / 1e6, 1)) == (2712, 34.0)
    assert round(1072 * 1024 * 49 / 1e6) == 54  # the two wrong numbers of 5a fit each other
    notes = page("deeper")
    for said in ("9.2K weights and 118M operations, not 2.7K and 34M", "497K weights, not 463K", "1,018K and 51M"):
        assert said in notes, said


def test_slide_numbers_that_are_wrong_arch_googlenet_total() -> None:
    assert data.network("GoogLeNet")["parameters"] == 6_998_552
    assert round(1024 * sum(SLIDE_K)) == 6_960_845
    assert round(data.network("AlexNet")["parameters"] / 6_998_552, 1) == 8.7
    assert "6,960,845" in page("deeper")
    assert "6,998,552" in page("deeper")


def test_the_auxiliary_classifiers_are_the_zoos() -> None:
    both = sum((c * 128 + 128) + (2048 * 1024 + 1024) + (1024 * 1000 + 1000) for c in (512, 528))
    assert both == 13_378_280 - 6_998_552


def test_arch_resnet_table() -> None:
    slide = {18: 11.174, 34: 21.282, 50: 23.521, 101: 42.513, 152: 58.157}
    for depth, millions in slide.items():
        features = 512 if depth < 50 else 2048
        ours = data.network(f"ResNet-{depth}")["trained"] + (9 - 49) * 3 * 64 - 990 * (features + 1)
        assert round(ours / 1e6, 3) == millions
    costs = script("costs")
    small = costs.measured("ResNet-18", small_images=True, classes=10, input_shape=(32, 32, 3))
    assert small["trained"] == 11_173_962


def test_published_errors_are_quoted_with_their_sources() -> None:
    """arch-error-alexnet, -zfnet-a, -b, -c, -googlenet, -vgg, -resnet, arch-alexnet-ensemble, arch-efficientnet-b7."""
    index = page("index")
    for said in ("14.8%, 11.7%, 11.2%", "images of **2012**", "Clarifai", "13.5%", "18.2% to 15.4%", "16.4%", "4.49%"):
        assert said in index, said
    assert "84.4%" in page("cheaper")
    entries = {entry.team: entry.error for entry in data.CHALLENGE}
    assert [entries[team] for team in ("AlexNet", "Clarifai", "GoogLeNet", "VGG (second)", "ResNet")] == [
        15.3,
        11.7,
        6.67,
        7.3,
        3.57,
    ]
    assert "84.1%" in page("cheaper")
    assert round(100 - data.PUBLISHED["EfficientNet-B7"].top1, 1) == 84.1


def test_every_slip_has_its_note() -> None:
    notes = {name: page(name).count(":class: slip") for name in PAGES}
    assert notes == {"index": 2, "early": 2, "deeper": 3, "shortcuts": 1, "cheaper": 0, "review": 0}


# ---- numbers in the prose ----


def test_numbers_in_the_prose_are_computed() -> None:
    best = {entry.year: entry.error for entry in reversed(data.CHALLENGE)}
    assert round(100 / best[2011]) == 4
    assert round(100 / best[2017]) == 44
    assert 392 * 13 + 123 * 9 == 6203 and "515 parameters instead of 6,203" in page("early")
    assert round(data.network("AlexNet")["parameters"] / data.network("LeNet-5")["parameters"], -3) == 1000
    assert round(data.network("AlexNet")["parameters"] / data.network("NiN")["parameters"]) == 8
    assert round(data.network("AlexNet (2014)")["parameters"] / data.network("SqueezeNet 1.0")["parameters"]) == 49
    assert data.network("VGG19 (E)")["macs"] > data.network("ResNet-152")["macs"]
    better = {
        name for name, errors in data.PUBLISHED.items() if errors.top5 < data.PUBLISHED["Inception-ResNet-v2"].top5
    }
    assert better <= {f"EfficientNet-B{size}" for size in range(2, 8)}
    assert round(data.network("DenseNet-121")["trained"] / data.network("ResNet-50")["trained"], 1) == 0.3
    bottleneck = [{"type": "conv", "filters": f, "kernel_size": k, "padding": "same"} for f, k in [(64, 1), (64, 3)]]
    assert layer_parameters({**bottleneck[1], "use_bias": False}, (56, 56, 64)) == 36_864
    assert layer_macs(bottleneck[0], (56, 56, 256)) == 56 * 56 * 256 * 64


def test_efficientnets_scales_are_the_zoos() -> None:
    from convcourse.zoo.efficientnet import SCALES

    for name, (width, depth, side, _) in SCALES.items():
        assert f'"{name}": ({width}, {depth}, {side}),' in page("cheaper")


def test_a_multiple_of_the_shuffle_reaches_every_channel_when_the_page_says_so() -> None:
    """Twelve channels in six groups of two: four layers."""
    within = np.kron(np.eye(6), np.ones((2, 2)))
    shuffle = np.eye(12)[np.arange(12).reshape(6, 2).T.ravel()]
    reach, counts = within, [2]
    while counts[-1] < 12:
        reach = within @ shuffle @ reach
        counts.append(int((reach > 0).sum(axis=1).min()))
    assert counts == [2, 4, 8, 12]
    assert "2, 4, 8, 12" in page("cheaper")
