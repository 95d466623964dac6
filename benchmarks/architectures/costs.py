"""What every network of the zoo costs, for the architectures chapter: `python benchmarks/architectures/costs.py`.

Builds each network without weights and writes convcourse/data/architectures.json. Two minutes on one processor core.

    networks   one entry a network of the zoo, with its stages (maps of one size)
    families   members of a family that differ in depth or width
    grid       Wide ResNets for CIFAR-10, by depth and width
    scaling    EfficientNet-B0 with about 2, 4, 8, 16 times its work, spent on depth, width, image side, or all three
"""

import datetime
import json
import os
import platform
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
OUTPUT = ROOT / "convcourse" / "data" / "architectures.json"

if TYPE_CHECKING:
    import keras

# family -> label of a member -> (name in the zoo, arguments)
FAMILIES: dict[str, dict[str, tuple[str, dict]]] = {
    "VGG": {name: (name, {}) for name in ("VGG11 (A)", "VGG13 (B)", "VGG16 (C)", "VGG16 (D)", "VGG19 (E)")},
    "ResNet": {f"ResNet-{depth}": (f"ResNet-{depth}", {}) for depth in (18, 34, 50, 101, 152)},
    "ResNet (CIFAR-10)": {
        f"ResNet-{depth}": ("ResNet-20 (CIFAR-10)", {"depth": depth}) for depth in (20, 32, 44, 56, 110)
    },
    "DenseNet": {f"DenseNet-{depth}": (f"DenseNet-{depth}", {}) for depth in (121, 169, 201)},
    "MobileNet v1": {f"width {width:g}": ("MobileNet v1", {"width": width}) for width in (0.25, 0.5, 0.75, 1.0)},
    "MobileNet v2": {f"width {width:g}": ("MobileNet v2", {"width": width}) for width in (0.5, 0.75, 1.0, 1.4)},
    "ShuffleNet v1": {f"{groups} groups": ("ShuffleNet v1", {"groups": groups}) for groups in (1, 2, 3, 4, 8)},
    "ShuffleNet v2": {f"size {size:g}": ("ShuffleNet v2", {"size": size}) for size in (0.5, 1.0, 1.5, 2.0)},
    "EfficientNet": {f"B{size}": (f"EfficientNet-B{size}", {}) for size in range(8)},
}
GRID_DEPTHS, GRID_WIDTHS = (10, 16, 22, 28, 40), (1, 2, 4, 8, 10)
PHIS = range(5)


def main() -> None:
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    import keras

    from convcourse.zoo import NETWORKS

    report = {
        "networks": {name: measured(name, stages=True) for name in NETWORKS},
        "families": {
            family: {label: measured(name, **arguments) for label, (name, arguments) in members.items()}
            for family, members in FAMILIES.items()
        },
        "grid": {
            f"{depth} {width}": measured("Wide ResNet-28-10 (CIFAR-10)", depth=depth, widen=width)
            for depth in GRID_DEPTHS
            for width in GRID_WIDTHS
        },
        "scaling": {way: [scaled(way, phi) for phi in PHIS] for way in ("depth", "width", "image side", "all three")},
        "date": datetime.date.today().isoformat(),
        "versions": {"keras": keras.__version__},
        "machine": f"{platform.machine()}, {platform.system()}",
    }
    OUTPUT.write_text(json.dumps(report, indent=None, separators=(",", ":")) + "\n")


def measured(name: str, *, stages: bool = False, **arguments: Any) -> dict[str, Any]:
    """Costs of a network of the zoo for one image; `arguments` go to its function in place of the zoo's own."""
    from importlib import import_module

    from convcourse.zoo import NETWORKS
    from convcourse.zoo.costs import without_weights

    file, function, fixed = NETWORKS[name]
    with without_weights():
        model = getattr(import_module(f"convcourse.zoo.{file}"), function)(**fixed | arguments)
    return costs(model, stages=stages)


def costs(model: "keras.Model", *, stages: bool = False) -> dict[str, Any]:
    """input (H, W, C); parameters (all that Keras counts); trained (of these); macs; activations; depth; stages.

    activations  numbers that convolutions, poolings and dense layers put out
    depth        convolutions and dense layers on the longest way through, as the papers count
    """
    from convcourse.zoo.costs import model_costs, total, trainable_parameters

    rows = model_costs(model)
    kept = [row for row in rows if row["macs"] or "Pool" in row["type"]]
    report = {
        "input": list(model.inputs[0].shape[1:]),
        "parameters": model.count_params(),
        "trained": trainable_parameters(model),
        "macs": total(rows, "macs"),
        "activations": total(kept, "activations"),
        "depth": longest_way(model, beside_the_way(rows)),
    }
    return report | ({"stages": stages_of(rows)} if stages else {})


def beside_the_way(rows: list[dict[str, Any]]) -> set[str]:
    """Convolutions of a single pixel with larger maps behind them: squeeze and excitation, which weighs channels."""
    large = [index for index, row in enumerate(rows) if side(row) > 1]
    return {row["name"] for row in rows[: large[-1]] if row["macs"] and side(row) == 1}


def side(row: dict[str, Any]) -> int:
    """Height of a layer's output; 1 for a vector."""
    return row["output_shape"][0] if len(row["output_shape"]) > 1 else 1


def longest_way(model: "keras.Model", left_out: set[str]) -> int:
    """Layers with a kernel on the longest path from the input to the output."""
    from convcourse.zoo.costs import layer_spec

    counts: dict[Any, int] = {}
    for operation in model.operations:  # parents come before their children
        spec = layer_spec(operation) or {"type": None}
        own = spec["type"] in ("conv", "depthwise", "separable", "dense") and operation.name not in left_out
        parents = [node.operation for inbound in operation._inbound_nodes[-1:] for node in inbound.parent_nodes]
        counts[operation] = own + max((counts[parent] for parent in parents), default=0)
    return max(counts.values())


def stages_of(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The network in pieces whose maps have one size: side, channels (at most), layers, parameters, macs.

    What is 1 x 1 is the last piece; what is 1 x 1 in between (squeeze and excitation) belongs to the maps around it.
    """
    pieces: dict[int, dict[str, int]] = {}
    inside, current = beside_the_way(rows), side(rows[0])
    last = max(index for index, row in enumerate(rows) if side(row) > 1)
    for index, row in enumerate(rows):
        within = index <= last and side(row) == 1  # a squeeze, or the factors that it gives
        if row["type"] in ("ZeroPadding2D", "Flatten"):
            continue
        current = current if within else side(row)
        piece = pieces.setdefault(current, {"side": current, "channels": 0, "layers": 0, "parameters": 0, "macs": 0})
        piece["channels"] = max(piece["channels"], row["output_shape"][-1])
        piece["layers"] += bool(row["macs"]) and row["name"] not in inside
        piece["parameters"] += row["parameters"]
        piece["macs"] += row["macs"]
    return list(pieces.values())


def scaled(way: str, phi: int) -> dict[str, Any]:
    """EfficientNet-B0 with about 2 ** phi times its multiply-adds, which grow with depth, width ** 2 and side ** 2."""
    from convcourse.zoo import efficientnet

    depth, width, larger = {
        "depth": (2**phi, 1, 1),
        "width": (1, 2 ** (phi / 2), 1),
        "image side": (1, 1, 2 ** (phi / 2)),
        "all three": (1.2**phi, 1.1**phi, 1.15**phi),  # the paper's alpha, beta, gamma
    }[way]
    with patch.dict(efficientnet.SCALES, scaled=(width, depth, round(224 * larger), 0.2)):
        return measured("EfficientNet-B0", variant="scaled")


if __name__ == "__main__":
    main()
