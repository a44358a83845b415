"""Packages from PyPI by name and version, put into a folder of their own with pip: the only part of the oracles that uses the network."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from migrator.processes import run

_PIP = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--prefer-binary", "--no-input")
_SECONDS = 1800


class InstallFailedError(RuntimeError):
    """Raised when pip does not install what it was asked for; the text is what pip said."""


def install_alone(requirement: str, folder: Path) -> None:
    """Put one distribution into a folder, without what it depends on: enough to be read, not to be run."""
    _run([sys.executable, *_PIP, "--no-deps", "--no-compile", "--target", str(folder), requirement])


def install_to_run(requirements: Sequence[str], folder: Path) -> Path:
    """Make a virtual environment of distributions with all that they depend on; gives its interpreter."""
    _run([sys.executable, "-m", "venv", str(folder)])
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    _run([str(python), *_PIP, *requirements])
    return python


def packages_in(folder: Path) -> tuple[str, ...]:
    """The regular packages directly in a folder, sorted."""
    return tuple(
        sorted(
            place.name
            for place in folder.iterdir()
            if place.name.isidentifier() and (place / "__init__.py").is_file()
        )
    )


def _run(argv: Sequence[str]) -> None:
    done = run(argv, cwd=Path.cwd(), env=dict(os.environ), timeout=_SECONDS)
    if done.returncode:
        raise InstallFailedError(done.output.decode(errors="replace")[-4000:])
