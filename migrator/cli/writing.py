"""A text that the user asked to have in a file: all of it or what was there before, never a part."""

import contextlib
import os
import tempfile
from pathlib import Path

from migrator.errors import FailedError, UsageError


def write_text(target: Path, text: str) -> None:
    """Put a text in place of a file, in UTF-8.

    Args:
        target: The file; one that is there is replaced, its permissions stay.
        text: Its new content.

    Raises:
        UsageError: It is a folder, or in a folder that does not exist.
        FailedError: It could not be written; what was there is untouched.
    """
    target = target.resolve()
    if target.is_dir():
        raise UsageError(f"{target} is a folder", hint="name a file in it")
    if not target.parent.is_dir():
        raise UsageError(f"There is no folder {target.parent}", hint="make it first")
    try:
        mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_mask()
        _replace(target, text.encode(), mode)
    except OSError as error:
        raise FailedError(f"{target} could not be written", str(error)) from error


def _replace(target: Path, content: bytes, mode: int) -> None:
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    fresh = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        fresh.chmod(mode)
        fresh.replace(target)
    finally:
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)


def _mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
