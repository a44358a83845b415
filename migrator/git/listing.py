"""What is in the working tree, with the blob ids that git knows without reading a file.

An id is given only where the bytes on disk are certain to be that blob: git has compared them, no conversion of line
endings, `ident`, filter or encoding stands between, and the entry does not carry a flag that tells git not to look.
Everything else has no id and is hashed by content. Three processes run at once; 10,000 files take a few tenths of a second.
"""

import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from migrator.git.door import Repository, failure
from migrator.git.objects import EXECUTABLE, GITLINK, REGULAR, SYMLINK

_NO_CONVERSION = {"unset", "unspecified"}
_CONVERSIONS = {"text", "crlf", "eol", "ident", "filter", "working-tree-encoding"}
_CLOSED = re.compile(r"^warning: could not open directory '(?P<folder>.*)/': (?P<reason>.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class WorkingEntry:
    """A file of the working tree.

    Attributes:
        path: Relative to the root.
        mode: As git would store it.
        oid: The blob id of the bytes on disk, None where git does not know it.
        tracked: It is in the index.
    """

    path: str
    mode: str
    oid: str | None
    tracked: bool = True


@dataclass(frozen=True, slots=True)
class _Indexed:
    mode: str
    oid: str
    trusted: bool


@dataclass(frozen=True, slots=True)
class _Status:
    changed: Mapping[str, str | None]
    untracked: tuple[str, ...]
    closed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """What is in the working tree, as far as it can be known.

    Attributes:
        entries: Sorted by path.
        closed: Folders that could not be opened, each with the reason: what git does not track in them is not known.
    """

    entries: tuple[WorkingEntry, ...]
    closed: tuple[tuple[str, str], ...]


def list_working_tree(repo: Repository) -> tuple[WorkingEntry, ...]:
    """The files of the working tree that git tracks or would add, sorted by path.

    Ignored files, submodules, nested repositories and files that are gone from disk are left out.
    """
    return look_at_working_tree(repo).entries


def look_at_working_tree(repo: Repository) -> Listing:
    """The same with what could not be seen."""
    with ThreadPoolExecutor(max_workers=2) as threads:
        status_reply = threads.submit(_status, repo)
        indexed = _index(repo)
        converted = threads.submit(_converted, repo, indexed)
        status = status_reply.result()
        entries = _entries(repo, indexed, status, converted.result())
        return Listing(tuple(sorted(entries, key=lambda entry: entry.path)), status.closed)


def untracked_and_ignored(repo: Repository, paths: Iterable[str]) -> tuple[str, ...]:
    """Those of the paths that exist on disk and are not in the index, ignored ones included."""
    known = _index(repo)
    return tuple(path for path in paths if path not in known and os.path.lexists(repo.root / path))


def changed_paths(repo: Repository) -> frozenset[str]:
    """Tracked paths whose index or file differs from HEAD: what the user has not committed."""
    listing = repo.git(
        "status", "--porcelain=v2", "-z", "--untracked-files=no", "--no-renames", "--ignore-submodules=all"
    )
    return frozenset(_parse_status(listing, staged_too=True).changed)


def _entries(
    repo: Repository, indexed: Mapping[str, _Indexed], status: _Status, converted: frozenset[str]
) -> Iterator[WorkingEntry]:
    closed = _closed_folders(repo, indexed)
    for path, entry in indexed.items():
        if entry.mode == GITLINK:
            continue
        if path.rpartition("/")[0] in closed:  # git takes what it cannot see for unmodified
            yield WorkingEntry(path, entry.mode, None)
            continue
        changed = path in status.changed
        mode = status.changed[path] if changed else entry.mode
        if mode is None:
            continue
        known = entry.trusted and not changed
        if not known and not os.path.lexists(repo.root / path):
            continue
        yield WorkingEntry(path, mode, entry.oid if known and path not in converted else None)
    for path in status.untracked:
        untracked_mode = _mode_on_disk(repo, path)
        if untracked_mode is not None:
            yield WorkingEntry(path, untracked_mode, None, tracked=False)


def _closed_folders(repo: Repository, paths: Iterable[str]) -> frozenset[str]:
    """Folders of these paths whose files cannot be reached."""
    return frozenset(
        folder for folder in {path.rpartition("/")[0] for path in paths} if _is_closed(repo.root / folder)
    )


def _is_closed(folder: Path) -> bool:
    try:
        os.lstat(f"{folder}/.")
    except PermissionError:
        return True
    except OSError:
        return False
    return False


def _index(repo: Repository) -> dict[str, _Indexed]:
    # -v writes the tag in lower case for assume-unchanged; S is skip-worktree. Stages above 0 are conflicts.
    found = {}
    for record in repo.git("ls-files", "-s", "-v", "-z", "--full-name").split(b"\0"):
        if record:
            facts, path = record.split(b"\t", 1)
            tag, mode, oid, stage = facts.split(b" ")
            found[os.fsdecode(path)] = _Indexed(mode.decode(), oid.decode(), tag == b"H" and stage == b"0")
    return found


def _status(repo: Repository) -> _Status:
    arguments = (
        "status",
        "--porcelain=v2",
        "-z",
        "--untracked-files=all",
        "--no-renames",
        "--ignore-submodules=all",
    )
    reply = repo.ask(*arguments)
    if reply.returncode != 0:
        raise failure(arguments, reply)
    closed = {found["folder"]: found["reason"] for found in _CLOSED.finditer(reply.error)}
    return replace(_parse_status(reply.output), closed=tuple(sorted(closed.items())))


def _parse_status(listing: bytes, *, staged_too: bool = False) -> _Status:
    """What differs from the index: the mode on disk by path, None where the file is gone."""
    changed: dict[str, str | None] = {}
    untracked = []
    for record in listing.split(b"\0"):
        kind = record[:2]
        if kind == b"? ":
            untracked.append(os.fsdecode(record[2:]))
        elif kind == b"1 ":
            _, state, _, _, _, mode, _, _, path = record.split(b" ", 8)
            if staged_too or state[1:] != b".":
                changed[os.fsdecode(path)] = None if state[1:] == b"D" else mode.decode()
        elif kind == b"u ":
            _, _, _, _, _, _, mode, _, _, _, path = record.split(b" ", 10)
            changed[os.fsdecode(path)] = None if mode == b"000000" else mode.decode()
    return _Status(changed, tuple(path for path in untracked if not path.endswith("/")))


def _converted(repo: Repository, indexed: Mapping[str, _Indexed]) -> frozenset[str]:
    """Paths whose bytes on disk may differ from their blob although git calls them unmodified."""
    attributes = _attributes(repo, indexed)
    automatic = repo.git("config", "--get", "core.autocrlf", accept=(0, 1)).strip().lower() in (
        b"true",
        b"input",
        b"1",
    )
    named = {
        path
        for path, found in attributes.items()
        if any(found.get(name, "unset") not in _NO_CONVERSION for name in _CONVERSIONS)
    }
    if automatic:
        named.update(path for path in indexed if attributes.get(path, {}).get("text") != "unset")
    return frozenset(named)


def _attributes(repo: Repository, paths: Iterable[str]) -> dict[str, dict[str, str]]:
    asked = os.fsencode("".join(f"{path}\0" for path in paths))
    if not asked:
        return {}
    fields = repo.git("check-attr", "-z", "--stdin", "--all", stdin=asked).split(b"\0")
    found: dict[str, dict[str, str]] = {}
    for at in range(0, len(fields) - 1, 3):
        path, name, value = fields[at : at + 3]
        found.setdefault(os.fsdecode(path), {})[os.fsdecode(name)] = os.fsdecode(value)
    return found


def _mode_on_disk(repo: Repository, path: str) -> str | None:
    try:
        mode = (repo.root / path).lstat().st_mode
    except OSError:
        return None
    if stat.S_ISLNK(mode):
        return SYMLINK
    if stat.S_ISREG(mode):
        return EXECUTABLE if mode & stat.S_IXUSR else REGULAR
    return None
