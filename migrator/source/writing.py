"""Writing changed files into the working tree: all of them or none, and never a truncated one.

Every new content is first written and synced beside its target, then every target is checked against the content that the change was planned
on, and only then are they renamed into place. If a rename fails the ones before it are put back.
"""

import contextlib
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from migrator.errors import FailedError, RefusedError


@dataclass(frozen=True)
class NewContent:
    """What a file is to hold, and what it must hold now (None: there must be no such file)."""

    expected: bytes | None
    content: bytes


@dataclass
class _Prepared:
    target: Path
    fresh: Path
    before: bytes | None


def write_files(root: Path, changes: Mapping[str, NewContent]) -> None:
    """Write files below a folder, all or none.

    Args:
        root: Top of the working tree.
        changes: By path relative to the root.

    Raises:
        RefusedError: A path leads out of the root or through a link, or a file is not what the change was planned on. Nothing is written.
        FailedError: A file could not be written; those before it were put back.
    """
    prepared: list[_Prepared] = []
    try:
        for path, change in sorted(changes.items()):
            prepared.append(_prepare(root, path, change))
        _replace_all(prepared)
    finally:
        for one in prepared:
            with contextlib.suppress(OSError):
                one.fresh.unlink(missing_ok=True)


def _prepare(root: Path, path: str, change: NewContent) -> _Prepared:
    target = _inside(root, path)
    before = target.read_bytes() if target.is_file() else None
    if before != change.expected:
        raise RefusedError(
            f"{path} has changed since this was planned",
            "Nothing was written.",
            hint="plan again, then write",
        )
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        return _Prepared(target, _written_beside(target, change.content), before)
    except OSError as error:
        raise FailedError(f"{path} cannot be written", f"{error}. Nothing was changed.") from error


def _inside(root: Path, path: str) -> Path:
    """The target, refused where any part of the way is a link or leads out."""
    relative = Path(path)
    if relative.is_absolute() or ".." in relative.parts or ".git" in relative.parts:
        raise RefusedError(f"{path} is not a path inside the repository", "Nothing was written.")
    place = root
    for part in relative.parts:
        place = place / part
        if place.is_symlink():
            raise RefusedError(f"{path} leads through a link", "Nothing was written.")
    return place


def _written_beside(target: Path, content: bytes) -> Path:
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".migrator", dir=target.parent)
    fresh = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.chmod(target.stat().st_mode & 0o7777 if target.exists() else 0o644)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    return fresh


def _replace_all(prepared: list[_Prepared]) -> None:
    done: list[_Prepared] = []
    try:
        for one in prepared:
            one.fresh.replace(one.target)
            done.append(one)
    except OSError as error:
        for one in reversed(done):
            _put_back(one)
        raise FailedError(
            "A file could not be put in place", f"{error}. The others were put back."
        ) from error


def _put_back(one: _Prepared) -> None:
    if one.before is None:
        one.target.unlink(missing_ok=True)
    else:
        _written_beside(one.target, one.before).replace(one.target)
