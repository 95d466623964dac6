"""EfficientNet's counts and shapes, against the published ones and keras.applications."""

import keras
import numpy as np
import pytest

from convcourse.zoo.costs import trainable_parameters
from convcourse.zoo.efficientnet import SCALES, efficientnet, efficientnet_lite0

# sources: torchvision's documentation (B0 to B7), keras-hub (Lite0)
PUBLISHED = {
    "B0": 5_288_548,
    "B1": 7_794_184,
    "B2": 9_109_994,
    "B3": 12_233_232,
    "B4": 19_341_616,
    "B5": 30_389_784,
    "B6": 43_040_704,
    "B7": 66_347_960,
}
SMALL = (64, 64, 3)  # counts do not depend on the image


@pytest.mark.parametrize("variant", SCALES)
def test_the_trainable_parameters_are_the_published_ones(variant: str) -> None:
    assert trainable_parameters(efficientnet(variant, input_shape=SMALL)) == PUBLISHED[variant]


def test_lite0_has_the_published_parameters() -> None:
    model = efficientnet_lite0(input_shape=SMALL)
    assert (trainable_parameters(model), model.count_params()) == (4_652_008, 4_694_024)


def weighted(model: keras.Model) -> list[tuple]:
    """(class, weight shapes, output size) of each layer with weights."""
    return [
        (type(layer).__name__, [tuple(weight.shape) for weight in layer.weights], layer.output.shape[1:])
        for layer in model.layers
        if layer.weights and not isinstance(layer, keras.layers.Normalization)
    ]


def test_b0_has_the_layers_of_keras_applications_and_gives_the_same_output() -> None:
    shape = (75, 64, 3)
    theirs = keras.applications.EfficientNetB0(weights=None, input_shape=shape)
    ours = efficientnet("B0", input_shape=shape)
    assert weighted(ours) == weighted(theirs)

    generator = np.random.default_rng(0)
    sources = [layer for layer in theirs.layers if layer.weights and "normalization" not in layer.name]
    for target, source in zip([layer for layer in ours.layers if layer.weights], sources, strict=True):
        target.set_weights([generator.normal(1, 0.1, weight.shape) if "bn" in target.name else weight
                            for weight in map(np.asarray, source.get_weights())])  # fmt: skip
        source.set_weights(target.get_weights())
    # theirs scales pixels inside; ours is given the scaled ones
    images = generator.uniform(0, 255, (2, *shape)).astype("float32")
    scaling = keras.Model(theirs.input, sources[0].input)
    np.testing.assert_allclose(*(np.asarray(y) for y in (ours(unpadded(scaling(images))), theirs(images))), atol=1e-4)


def unpadded(images) -> np.ndarray:
    """keras.applications pads before the first layer: take that away."""
    images = np.asarray(images)
    pad_rows, pad_columns = images.shape[1] - 75, images.shape[2] - 64
    return images[:, pad_rows // 2 : pad_rows // 2 + 75, pad_columns // 2 : pad_columns // 2 + 64]


def test_an_unknown_variant_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="B8"):
        efficientnet("B8")
