"""What landing is about to do, written down before it is done.

One JSON object a line, appended and flushed to disk, grouped by transaction. Recovery reads nothing else. A journal that
cannot be read as a whole is not guessed at: the program then changes nothing.
"""

import errno
import os
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path

import msgspec

from migrator.errors import FailedError, JournalDamagedError
from migrator.git.door import Repository
from migrator.landing.places import our_folder

SCHEMA = 1
ENDINGS = frozenset({"landed", "rolled-back", "followed", "recovered", "written"})


class Entry(msgspec.Struct, frozen=True):
    """One step of a transaction. `facts` are names, ids and paths as text."""

    schema: int
    transaction: str
    event: str
    time: str
    facts: dict[str, str]


def new_transaction() -> str:
    """A name that no other transaction has."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"


def note(repo: Repository, transaction: str, event: str, facts: Mapping[str, str]) -> None:
    """Append an entry; when this returns it is on disk.

    Raises:
        FailedError: It could not be written; the journal is as it was.
    """
    our_folder(repo)
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    entry = Entry(SCHEMA, transaction, event, now, dict(facts))
    try:
        with _file(repo).open("ab", buffering=0) as file:
            _append(file, msgspec.json.encode(entry) + b"\n")
    except OSError as error:
        raise FailedError(
            "The journal could not be written, so this step was not done",
            f"{_file(repo)}: {error.strerror or error}",
            hint="Make room on the disk; `migrator recover` then says what was kept.",
        ) from error


def _append(file: FileIO, line: bytes) -> None:
    """Append a line or nothing: a disk that fills up in the middle of it must not leave a journal that cannot be read."""
    size = os.fstat(file.fileno()).st_size
    try:
        _expect_whole(file.write(line), line)
        os.fsync(file.fileno())
    except BaseException:
        os.ftruncate(file.fileno(), size)
        raise


def _expect_whole(written: int | None, line: bytes) -> None:
    if written != len(line):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def entries(repo: Repository) -> tuple[Entry, ...]:
    """All entries, oldest first.

    Raises:
        JournalDamagedError: Some part cannot be read.
    """
    path = _file(repo)
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return ()
    if raw and not raw.endswith(b"\n"):
        raise _damaged(path, "its last line is cut off")
    try:
        found = tuple(msgspec.json.decode(line, type=Entry) for line in raw.split(b"\n") if line)
    except msgspec.MsgspecError as error:
        raise _damaged(path, str(error)) from error
    if any(entry.schema > SCHEMA for entry in found):
        raise _damaged(path, "it was written by a newer version of this program")
    return found


def unfinished(repo: Repository) -> tuple[tuple[Entry, ...], ...]:
    """The transactions that were begun and not ended, oldest first, each with its entries."""
    grouped: dict[str, list[Entry]] = {}
    for entry in entries(repo):
        grouped.setdefault(entry.transaction, []).append(entry)
    return tuple(
        tuple(group) for group in grouped.values() if not any(entry.event in ENDINGS for entry in group)
    )


def _file(repo: Repository) -> Path:
    return repo.common_dir / "migrator" / "journal.jsonl"


def _damaged(path: Path, why: str) -> JournalDamagedError:
    return JournalDamagedError(
        "The journal of this repository cannot be trusted, so nothing is changed",
        f"{path}: {why}",
        hint="Look at the branches with git; when they are right, move that file away.",
    )
