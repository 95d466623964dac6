"""Control groups: where they can be made, in both versions, and that the kernel's own ends what uses too much."""

import subprocess
import sys
from pathlib import Path

import pytest

from autograder.engine import group

TREES = {
    "version 2, in a part of the tree": (
        "0::/user.slice/app.slice/run.scope\n",
        "cgroup2 /sys/fs/cgroup cgroup2 rw,nsdelegate 0 0\n",
        ["sys/fs/cgroup/user.slice/app.slice"],
    ),
    "version 2, at the top": ("0::/\n", "cgroup2 /sys/fs/cgroup cgroup2 rw 0 0\n", ["sys/fs/cgroup"]),
    "version 1": (
        "4:memory:/job\n3:pids:/job\n2:cpu,cpuacct:/job\n",
        "c /cg/memory cgroup rw,memory 0 0\nc /cg/pids cgroup rw,pids 0 0\nc /cg/cpu cgroup rw,cpu,cpuacct 0 0\n",
        ["cg/memory/job", "cg/pids/job"],
    ),
    "none": ("", "", []),
}


@pytest.mark.parametrize("name", TREES)
def test_where_groups_are_made(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own, mounts, wanted = TREES[name]
    (tmp_path / "proc/self").mkdir(parents=True)
    (tmp_path / "proc/self/cgroup").write_text(own)
    (tmp_path / "proc/self/mounts").write_text(mounts)
    for folder in (*wanted, "cg/cpu/job"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "cgroup.procs").write_text("")
        (tmp_path / folder / "cgroup.subtree_control").write_text("cpu memory pids")
    monkeypatch.setattr(group, "ROOT", tmp_path)
    assert group.parents() == [tmp_path / folder for folder in wanted]


def test_without_memory_among_the_controllers_there_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "proc/self").mkdir(parents=True)
    (tmp_path / "proc/self/cgroup").write_text("0::/job\n")
    (tmp_path / "proc/self/mounts").write_text("cgroup2 /cg cgroup2 rw 0 0\n")
    (tmp_path / "cg").mkdir()
    for file, text in {"cgroup.procs": "", "cgroup.subtree_control": "cpu pids"}.items():
        (tmp_path / "cg" / file).write_text(text)
    monkeypatch.setattr(group, "ROOT", tmp_path)
    with pytest.raises(OSError, match="no control group"):
        group.Group(2**30, 64)


def test_the_kernel_ends_what_uses_too_much() -> None:
    if not group.parents():
        pytest.skip("no control groups can be made here: another user, or a container")
    limited = group.Group(2**28, 64)
    folders = [str(folder) for folder in limited.folders]
    code = f"from autograder.engine import group\ngroup.enter({folders})\nx = bytearray(b'x') * 2**29\n"
    ended = subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[1])
    assert ended.returncode == -9
    assert limited.exhausted
    limited.close()
    assert not any(Path(folder).exists() for folder in folders)
