"""What notebooks from Colab import and the grader's machines do not have: `google.colab`, in a form that does nothing.

`from google.colab import drive` on top of an answer cell would otherwise end the cell before its function is defined.
"""

import importlib
import importlib.abc
import importlib.machinery
import sys
import types

PACKAGE = "google.colab"


class Nothing(types.ModuleType):
    """A module in which every name is a function that takes anything, and gives nothing back; in `google.colab` itself
    every name is such a module."""

    __path__: list[str] = []  # modules inside it are found in the same way
    __all__: list[str] = []

    def __getattr__(self, name: str):
        if name.startswith("__"):
            raise AttributeError(name)
        return importlib.import_module(f"{PACKAGE}.{name}") if self.__name__ == PACKAGE else _nothing


def _nothing(*_: object, **__: object) -> None:
    return None


def _no_files(*_: object, **__: object) -> dict:
    return {}


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds `google.colab` and every module in it."""

    def find_spec(self, name: str, path: object = None, target: object = None):
        if name != PACKAGE and not name.startswith(f"{PACKAGE}."):
            return None
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        return Nothing(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        if module.__name__ == f"{PACKAGE}.files":
            module.upload = _no_files


def provide() -> None:
    """From now on `google.colab` can be imported in this process, if it is not installed."""
    try:
        importlib.import_module("google")  # other packages may be in it: Google's protobuf is
    except ImportError:
        sys.modules["google"] = types.ModuleType("google")
        sys.modules["google"].__path__ = []
    sys.meta_path.append(Finder())
