"""Runs a page's cells inside Pyodide: what a notebook's kernel would do, as far as a page of this book needs it.

The worker (worker.js) calls `install`, then `run_cell` and `picture`. Every output goes to `post` at once, as a dict.
"""

import ast
import base64
import builtins
import io
import json
import linecache
import os
import re
import sys
import time
import traceback
import types
import warnings
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

MOST_TEXT = 200_000  # characters of one cell's output; a loop that prints for ever must not fill the page

namespace: dict[str, Any] = {"__name__": "__main__"}
sinks: list[list[dict]] = []  # an ipywidgets Output that is open collects what is shown (page_widgets.py)
_post: Callable[[dict], None]


def install(post: Callable[[str], None]) -> None:
    """Make this Python a page's: outputs go to `post` as JSON, and what chapters import from IPython is there."""
    global _post
    _post = lambda output: post(json.dumps(output))  # noqa: E731
    os.environ["CONVCOURSE_READER"] = "page with Python"
    os.environ["MPLBACKEND"] = "agg"
    # plt.show() has nothing to do: a cell's figures are shown when it ends.
    warnings.filterwarnings("ignore", message="FigureCanvasAgg is non-interactive")
    sys.modules |= ipython()
    use_shipped_fonts()


# Showing


def tell(message: dict) -> None:
    """Something for the page itself."""
    _post(message)


def emit(output: dict) -> None:
    """Something to show, where things are shown now."""
    if not sinks:
        _post(output)
    elif output["kind"] == "clear":
        sinks[-1].clear()
    else:
        sinks[-1].append(output)


def flush() -> None:
    """Show what is printed so far."""
    sys.stdout.flush()
    sys.stderr.flush()


class Stream(io.TextIOBase):
    """Text as it is printed, a few times a second rather than letter by letter."""

    def __init__(self, name: str) -> None:
        self.name, self.waiting, self.sent, self.last = name, "", 0, 0.0

    def write(self, text: str) -> int:
        self.waiting += text
        if time.monotonic() - self.last > 0.1:
            self.flush()
        return len(text)

    def flush(self) -> None:
        room = MOST_TEXT - self.sent
        if self.waiting and room > 0:
            cut = "\n[more was printed; the rest is left out]\n" if len(self.waiting) > room else ""
            emit({"kind": "text", "stream": self.name, "text": self.waiting[:room] + cut})
            self.sent += len(self.waiting)
        self.waiting, self.last = "", time.monotonic()


def display(*objects: Any, **options: Any) -> None:
    """Like IPython.display.display: each object as the best of what it offers."""
    flush()
    for thing in objects:
        emit(best(thing))


def best(thing: Any) -> dict:
    if type(thing).__module__ == "matplotlib.figure":
        return {"kind": "png", "data": base64.b64encode(png(thing)).decode()}
    if hasattr(thing, "_model_id") and not isinstance(thing, type):  # a widget of ipywidgets
        return {"kind": "widget", "id": thing.model_id}
    for method, kind in (("_repr_html_", "html"), ("_repr_svg_", "html"), ("_repr_png_", "png")):
        make = None if isinstance(thing, type) else getattr(thing, method, None)
        data = make() if make else None
        if data is not None:
            return {"kind": kind, "data": base64.b64encode(data).decode() if isinstance(data, bytes) else data}
    return {"kind": "text", "stream": "result", "text": repr(thing)}


def png(figure: Any) -> bytes:
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=figure.dpi, bbox_inches="tight")
    return buffer.getvalue()


def show_figures() -> None:
    """What pyplot has drawn and not yet shown."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot:
        for number in pyplot.get_fignums():
            display(pyplot.figure(number))
        pyplot.close("all")


def use_shipped_fonts() -> None:
    """Pyodide's matplotlib ships a list of fonts under another version's number, and would make it again: a second."""
    folders = [Path(place) / "matplotlib" for place in sys.path]
    for folder in [folder for folder in folders if (folder / "fontlist.json").exists()]:
        version = re.search(r"__version__ = (\d+)", (folder / "font_manager.py").read_text())[1]
        fonts = (folder / "fontlist.json").read_text()
        (folder / "fontlist.json").write_text(
            re.sub(r'("_version": )("[^"]*"|\d+)', rf"\g<1>{version}", fonts, count=1)
        )


# What chapters import from IPython


class Shown:
    """HTML(data), SVG(data), ...: something that is shown as it is."""

    method = ""

    def __init__(self, data: Any = None, **options: Any) -> None:
        self.data = data


class HTML(Shown):
    def _repr_html_(self) -> str:
        return self.data


class SVG(Shown):
    def _repr_svg_(self) -> str:
        return self.data


class Image(Shown):
    def _repr_png_(self) -> bytes:
        return self.data


class Markdown(Shown):
    def __repr__(self) -> str:
        return self.data


def clear_output(wait: bool = False) -> None:
    flush()
    emit({"kind": "clear"})


def ipython() -> dict[str, types.ModuleType]:
    """Modules that stand for IPython's, whose own start takes seconds in a browser."""
    top, shown = types.ModuleType("IPython"), types.ModuleType("IPython.display")
    for thing in (display, clear_output, HTML, SVG, Image, Markdown):
        setattr(shown, thing.__name__, thing)
    top.display, top.get_ipython, top.version_info, top.__path__ = shown, lambda: None, (9, 0, 0), []
    return {"IPython": top, "IPython.display": shown}


# What a cell builds on

ran: dict[int, str] = {}  # the source with which a cell last ran
when: dict[int, int] = {}  # and its place in the order of all runs


def names_in(source: str) -> tuple[set[str], set[str]]:
    """(names that the cell's imports bind, all other names it mentions, but Python's own)."""
    try:
        nodes = list(ast.walk(ast.parse(without_magics(source))))
    except SyntaxError:
        return set(), set()
    aliases = [alias for node in nodes if isinstance(node, (ast.Import, ast.ImportFrom)) for alias in node.names]
    imported = {alias.asname or alias.name.split(".")[0] for alias in aliases}
    functions = {node.name for node in nodes if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
    others = {node.id for node in nodes if isinstance(node, ast.Name)} - imported - set(dir(builtins))
    return imported, functions | others


def builds_on(cells: list[tuple[set[str], set[str]]], cell: int) -> list[int]:
    """The cells above that this one (an index) needs itself.

    Whoever mentions a name may have changed what it stands for, except the name of an import: that needs its import
    only.
    """
    mentioned = cells[cell][1]
    imported = set().union(*(imports for imports, _ in cells[:cell]))
    return [above for above in range(cell) if mentioned & cells[above][0] or (mentioned - imported) & cells[above][1]]


def plan(sources_as_json: str, number: int) -> str:
    """JSON of the numbers of the cells to run for cell `number` (from 1), in order, itself last.

    Those are the cells above that it builds on, directly or not, unless they ran as they stand, after all that they
    build on themselves.
    """
    sources = json.loads(sources_as_json)
    cells = [names_in(source) for source in sources]
    needed, ask = set(), [number - 1]
    while ask:
        found = set(builds_on(cells, ask.pop())) - needed
        needed |= found
        ask += found
    stale = set()
    for cell in sorted(needed):
        below = builds_on(cells, cell)
        late = any(other in stale or when.get(other, 0) > when.get(cell, 0) for other in below)
        if ran.get(cell) != sources[cell] or late:
            stale.add(cell)
    return json.dumps([*(cell + 1 for cell in sorted(stale)), number])


# Running


def without_magics(source: str) -> str:
    """A notebook's magic lines, which a page lacks, made empty."""
    return re.sub(r"^(\s*)[%!].*$", r"\1pass", source, flags=re.MULTILINE)


def run_cell(number: int, source: str) -> str:
    """Run a cell. Its outputs are posted; returns JSON: {"status": "done", "error" or "missing", "module": name}."""
    ran[number - 1], when[number - 1] = source, len(when) and max(when.values()) + 1
    source, name = without_magics(source), f"<cell {number}>"
    lines = f"{source}\n".splitlines(keepends=True)
    linecache.cache[name] = (len(source), None, lines, name)
    return watched(lambda: execute(source, name))


def watched(work: Callable[[], Any]) -> str:
    """Do it and show what it prints, draws and returns; JSON of how it ended, as `run_cell` says."""
    result = {"status": "done"}
    sinks.clear()  # a cell that was in the middle of an Output when it failed
    with redirect_stdout(Stream("stdout")), redirect_stderr(Stream("stderr")):
        try:
            value = work()
            show_figures()
            if value is not None:
                display(value)
        except ModuleNotFoundError as error:
            result = {"status": "missing", "module": (error.name or "").split(".")[0], "text": as_python_says(error)}
        except BaseException as error:
            result = {"status": "error", "text": as_python_says(error)}
        flush()
    return json.dumps(result)


def execute(source: str, name: str) -> Any:
    """Run the source in the page's namespace; the value of its last line, if that is an expression without a `;`."""
    body = ast.parse(source, name)
    last = body.body[-1] if body.body else None
    if not isinstance(last, ast.Expr) or source.rstrip().endswith(";"):
        exec(compile(body, name, "exec"), namespace)
        return None
    body.body.pop()
    exec(compile(body, name, "exec"), namespace)
    return eval(compile(ast.Expression(last.value), name, "eval"), namespace)


def as_python_says(error: BaseException) -> str:
    """The traceback, from the reader's own code on: how the cell was started is none of their concern."""
    trace = error.__traceback__
    while trace and not trace.tb_frame.f_code.co_filename.startswith("<cell"):
        trace = trace.tb_next
    return "".join(traceback.format_exception(type(error), error, trace))


def picture(demo: str, state: dict[str, Any]) -> str:
    """JSON of what a demo shows now: {"svg": ..., "sentence": ...}, or {"error": what Python says}."""
    from convcourse.demos import page

    try:
        svg, sentence = page.picture(demo, state)
        return json.dumps({"svg": svg, "sentence": sentence})
    except Exception as error:
        return json.dumps({"error": traceback.format_exception_only(error)[-1].strip()})
