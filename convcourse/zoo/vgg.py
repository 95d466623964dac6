"""VGG: only 3 x 3 kernels, one behind the other.

Simonyan and Zisserman 2014, "Very Deep Convolutional Networks for Large-Scale Image Recognition", table 1. Two 3 x 3
convolutions see 5 x 5 pixels, three see 7 x 7, with fewer parameters and a ReLU after each. The six configurations
ask one question: does depth help?
"""

import keras
from keras import layers

from convcourse.zoo.blocks import LocalResponseNormalization

# five stages, a list of kernel sizes each; the channels of the stages are in CHANNELS
CONFIGURATIONS = {
    "A": [[3], [3], [3, 3], [3, 3], [3, 3]],
    "A-LRN": [[3], [3], [3, 3], [3, 3], [3, 3]],
    "B": [[3, 3], [3, 3], [3, 3], [3, 3], [3, 3]],
    "C": [[3, 3], [3, 3], [3, 3, 1], [3, 3, 1], [3, 3, 1]],
    "D": [[3, 3], [3, 3], [3, 3, 3], [3, 3, 3], [3, 3, 3]],
    "E": [[3, 3], [3, 3], [3, 3, 3, 3], [3, 3, 3, 3], [3, 3, 3, 3]],
}
CHANNELS = (64, 128, 256, 512, 512)


def vgg(
    configuration: str = "D", classes: int = 1000, input_shape: tuple[int, int, int] = (224, 224, 3)
) -> keras.Model:
    """VGG.

    configuration  "A" (11 layers with weights), "A-LRN", "B" (13), "C" (16, three of them 1 x 1), "D" (16, the one
                   that is meant by VGG16), "E" (19)
    returns        images -> (N, classes) probabilities; A 132,863,336, D 138,357,544, E 143,667,240 parameters
    raises         ValueError for an unknown configuration
    """
    if configuration not in CONFIGURATIONS:
        raise ValueError(f"no VGG configuration {configuration!r}; there are {', '.join(CONFIGURATIONS)}")
    image = x = keras.Input(input_shape)
    for stage, kernel_sizes in enumerate(CONFIGURATIONS[configuration]):
        for number, kernel_size in enumerate(kernel_sizes):
            name = f"conv{stage + 1}_{number + 1}"
            x = layers.Conv2D(CHANNELS[stage], kernel_size, padding="same", activation="relu", name=name)(x)
            if configuration == "A-LRN" and stage == 0:
                x = LocalResponseNormalization(name="normalization")(x)
        x = layers.MaxPooling2D(2, name=f"pool{stage + 1}")(x)
    x = layers.Flatten(name="flatten")(x)
    for number in (1, 2):
        x = layers.Dense(4096, activation="relu", name=f"dense{number}")(x)
        x = layers.Dropout(0.5, name=f"dropout{number}")(x)
    x = layers.Dense(classes, activation="softmax", name="predictions")(x)
    return keras.Model(image, x, name=f"vgg_{configuration.lower()}")
