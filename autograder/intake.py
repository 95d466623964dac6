"""From what students and learning platforms really hand over to nbgrader's folder of submissions.

`nbgrader zip_collect NAME` looks in autograder/downloaded/NAME/archive/. Put there, as it came, any mix of:

| source              | what it looks like                                                   | student id     |
|---------------------|----------------------------------------------------------------------|----------------|
| Moodle, in folders  | class.zip: `Ann Lee_4711_assignsubmission_file_/convolution.ipynb`   | `ann-lee_4711` |
| Moodle, flat        | class.zip: `Ann Lee_4711_assignsubmission_file_convolution.ipynb`    | `ann-lee_4711` |
| Canvas              | submissions.zip: `leeann_LATE_4711_98765_convolution-1.ipynb`        | `leeann_4711`  |
| Canvas, anonymous   | submissions.zip: `anon_x7Yz_98765_convolution.ipynb`                 | `anon_x7yz`    |
| folders or archives | `ann/Copy of convolution.ipynb` (a Colab download), `ann.zip`        | `ann`          |
| single files        | `ann_convolution.ipynb`                                              | `ann`          |

A zip inside a zip (a student's own) is opened too. A Colab or browser copy ("Copy of convolution.ipynb",
"convolution (1).ipynb", Canvas's "convolution-2.ipynb") counts as the notebook; of several, the highest number wins.
A broken or oversized archive is reported and left out; the rest of the class is collected.
"""

import re
import shutil
import stat
import zipfile
import zlib
from pathlib import Path, PurePath
from typing import NamedTuple

from nbgrader.plugins import ExtractorPlugin, FileNameCollectorPlugin
from traitlets import Integer

from autograder.engine.printable import plain

# Moodle and Canvas put the student's name and a number of theirs in front of the file's own name.
MOODLE = re.compile(r"(?P<name>.+)_(?P<number>\d+)_assignsubmission_file_?(?P<file>.*)")
CANVAS = re.compile(r"(?P<name>[^_]+)(?:_LATE)?_(?P<number>\d+)_\d+_(?P<file>.+)")
CANVAS_ANONYMOUS = re.compile(r"(?P<name>anon)_(?:LATE_)?(?P<number>\w+?)_\d+_(?P<file>.+)")
ONE_FILE = re.compile(r"(?P<name>.+?)[_-](?P<file>[^_-]+\.\w+)")
# What Colab ("Copy of"), a browser (" (1)") or Canvas ("-1") add when a name is taken.
COPY = re.compile(r"(?:copy[ _]of[ _])*(?P<stem>.+?)(?:[ _]?\((?P<browser>\d+)\)|-(?P<canvas>\d+))?", re.IGNORECASE)


class Submitted(NamedTuple):
    """Whose file it is, the name it should have had, and which try it is (0: the first)."""

    student: str
    file: str
    attempt: int


def read_path(path: PurePath, notebooks: set[str]) -> Submitted | None:
    """What the path of an extracted file says; None where no student can be read from it.

    path       relative to the folder of extracted files
    notebooks  file names of the released notebooks ("convolution.ipynb")
    """
    # from the outside: what the platform wrote, before what a student wrote inside
    for part in path.parts:
        match = MOODLE.fullmatch(part) or CANVAS.fullmatch(part) or CANVAS_ANONYMOUS.fullmatch(part)
        if match:
            # a folder's own name holds no file name: then it is the file's
            name = match["file"] if part == path.name else path.name
            return Submitted(f"{_slug(match['name'])}_{match['number'].lower()}", *_original(name, notebooks))
    if len(path.parts) > 1:
        return Submitted(_slug(path.parts[0]), *_original(path.name, notebooks))
    match = ONE_FILE.fullmatch(path.name)
    if match and (original := _original(match["file"], notebooks))[0] in notebooks:
        return Submitted(_slug(match["name"]), *original)
    return None


def _slug(name: str) -> str:
    """A name that is safe as a folder: lower case, letters and digits of any script, hyphens between words."""
    return re.sub(r"[^\w]+", "-", name.strip().lower()).strip("-")


def _original(name: str, notebooks: set[str]) -> tuple[str, int]:
    """The name before it was copied, and the copy's number: "Copy of a (2).ipynb" -> ("a.ipynb", 2)."""
    path = PurePath(name)
    match = COPY.fullmatch(path.stem)
    original = match["stem"] + path.suffix.lower()
    attempt = int(match["browser"] or match["canvas"] or 0)
    for notebook in notebooks:
        if original.lower() == notebook.lower():
            return notebook, attempt
    # Not a copy of the notebook after all: "model-2.keras" keeps its name.
    return name, 0


class Full(Exception):
    """The archive unpacks to more than it may."""


# what a malformed archive, or a name that no file can have, makes the library raise
BROKEN = (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, RuntimeError, EOFError)
DEEPEST = 20  # folders in folders


class SubmissionExtractor(ExtractorPlugin):
    """Unpacks zip archives, and zips inside them; what cannot be unpacked is reported and left out."""

    size_limit = Integer(
        2**31, help="Bytes that one archive, with all it holds, may unpack to; a larger one is left out."
    ).tag(config=True)
    depth_limit = Integer(3, help="How many zips inside zips are opened.").tag(config=True)

    def extract(self, archive_path: str, extracted_path: str) -> None:
        archives, extracted = Path(archive_path), Path(extracted_path)
        files = [path for path in sorted(archives.rglob("*")) if path.is_file() and not path.is_symlink()]
        if not files:
            self.log.warning("No files found in directory: %s", archives)
        for path in files:
            target = extracted / path.relative_to(archives)
            if path.suffix.lower() == ".zip":
                self._unpack(path, target.with_suffix(""), self.depth_limit)
                # an archive that the platform has named after a student is that student's, whatever it holds
                students = None if _of_a_platform(path.name) else class_folder(target.with_suffix(""))
                for entry in students.iterdir() if students else ():
                    if (extracted / entry.name).exists():
                        self.log.warning("%s and another archive both hold work of %s", path.name, entry.name)
                    shutil.move(entry, extracted / entry.name)
            else:
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, target)

    def _unpack(self, archive: Path, target: Path, depth: int) -> None:
        self._room = self.size_limit  # for each archive: a bomb inside the class's takes nobody's place
        try:
            with zipfile.ZipFile(archive) as contents:
                for entry in contents.infolist():
                    self._unpack_safely(contents, entry, target, archive.name)
        except (*BROKEN, Full) as error:
            self.log.error("%s was left out, in part or whole: %s", plain(archive.name), plain(str(error), 200))
        if depth > 0 and target.is_dir():
            for inner in sorted(path for path in target.rglob("*") if path.suffix.lower() == ".zip"):
                packed = inner.rename(inner.with_name(inner.name + ".packed"))
                self._unpack(packed, inner.with_suffix(""), depth - 1)
                packed.unlink()

    def _unpack_safely(self, contents: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, archive: str) -> None:
        """One entry that cannot be written is left out, and nothing else. raises Full"""
        try:
            self._unpack_entry(contents, entry, target)
        except BROKEN as error:
            names = plain(archive), plain(entry.filename, 200)
            self.log.error("%s was left out, in part: %s: %s", *names, plain(str(error), 200))

    def _unpack_entry(self, contents: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path) -> None:
        """Write one entry below `target`; raises Full when the archive's room is used up."""
        parts = [part for part in PurePath(entry.filename.replace("\\", "/")).parts if part not in ("/", "..", ".")]
        if entry.is_dir() or not parts or stat.S_ISLNK(entry.external_attr >> 16) or "__MACOSX" in parts:
            return
        if len(parts) > DEEPEST:
            raise ValueError(f"it lies deeper than {DEEPEST} folders")
        path = target.joinpath(*parts)
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with contents.open(entry) as source, path.open("wb") as copy:
                # Count what really comes out: the size that the archive states may be a lie.
                while chunk := source.read(1 << 20):
                    self._room -= len(chunk)
                    if self._room < 0:
                        raise Full(f"it unpacks to more than {self.size_limit:,} bytes")
                    copy.write(chunk)
        except Exception:
            path.unlink(missing_ok=True)  # half a file is nobody's submission
            raise


def _of_a_platform(name: str) -> bool:
    return any(pattern.fullmatch(name) for pattern in (MOODLE, CANVAS, CANVAS_ANONYMOUS))


def class_folder(unpacked: Path) -> Path | None:
    """The folder in which each entry is one student's, or None where the whole archive is one student's own.

    A class's archive names its students inside (`class.zip: ann/..., bob/...`, possibly in one more folder);
    a student's own holds the work itself (`ann.zip: homework/convolution.ipynb`).
    """
    if not unpacked.is_dir():
        return None
    entries = list(unpacked.iterdir())
    if any(_of_a_platform(entry.name) for entry in entries):
        return unpacked
    if any(entry.is_file() for entry in entries):
        named = [entry for entry in entries if ONE_FILE.fullmatch(entry.name)]
        return unpacked if len(named) == len(entries) > 1 else None
    if len(entries) == 1:
        return class_folder(entries[0])
    return unpacked


class SubmissionCollector(FileNameCollectorPlugin):
    """Reads student and file from a path (see the table above) and keeps the last of several tries."""

    valid_ext = [".ipynb", ".keras", ".json", ".npz"]

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        self._best: dict[tuple[str, str], tuple[int, str]] | None = None

    def collect(self, submitted_file: str) -> dict[str, str] | None:
        path = Path(submitted_file)
        submitted = self._read(path)
        if submitted is None or path.suffix.lower() not in self.valid_ext:
            return None
        if self._best is None:
            self._best = self._index()
        if self._best[submitted.student, submitted.file] != (submitted.attempt, str(path)):
            self.log.info("%s is an earlier try of %s; the last one counts", path.name, submitted.student)
            return None
        return {"student_id": submitted.student, "file_id": submitted.file}

    @property
    def _extracted(self) -> Path:
        app = self.parent
        return Path(app._format_collect_path(app.extracted_directory))

    def _read(self, path: Path) -> Submitted | None:
        app = self.parent
        released = app.coursedir.format_path(app.coursedir.release_directory, ".", app.coursedir.assignment_id)
        notebooks = {notebook.name for notebook in Path(released).glob("*.ipynb")}
        return read_path(path.relative_to(self._extracted), notebooks)

    def _index(self) -> dict[tuple[str, str], tuple[int, str]]:
        """(student, file) -> (number of the last try, its path)."""
        best: dict[tuple[str, str], tuple[int, str]] = {}
        for path in sorted(self._extracted.rglob("*")):
            if path.is_file() and (submitted := self._read(path)):
                key, entry = (submitted.student, submitted.file), (submitted.attempt, str(path))
                best[key] = max(best.get(key, entry), entry)
        return best
