"""What people decided in review, kept beside the repository so that it survives closing the dashboard.

The file lies in git's common folder: it belongs to the clone, not to the tree, and no checkout or clean can take it away. The decision
that counts is the last of a key, and undo takes the last step back. An approval binds content, see `review.content_digest`.
"""

import hashlib
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from migrator.batches.values import Decision
from migrator.errors import RefusedError

SCHEMA = """
create table if not exists decision (
    number integer primary key autoincrement,
    step integer not null,
    batch text not null,
    key text not null,
    digest text not null,
    decision text not null,
    reason text not null,
    said text not null
)
"""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One decision on one hunk."""

    batch: str
    key: str
    digest: str
    decision: Decision
    reason: str = ""


class DecisionLog:
    """The decisions of one clone. Opening is cheap; every call is one transaction."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "decisions.sqlite"

    def decide(self, entries: Sequence[Entry], said: str) -> None:
        """Add decisions made with one key press; undone together."""
        with self._open() as connection:
            connection.execute("begin immediate")
            step = connection.execute("select coalesce(max(step), 0) + 1 from decision").fetchone()[0]
            connection.executemany(
                "insert into decision (step, batch, key, digest, decision, reason, said) values (?, ?, ?, ?, ?, ?, ?)",
                [(step, e.batch, e.key, e.digest, e.decision.value, e.reason, said) for e in entries],
            )

    def decided(self, batch: str) -> Mapping[str, tuple[str, Decision, str]]:
        """By hunk key: digest, decision, reason."""
        if not self._file.exists():
            return {}
        with self._open() as connection:
            rows = connection.execute(
                "select key, digest, decision, reason from decision where batch = ? order by number", (batch,)
            ).fetchall()
        try:
            return {key: (digest, Decision(decision), reason) for key, digest, decision, reason in rows}
        except ValueError as error:
            raise self._unreadable(error) from error

    def digest(self) -> str:
        """Equal where the same decisions hold."""
        if not self._file.exists():
            return ""
        digest = hashlib.blake2b(digest_size=16)
        with self._open() as connection:
            for row in connection.execute(
                "select batch, key, digest, decision, reason from decision order by number"
            ):
                digest.update(repr(row).encode("utf-8", "surrogatepass"))
        return digest.hexdigest()

    def undo(self) -> str:
        """Take the last step back. Returns what it was, in words, or ``""`` where there is none."""
        if not self._file.exists():
            return ""
        with self._open() as connection:
            row = connection.execute(
                "select step, said from decision order by number desc limit 1"
            ).fetchone()
            if row is None:
                return ""
            connection.execute("delete from decision where step = ?", (row[0],))
        return str(row[1])

    def forget(self, batch: str) -> None:
        """Drop the decisions of a batch that has landed."""
        if self._file.exists():
            with self._open() as connection:
                connection.execute("delete from decision where batch = ?", (batch,))

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(self._file, timeout=5)
            try:
                with suppress(sqlite3.OperationalError):
                    connection.execute(
                        "pragma journal_mode = wal"
                    )  # another is just switching: no waiting here
                connection.execute("pragma synchronous = full")
                connection.execute(SCHEMA)
                with connection:
                    yield connection
            finally:
                connection.close()
        except (sqlite3.Error, OSError) as error:
            raise self._unreadable(error) from error

    def _unreadable(self, error: Exception) -> RefusedError:
        return RefusedError(
            "Review decisions cannot be read or written",
            f"{self._file}: {error}",
            hint="the repository is as it was; move that file away to start reviewing anew",
        )
