"""A web server for a folder, and a browser that reaches nothing else."""

import contextlib
import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import BrowserContext


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments) -> None:
        pass


@contextlib.contextmanager
def serve(folder: Path) -> Iterator[str]:
    """The address of a web server for `folder`, while it runs."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def watch(context: BrowserContext, own: str) -> tuple[list[str], list[str], list[str]]:
    """(requests to `own`, requests elsewhere, errors): lists that grow while pages of the context load.

    Requests elsewhere are not let through, whatever network this machine has.
    """
    inside, outside, errors = [], [], []

    def admit(route) -> None:
        url = route.request.url
        if url.startswith((own, "data:", "blob:")):
            inside.append(url)
            route.continue_()
        else:
            outside.append(url)
            route.abort()

    context.route("**/*", admit)
    context.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    context.on("weberror", lambda error: errors.append(str(error.error)))
    context.on(
        "response", lambda answer: errors.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None
    )
    return inside, outside, errors
