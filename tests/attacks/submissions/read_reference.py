"""Imports the reference implementations."""
# points: 0
# %% add
from autograder.reference import convolution

add = convolution.correlate2d
# %% Box
import autograder.hidden
from autograder import hidden
