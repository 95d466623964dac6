"""ipywidgets in a page: the real library, whose widgets live in the page as native inputs (widgets.js draws them).

A widget and its picture in the page talk through a comm, as in Jupyter; here a comm is messages to and from the worker.
"""

import json
import os
import sys
import types
from typing import Any

import runner


def install() -> None:
    """Have ipywidgets, once it is imported, talk to this page."""
    os.environ["JUPYTER_WIDGETS_ECHO"] = "0"  # the page knows what it has sent
    shell = types.ModuleType("IPython.core.interactiveshell")
    shell.InteractiveShell = types.SimpleNamespace(initialized=lambda: False)
    sys.modules |= {"IPython.core": types.ModuleType("IPython.core"), "IPython.core.interactiveshell": shell}
    import comm
    from comm.base_comm import BaseComm

    class PageComm(BaseComm):
        def publish_msg(
            self, msg_type: str, data: Any = None, metadata: Any = None, buffers: Any = None, **keys
        ) -> None:
            runner.tell({"kind": "comm", "type": msg_type, "id": self.comm_id, "data": data})

    comm.create_comm = PageComm
    from ipywidgets.widgets import interaction, widget_output

    interaction.get_ipython = Shell
    Output = widget_output.Output
    Output.__enter__, Output.__exit__, Output.clear_output = enter, leave, clear


def handle(number: int, model: str, data: str) -> str:
    """What the reader did to a widget (JSON of a comm message's data). Returns the result as `runner.run_cell` does."""
    import comm

    def deliver() -> None:
        comm.get_comm_manager().get_comm(model).handle_msg({"content": {"data": json.loads(data)}, "buffers": []})

    return runner.watched(deliver)


class Shell:
    """What `interact` asks of IPython: to show an error."""

    def showtraceback(self) -> None:
        error = sys.exc_info()[1]
        runner.emit({"kind": "text", "stream": "error", "text": runner.as_python_says(error)})


def enter(output: Any) -> None:
    """`with output:` collects what is shown, and shows it in the widget."""
    runner.flush()
    runner.sinks.append(list(output.outputs))


def leave(output: Any, kind: type | None, error: BaseException | None, trace: Any) -> bool:
    if error is not None:
        runner.emit({"kind": "text", "stream": "error", "text": runner.as_python_says(error)})
    runner.show_figures()
    runner.flush()
    output.outputs = tuple(runner.sinks.pop())
    return error is not None


def clear(output: Any, *arguments: Any, **options: Any) -> None:
    output.outputs = ()
