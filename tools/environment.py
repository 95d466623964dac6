"""Set up the project's own environment in .venv, from the standard library alone.

    python3 tools/environment.py            Python packages at the versions in requirements.lock
    python3 tools/environment.py NAME ...   and these programs (see PROGRAMS), as Debian packages

A missing Debian package is installed where that is allowed (root, or sudo without a password); otherwise the
command to run is printed, and nothing is guessed.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
# program -> the Debian package that brings it
PROGRAMS = {"bwrap": "bubblewrap", "chromium": "chromium"}


def main(programs: list[str]) -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 (the reader's Python is what is asked about)
        sys.exit(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
    packages = [PROGRAMS[name] for name in programs if not shutil.which(name)]
    if not importlib.util.find_spec("ensurepip"):
        # Debian and Ubuntu keep the part of Python that makes environments in a package of its own.
        packages.append(f"python3.{sys.version_info.minor}-venv")
    install_debian_packages(packages)
    if not (VENV / "bin" / "python").exists():
        say("making the environment in .venv")
        run(sys.executable, "-m", "venv", str(VENV))
    python = str(VENV / "bin" / "python")
    say("installing the Python packages of requirements.lock (about 2.5 GB, TensorFlow the largest)")
    # uv installs them in a fifth of pip's time.
    if subprocess.run([python, "-c", "import uv"], capture_output=True).returncode != 0:
        run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "uv")
    lock = str(ROOT / "requirements.lock")
    # Compiled now: else each start of nbgrader compiles half a thousand modules where Python may not keep them.
    run(python, "-m", "uv", "pip", "install", "--quiet", "--compile-bytecode", "--python", python, "-r", lock)
    run(python, "-m", "uv", "pip", "install", "--quiet", "--python", python, "--no-deps", "-e", str(ROOT))
    say("ready: .venv")


def install_debian_packages(packages: list[str]) -> None:
    """Install them, or exit with the command that the reader must run."""
    if not packages:
        return
    if not shutil.which("apt-get"):
        sys.exit(f"Please install these packages with your system's package manager: {' '.join(packages)}")
    prefix = []
    if os.geteuid() != 0:
        prefix = ["sudo", "--non-interactive"]
        allowed = shutil.which("sudo") and subprocess.run([*prefix, "true"], capture_output=True).returncode == 0
        if not allowed:
            sys.exit(
                "System packages are missing, and installing them needs your password. Please run\n\n"
                f"    sudo apt-get update && sudo apt-get install --yes {' '.join(packages)}\n\nand then this again."
            )
    say(f"installing system packages: {' '.join(packages)}")
    run(*prefix, "apt-get", "update", "--quiet=2")
    # DEBIAN_FRONTEND keeps a package from stopping to ask
    run(*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "--yes", "--quiet=2", *packages)


def run(*command: str) -> None:
    if subprocess.run(command, stdout=subprocess.DEVNULL).returncode != 0:
        sys.exit(f"This command failed: {' '.join(command)}")


def say(text: str) -> None:
    print(f"environment: {text}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
