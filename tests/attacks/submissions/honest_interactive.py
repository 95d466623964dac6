"""Right, with progress bars, widgets, logging, top-level await, a question and matplotlib's styles."""
# points: 10
# %% add
import asyncio
import logging
import sys

import ipywidgets
import matplotlib.pyplot as plt
from IPython.display import clear_output, display

logging.basicConfig(level=logging.DEBUG, stream=sys.stdout)
log = logging.getLogger("student")
await asyncio.sleep(0)
plt.style.use("seaborn-v0_8")
fig, axes = plt.subplots(1, 2)
axes[0].imshow([[1, 2], [3, 4]])
plt.show()
slider = ipywidgets.interact(lambda x: x, x=(0, 10))
handle = display("one", display_id=True)
handle.update("two")
clear_output(wait=True)


def add(x, y):
    log.info("adding %s", x)
    plt.plot([1, 2])
    plt.show()
    return x + y


for _ in range(200):
    print("\r", end="", file=sys.stderr, flush=True)
# %% Box
from dataclasses import dataclass, field
from functools import lru_cache, wraps


def logged(method):
    @wraps(method)
    def wrapper(*args, **kwargs):
        log.debug("called")
        return method(*args, **kwargs)

    return wrapper


@dataclass
class Box:
    side: "float"
    notes: list[str] = field(default_factory=list)

    @logged
    def area(self) -> float:
        return sum(self.side for _ in range(self.side))
# %% extra0
name = input("Your name? ")
# %% extra1
import threading

timer = threading.Timer(1000, print)
timer.start()
