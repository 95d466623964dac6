"""The reference answers of the convolution assignment, against Keras and the gradient tape."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import pytest
import tensorflow as tf

from autograder.reference import convolution as reference

# image (H, W), kernel (kh, kw), stride, padding
CASES = [
    ((7, 5), (3, 2), (1, 1), (0, 0)),
    ((9, 6), (2, 3), (2, 1), (1, 2)),
    ((6, 11), (4, 1), (1, 3), (2, 0)),
    ((5, 8), (5, 3), (3, 2), (0, 1)),
]


def keras_conv2d(x, w, b, stride, padding):
    """Keras's own layer operation; it pads 'valid', so explicit zeros go around first."""
    padded = keras.ops.pad(x, ((0, 0), (padding[0],) * 2, (padding[1],) * 2, (0, 0)))
    return keras.ops.conv(padded, w, strides=stride, padding="valid") + b


@pytest.mark.parametrize(("image", "kernel", "stride", "padding"), CASES)
def test_conv2d_and_its_gradients_are_those_of_keras(image, kernel, stride, padding) -> None:
    rng = np.random.default_rng(3)
    x, w, b = rng.normal(size=(2, *image, 3)), rng.normal(size=(*kernel, 3, 4)), rng.normal(size=4)
    # TensorFlow strides both directions alike on a CPU's convolution gradient, so unequal strides are cut out.
    variables = [tf.Variable(array) for array in (x, w, b)]
    with tf.GradientTape() as tape:
        y = keras_conv2d(*variables, (1, 1), padding)[:, :: stride[0], :: stride[1]]
        dy = rng.normal(size=y.shape)
        loss = tf.reduce_sum(y * dy)
    np.testing.assert_allclose(reference.conv2d(x, w, b, stride, padding), y, rtol=1e-10, atol=1e-10)
    for ours, theirs in zip(reference.conv2d_backward(dy, x, w, stride, padding), tape.gradient(loss, variables)):
        np.testing.assert_allclose(ours, theirs, rtol=1e-10, atol=1e-10)


def test_equal_strides_agree_with_keras_own_stride() -> None:
    rng = np.random.default_rng(4)
    x, w = rng.normal(size=(2, 9, 7, 2)).astype("float32"), rng.normal(size=(3, 2, 2, 5)).astype("float32")
    layer = keras.layers.Conv2D(5, (3, 2), strides=2)
    layer.build(x.shape)
    layer.set_weights([w, np.arange(5.0)])
    np.testing.assert_allclose(reference.conv2d(x, w, np.arange(5.0), 2), layer(x), rtol=1e-5, atol=1e-5)


def test_convolution_theorem_gives_the_full_convolution() -> None:
    rng = np.random.default_rng(5)
    image, kernel = rng.normal(size=(6, 9)), rng.normal(size=(3, 4))
    shape = (8, 12)
    product = np.fft.fft2(image, shape) * np.fft.fft2(kernel, shape)
    np.testing.assert_allclose(reference.full_convolve2d(image, kernel), np.fft.ifft2(product).real, atol=1e-12)


def test_sobel_points_where_brightness_grows() -> None:
    rows, columns = np.mgrid[:5, :7]
    gx, gy, _ = reference.sobel(columns)
    assert (gx > 0).all() and (gy == 0).all()
    gx, gy, _ = reference.sobel(rows)
    assert (gx == 0).all() and (gy > 0).all()
