"""NASNet: a cell that a search found, not a person.

Zoph, Vasudevan, Shlens, Le 2017, "Learning Transferable Architectures for Scalable Image Recognition", figure 4. A
controller drew two small graphs, a normal cell and a reduction cell, for CIFAR-10; repeated and widened they make a
network for ImageNet. Each cell sees the two cells before it, joins pairs of simple operations by sums, and stacks the
results.
"""

import keras
from keras import layers

from convcourse.zoo.blocks import classifier, normalized


def nasnet_mobile(classes: int = 1000, input_shape: tuple[int, int, int] = (224, 224, 3)) -> keras.Model:
    """NASNet-A (4 @ 1056): three times four normal cells, a reduction cell between them.

    returns  images -> (N, classes) probabilities; 5,326,716 parameters with batch norm's statistics
    """
    filters, repeats = 1056 // 24, 4
    image = keras.Input(input_shape)
    x = layers.Conv2D(32, 3, 2, use_bias=False, name="stem")(image)
    x = normalized(x, None, name="stem")
    x, before = reduction_cell(x, x, filters // 4, name="stem_cell1"), x
    x, before = reduction_cell(x, before, filters // 2, name="stem_cell2"), x
    for stage in (1, 2, 3):
        if stage > 1:
            x, before = reduction_cell(x, before, filters, name=f"reduction{stage - 1}"), x
        for number in range(1, repeats + 1):
            x, before = normal_cell(x, before, filters, name=f"stage{stage}_cell{number}"), x
        filters *= 2
    x = layers.Activation("relu", name="last_relu")(x)
    return keras.Model(image, classifier(x, classes), name="nasnet_mobile")


def normal_cell(x: keras.KerasTensor, before: keras.KerasTensor, filters: int, *, name: str) -> keras.KerasTensor:
    """Five sums of two, stacked with the cell before: (N, H, W, C) -> (N, H, W, 6 filters)."""
    p = matched(before, x, filters, name=f"{name}_before")
    h = pointwise(x, filters, name=f"{name}_now")

    def average(tensor: keras.KerasTensor, part: str) -> keras.KerasTensor:
        return layers.AveragePooling2D(3, 1, padding="same", name=f"{name}_{part}")(tensor)

    sums = [
        (separable(h, filters, 5, name=f"{name}_1a"), separable(p, filters, 3, name=f"{name}_1b")),
        (separable(p, filters, 5, name=f"{name}_2a"), separable(p, filters, 3, name=f"{name}_2b")),
        (average(h, "3a"), p),
        (average(p, "4a"), average(p, "4b")),
        (separable(h, filters, 3, name=f"{name}_5a"), h),
    ]
    return layers.Concatenate(name=name)([p, *[layers.Add()(list(pair)) for pair in sums]])


def reduction_cell(x: keras.KerasTensor, before: keras.KerasTensor, filters: int, *, name: str) -> keras.KerasTensor:
    """The same with stride 2: (N, H, W, C) -> (N, ceil(H / 2), ceil(W / 2), 4 filters)."""
    p = matched(before, x, filters, name=f"{name}_before")
    h = pointwise(x, filters, name=f"{name}_now")
    # zeros around, and unlike with padding "same" they take part in the average and the maximum
    around = layers.ZeroPadding2D([(n % 2, 1) for n in h.shape[1:3]], name=f"{name}_pad")(h)

    first = layers.Add()(
        [separable(h, filters, 5, 2, name=f"{name}_1a"), separable(p, filters, 7, 2, name=f"{name}_1b")]
    )
    second = layers.Add()(
        [layers.MaxPooling2D(3, 2, name=f"{name}_2a")(around), separable(p, filters, 7, 2, name=f"{name}_2b")]
    )
    third = layers.Add()(
        [layers.AveragePooling2D(3, 2, name=f"{name}_3a")(around), separable(p, filters, 5, 2, name=f"{name}_3b")]
    )
    fourth = layers.Add()([second, layers.AveragePooling2D(3, 1, padding="same", name=f"{name}_4a")(first)])
    fifth = layers.Add()(
        [separable(first, filters, 3, name=f"{name}_5a"), layers.MaxPooling2D(3, 2, name=f"{name}_5b")(around)]
    )
    return layers.Concatenate(name=name)([second, third, fourth, fifth])


def matched(before: keras.KerasTensor, x: keras.KerasTensor, filters: int, *, name: str) -> keras.KerasTensor:
    """The earlier cell's output with the height and width of `x` and, where it needs a change, `filters` channels."""
    if before is x:
        return x
    if before.shape[2] != x.shape[2]:
        # two ways to take every other pixel, half of the channels from each
        p = layers.Activation("relu", name=f"{name}_relu")(before)
        shifted = layers.ZeroPadding2D(((0, 1), (0, 1)), name=f"{name}_pad")(p)
        shifted = layers.Cropping2D(((1, 0), (1, 0)), name=f"{name}_shift")(shifted)
        halves = []
        for half, tensor in enumerate((p, shifted), start=1):
            every_other = layers.AveragePooling2D(1, 2, name=f"{name}_pool{half}")(tensor)
            halves.append(layers.Conv2D(filters // 2, 1, use_bias=False, name=f"{name}_half{half}")(every_other))
        return normalized(layers.Concatenate(name=name)(halves), None, name=name)
    return before if before.shape[-1] == filters else pointwise(before, filters, name=name)


def pointwise(x: keras.KerasTensor, filters: int, *, name: str) -> keras.KerasTensor:
    """ReLU, 1 x 1 convolution, batch norm."""
    x = layers.Activation("relu", name=f"{name}_relu")(x)
    return normalized(layers.Conv2D(filters, 1, use_bias=False, name=name)(x), None, name=name)


def separable(x: keras.KerasTensor, filters: int, kernel_size: int, stride: int = 1, *, name: str) -> keras.KerasTensor:
    """Twice ReLU, separable convolution, batch norm; the first has the stride."""
    for number, step in ((1, stride), (2, 1)):
        x = layers.Activation("relu", name=f"{name}_relu{number}")(x)
        x = layers.SeparableConv2D(
            filters, kernel_size, step, padding="same", use_bias=False, name=f"{name}_conv{number}"
        )(x)
        x = normalized(x, None, name=f"{name}_conv{number}")
    return x
