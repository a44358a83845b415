"""Writing changed files into the working tree: all of them or none, and never a truncated one.

Every target is checked against the content that the change was planned on, every new content is written and synced beside its target, then all
are checked once more, and only then are they renamed into place or removed. If one fails the ones before it are put back. A process that is
killed half-way puts nothing back: `migrator.landing.write` keeps a journal of what it was about to do.
"""

import contextlib
import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from migrator.errors import FailedError, RefusedError

SUFFIX = ".migrator"
"""What the names of files end with that are on the way to their places."""


@dataclass(frozen=True)
class NewContent:
    """What a file is to hold, and what it must hold now; None: there is to be, or must be, no such file."""

    expected: bytes | None
    content: bytes | None
    is_executable: bool = False
    """Of a new file; one that is there keeps its mode."""


@dataclass(frozen=True)
class _Prepared:
    path: str
    target: Path
    fresh: Path | None
    """The new content beside its place; None where the file is to go."""
    change: NewContent
    mode: int
    """What the file has now, for putting it back."""


def _nothing() -> None:
    pass


def write_files(
    root: Path,
    changes: Mapping[str, NewContent],
    *,
    mark: str = "",
    placed: Callable[[], None] = _nothing,
) -> None:
    """Write files below a folder, all or none. Folders that are empty afterwards go, those that are needed are made.

    Args:
        root: Top of the working tree.
        changes: By path relative to the root.
        mark: What the names of files that are written beside their places begin with, for whoever has to find them after a crash.
        placed: Called after each file is in place.

    Raises:
        RefusedError: A path leads out of the root or through a link, a file is read-only or not what the change was planned on. Nothing is written.
        FailedError: A file could not be written; those before it were put back.
    """
    targets = [(path, place_inside(root, path), change) for path, change in sorted(changes.items())]
    for path, target, change in targets:
        _expect_unchanged(path, target, change)
        _expect_writable(path, target)
    prepared: list[_Prepared] = []
    made: list[Path] = []
    try:
        for path, target, change in targets:
            prepared.append(_prepare(path, target, change, made, mark))
        for one in prepared:
            _expect_unchanged(one.path, place_inside(root, one.path), one.change)
        _replace_all(prepared, placed)
        for one in prepared:
            if one.fresh is None:
                remove_empty_folders(root, one.target)
    finally:
        for one in prepared:
            if one.fresh is not None:
                with contextlib.suppress(OSError):
                    one.fresh.unlink(missing_ok=True)
        for folder in reversed(made):
            with contextlib.suppress(OSError):
                folder.rmdir()  # only where nothing came to stand in it


def remove_empty_folders(root: Path, target: Path) -> None:
    """Remove the folders around a file that is gone, as far as nothing else is in them."""
    with contextlib.suppress(OSError):
        for folder in target.parents:
            if folder == root:
                break
            folder.rmdir()


def place_inside(root: Path, path: str) -> Path:
    """Where a path of the repository is; refused where any part of the way is a link or leads out. Raises RefusedError."""
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


def _prepare(path: str, target: Path, change: NewContent, made: list[Path], mark: str) -> _Prepared:
    try:
        new = 0o755 if change.is_executable else 0o644
        mode = target.stat().st_mode & 0o7777 if target.exists() else new
        if change.content is None:
            return _Prepared(path, target, None, change, mode)
        for folder in reversed([parent for parent in target.parents if not parent.exists()]):
            folder.mkdir()
            made.append(folder)
        return _Prepared(path, target, written_beside(target, change.content, mode, mark), change, mode)
    except OSError as error:
        raise FailedError(f"{path} cannot be written", f"{error}. Nothing was changed.") from error


def written_beside(target: Path, content: bytes, mode: int, mark: str = "") -> Path:
    """A new file in the folder of ``target`` with this content, on disk when this returns. Raises OSError."""
    handle, name = tempfile.mkstemp(prefix=f".{mark}", suffix=SUFFIX, dir=target.parent)
    fresh = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.chmod(mode)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    return fresh


def _replace_all(prepared: list[_Prepared], placed: Callable[[], None]) -> None:
    done: list[_Prepared] = []
    try:
        for one in prepared:
            if one.fresh is None:
                one.target.unlink(missing_ok=True)
            else:
                one.fresh.replace(one.target)
            done.append(one)
            placed()
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
        written_beside(one.target, one.change.expected, one.mode).replace(one.target)
