"""Tells the chapters' code that it runs for a static page, and has pages made anew when what they rest on changes."""

import hashlib
import os
import shutil
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config


def fingerprint(root: Path, *names: str) -> str:
    """Of these files, and of all files in these folders."""
    digest = hashlib.sha256()
    for name in names:
        place = root / name
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def prepare(app: Sphinx, config: Config) -> None:
    os.environ["CONVCOURSE_READER"] = "static page"  # see convcourse.demos.explore.reader_has_no_python
    root = Path(app.srcdir)
    # Sphinx writes every page again when this setting changes; otherwise it would leave an older script beside it.
    config.assets_fingerprint = fingerprint(root, "book/_static", "book/_ext", "package-lock.json")
    # Sphinx reads every page again when this one changes: what a chapter's results depend on beside its own text ...
    config.convcourse_fingerprint = fingerprint(root, "convcourse", "requirements.lock")
    # ... and the cache of executed notebooks, which knows a notebook by its own code only, must not answer then.
    cache = Path(config.nb_execution_cache_path or Path(app.outdir).parent / ".jupyter_cache")
    mark = cache / "convcourse-fingerprint"
    if cache.exists() and (not mark.exists() or mark.read_text() != config.convcourse_fingerprint):
        shutil.rmtree(cache)
    cache.mkdir(parents=True, exist_ok=True)
    mark.write_text(config.convcourse_fingerprint)


def setup(app: Sphinx) -> dict:
    app.add_config_value("assets_fingerprint", "", "html")
    app.add_config_value("convcourse_fingerprint", "", "env")
    app.connect("config-inited", prepare)
    app.add_js_file("demo.js", loading_method="defer")
    app.add_css_file("demo.css")
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
