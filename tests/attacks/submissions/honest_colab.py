"""Right, as it comes from Colab: shell lines, magics and Colab's own module in the answer cells."""
# points: 10
# %% add
!pip install -q convcourse
%matplotlib inline
%config InlineBackend.figure_format = 'retina'
%load_ext autoreload
%autoreload 2
from google.colab import drive, files

drive.mount("/content/drive")


def add(x, y):
    return x + y


names = !ls
files.download("result.npz")
# %% Box
%%time
from __future__ import annotations

from google.colab import output


class Box:
    def __init__(self, side: float) -> None:
        self.side = side

    def area(self) -> float:
        return self.side**2
