"""Environments with other people's packages from PyPI, for the scripts that compare with them."""
import os
import shutil
import subprocess
import sys

import rig

VERSIONS = os.path.expanduser("~/.pyenv/versions")


def skip(reason):
    """Ends the script, which is no fault: what it needs cannot be had here."""
    name = os.path.basename(sys.argv[0]).removesuffix(".py")
    print(f"{name}: skipped: {reason}")
    sys.exit(0)


def python_with(name, packages, check, pinned=(), version=(3, 9), seconds=900):
    """The interpreter of the environment `.build/NAME`, which is made the first time.

    `check` is Python that fails without the packages; `pinned` are installed after them, without
    what they ask for. Skips the script where that cannot be done.
    """
    environment = os.path.join(rig.REPOSITORY, ".build", name)
    python = os.path.join(environment, "bin", "python")
    if os.path.exists(python) and succeeds(python, check):
        return python
    attempt([python_since(version), "-m", "venv", "--clear", environment], "a Python environment", 300)
    install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
               "--retries", "1", "--timeout", "20"]
    attempt([*install, *packages], f"{packages[0]} and others", seconds)
    if pinned:
        attempt([*install, "--no-deps", *pinned], " and ".join(pinned), seconds)
    if not succeeds(python, check):
        skip(f"{packages[0]} and others do not work here")
    return python


def python_since(version):
    """The oldest Python that is not older: packages are built for newer ones last."""
    minors = range(version[1], 30)
    paths = [sys.executable] + [shutil.which(f"python3.{minor}") for minor in minors]
    for folder in os.listdir(VERSIONS) if os.path.isdir(VERSIONS) else ():
        paths.append(os.path.join(VERSIONS, folder, "bin", "python3"))
    found = {}
    for path in filter(None, paths):
        probe = [path, "-c", "import sys; print(*sys.version_info[:2])"]
        if os.path.exists(path):
            words = subprocess.run(probe, capture_output=True, text=True).stdout.split()
            found.setdefault(tuple(map(int, words)), path)
    fitting = [number for number in found if number >= version]
    if not fitting:
        skip(f"it needs Python {version[0]}.{version[1]}")
    return found[min(fitting)]


def succeeds(python, program):
    return subprocess.run([python, "-c", program], capture_output=True).returncode == 0


def attempt(command, what, seconds):
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds)
    except subprocess.TimeoutExpired:
        skip(f"{what} could not be had within {seconds} seconds")
    if done.returncode != 0:
        lines = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
        skip(f"{what} cannot be had: {lines[-1] if lines else 'no reason given'}")
