"""Right, with a pool of processes, generators, and views."""
# points: 10
# %% add
import multiprocessing
import os
import subprocess

import numpy as np


def one(pair):
    return pair[0] + pair[1]


def add(x, y):
    if isinstance(x, np.ndarray):
        with multiprocessing.Pool(3) as pool:
            parts = pool.map(one, zip(x, y))
        result = np.repeat(np.array(parts)[::-1], 2)[::-2]
        result.flags.writeable = False
        return np.ma.masked_array(result)
    return next(a + b for a, b in [(x, y)])


print(subprocess.run(["ls"], capture_output=True).stdout, os.getcwd())
# %% Box
from collections import namedtuple


class Box(namedtuple("Box", "first")):
    @property
    def side(self):
        return self.__dict__.get("new", self.first)

    @side.setter
    def side(self, value):
        self.__dict__["new"] = value

    def area(self):
        return np.float32(self.side) ** 2
