"""Right, with a thread and a subprocess that end."""
# points: 10
# %% add
import subprocess
import threading

thread = threading.Thread(target=print)
thread.start()
thread.join()
subprocess.run(["true"], check=True)
def add(x, y):
    return x + y
# %% Box
class Box:
    def __init__(self, side):
        self.side = side

    def area(self):
        return self.side**2
