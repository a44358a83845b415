"""The report of a bug: versions, command and traceback in a file, so that the terminal keeps its words for people."""

import platform
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import platformdirs

from migrator import __version__
from migrator.display import visible


def write_report(error: BaseException) -> Path | str:
    """Write what is needed to find a bug; returns the file, or says that none could be written."""
    text = "\n".join(_lines(error))
    name = f"crash-{time.strftime('%Y%m%d-%H%M%S')}-{time.monotonic_ns() % 10**6:06}.txt"
    for folder in (Path(platformdirs.user_log_dir("migrator", appauthor=False)), Path(tempfile.gettempdir())):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with (folder / name).open("x", encoding="utf-8") as file:
                file.write(text)
        except OSError:
            continue
        return folder / name
    sys.stderr.write(text)
    return "the lines above (no file could be written)"


def _lines(error: BaseException) -> Iterator[str]:
    yield f"migrator {__version__}, Python {platform.python_version()}, {platform.platform()}"
    for package in ("click", "GitPython", "grimp", "msgspec", "rustworkx", "textual", "tomli", "tomlkit"):
        try:
            yield f"{package} {metadata.version(package)}"
        except metadata.PackageNotFoundError:
            yield f"{package} is not installed"
    yield f"command: {visible(' '.join(sys.argv))}"
    yield ""
    yield visible("".join(traceback.format_exception(error)))
