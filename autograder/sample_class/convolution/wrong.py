"""Every function answers something, and nothing is right."""

import numpy as np


def correlate2d(image, kernel, stride=1, padding=0):
    return np.asarray(image) * np.mean(kernel)


def convolve2d(image, kernel):
    return correlate2d(image, kernel)


def fft_convolve2d(image, kernel):
    return np.fft.fft2(image)


def sobel(image):
    return image, image, image


def conv2d(x, w, b, stride=1, padding=0):
    return np.asarray(x)


def conv2d_backward(dy, x, w, stride=1, padding=0):
    return dy, x, w
