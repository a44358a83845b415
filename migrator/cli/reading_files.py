"""A file that the user names on the command line, read whole or refused in words."""

from pathlib import Path

from migrator.errors import UsageError

LARGEST = 4 << 20
"""Bytes; what people write by hand is a thousandth of it."""


def read_given(path: Path) -> bytes:
    """The bytes of a file. Raises UsageError where there is none, or it is no file that somebody wrote."""
    if path.is_dir():
        raise UsageError(f"{path} is a folder", hint="name a file in it")
    if not path.exists():
        raise UsageError(
            f"There is no file {path}", hint="the path is taken from the current folder, or from -C"
        )
    if not path.is_file():
        raise UsageError(f"{path} is no regular file", hint="write what you want into a file")
    try:
        if path.stat().st_size > LARGEST:
            raise UsageError(f"{path} is larger than {LARGEST:,} bytes", hint="split it")
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read", str(error)) from error
