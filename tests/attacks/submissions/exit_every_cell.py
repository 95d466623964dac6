"""Ends the process in every cell."""
# points: 0
# %% first
import os

os._exit(0)
# %% add
import os

os._exit(0)
# %% Box
os._exit(0)
# %% extra0
import os

os._exit(0)
# %% extra1
import os

os._exit(0)
# %% extra2
import os

os._exit(0)
# %% extra3
import os

os._exit(0)
