"""Talks to the network."""
# points: 0
# %% add
def add(x, y):
    return None
# %% Box
class Box:
    pass
# %% extra0
import socket

for host in ("127.0.0.1", "8.8.8.8", "169.254.169.254"):
    try:
        socket.create_connection((host, 80), timeout=1)
        print("REACHED")
    except OSError as error:
        print(error)
try:
    s = socket.socket(socket.AF_UNIX)
    s.connect("/run/dbus/system_bus_socket")
    print("REACHED")
except OSError as error:
    print(error)
print(socket.if_nameindex())
