"""Writing changed files into the working tree: all of them or none, and never a truncated one.

Every target is checked against the content that the change was planned on, every new content is written and synced beside its target, then all
are checked once more, and only then are they renamed into place. If a rename fails the ones before it are put back.
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


@dataclass(frozen=True)
class _Prepared:
    path: str
    target: Path
    fresh: Path
    change: NewContent


def write_files(root: Path, changes: Mapping[str, NewContent]) -> None:
    """Write files below a folder, all or none.

    Args:
        root: Top of the working tree.
        changes: By path relative to the root.

    Raises:
        RefusedError: A path leads out of the root or through a link, a file is read-only or not what the change was planned on. Nothing is written.
        FailedError: A file could not be written; those before it were put back.
    """
    targets = [(path, _inside(root, path), change) for path, change in sorted(changes.items())]
    for path, target, change in targets:
        _expect_unchanged(path, target, change)
        _expect_writable(path, target)
    prepared: list[_Prepared] = []
    made: list[Path] = []
    try:
        for path, target, change in targets:
            prepared.append(_prepare(path, target, change, made))
        for one in prepared:
            _expect_unchanged(one.path, _inside(root, one.path), one.change)
        _replace_all(prepared)
    finally:
        for one in prepared:
            with contextlib.suppress(OSError):
                one.fresh.unlink(missing_ok=True)
        for folder in reversed(made):
            with contextlib.suppress(OSError):
                folder.rmdir()  # only where nothing came to stand in it


def _inside(root: Path, path: str) -> Path:
    """The target, refused where any part of the way is a link or leads out."""
    relative = Path(path)
    parts = relative.parts
    outside = relative.is_absolute() or ".." in parts or ".git" in (part.lower() for part in parts)
    if outside or not parts or "\0" in path:
        raise RefusedError(f"{path!r} is not a path inside the repository", "Nothing was written.")
    place = root
    for part in parts:
        place = place / part
        if place.is_symlink():
            raise RefusedError(f"{path} leads through a link", "Nothing was written.")
    return place


def _expect_unchanged(path: str, target: Path, change: NewContent) -> None:
    try:
        there = os.path.lexists(target)
        now = target.read_bytes() if target.is_file() else None
    except OSError as error:
        raise RefusedError(f"{path} cannot be read", f"{error}. Nothing was written.") from error
    if now != change.expected or (there and now is None):
        raise RefusedError(
            f"{path} has changed since this was planned",
            "Nothing was written.",
            hint="plan again, then write",
        )


def _expect_writable(path: str, target: Path) -> None:
    """A file that its owner made read-only is not replaced, though the system would allow it."""
    if target.exists() and not target.stat().st_mode & 0o222:
        raise RefusedError(
            f"{path} is read-only",
            "Nothing was written.",
            hint="make it writable, or leave it out of the plan",
        )


def _prepare(path: str, target: Path, change: NewContent, made: list[Path]) -> _Prepared:
    try:
        for folder in reversed([parent for parent in target.parents if not parent.exists()]):
            folder.mkdir()
            made.append(folder)
        return _Prepared(path, target, _written_beside(target, change.content), change)
    except OSError as error:
        raise FailedError(f"{path} cannot be written", f"{error}. Nothing was changed.") from error


def _written_beside(target: Path, content: bytes) -> Path:
    handle, name = tempfile.mkstemp(prefix=".", suffix=".migrator", dir=target.parent)
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
    except BaseException as error:
        for one in reversed(done):
            _put_back(one)
        if not isinstance(error, OSError):
            raise
        raise FailedError(
            "A file could not be put in place", f"{error}. The others were put back."
        ) from error


def _put_back(one: _Prepared) -> None:
    if one.change.expected is None:
        one.target.unlink(missing_ok=True)
    else:
        _written_beside(one.target, one.change.expected).replace(one.target)
