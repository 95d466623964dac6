"""Nothing."""
# points: 0
# %% add
pass
# %% Box
pass
