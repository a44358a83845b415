"""Values kept between runs in the user's cache folder, by a key that names everything they depend on.

A cache that is corrupt, locked, full or not writable costs time and gives a note, never a wrong answer: each value carries a checksum, and what
an older program wrote has other keys or another file. What nobody wrote for a month is removed.
"""

import os
import sqlite3
import threading
import time
import zlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

import platformdirs

_AT_ONCE = 500
"""Keys in one question; SQLite's own limit on variables was 999 for long."""
_PAGE_SIZE = 16384
"""Bytes; values are some thousands long, and small pages hold them as chains."""
_OLD = 30 * 24 * 3600.0
_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS kept (id TEXT PRIMARY KEY, checksum INTEGER NOT NULL, value BLOB NOT NULL)"
)


class Cache:
    """Bytes by key, in one file. Safe to share between threads and processes.

    Args:
        name: The file's name without its ending, `kind-version`; what other versions of the kind left behind is removed when it is a month old.
        folder: Where it lives; `MIGRATOR_CACHE_DIR` or the user's cache folder by default.
        most_bytes: Where it is larger, what was put in first goes; None for no bound.
    """

    def __init__(self, name: str, folder: Path | None = None, *, most_bytes: int | None = None) -> None:
        self._path = (folder if folder is not None else cache_folder()) / f"{name}.sqlite"
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._is_off = False
        self._notes: list[str] = []

    @property
    def notes(self) -> tuple[str, ...]:
        """Why the cache was rebuilt or not used, for people."""
        return tuple(self._notes)

    def get_many(self, keys: Iterable[str]) -> dict[str, bytes]:
        """The values that are known."""
        wanted = sorted(set(keys))
        found: dict[str, bytes] = {}
        with self._lock:
            for start in range(0, len(wanted), _AT_ONCE):
                found.update(self._get(wanted[start : start + _AT_ONCE]))
        return found

    def put_many(self, values: Mapping[str, bytes]) -> None:
        """Keep values."""
        rows = [(key, zlib.crc32(value), value) for key, value in values.items()]
        with self._lock:
            connection = self._open()
            if connection is None or not rows:
                return
            try:
                with connection:
                    connection.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", rows)
                    self._bound(connection)
            except sqlite3.Error as error:
                self._bypass(error)

    def close(self) -> None:
        """Let the file go; the cache opens it again when it is asked again."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _bound(self, connection: sqlite3.Connection) -> None:
        if self._most_bytes is None:
            return
        size = connection.execute("SELECT coalesce(sum(length(value)), 0) FROM kept").fetchone()[0]
        rows = iter(connection.execute("SELECT rowid, length(value) FROM kept ORDER BY rowid").fetchall())
        while size > self._most_bytes and (row := next(rows, None)) is not None:
            connection.execute("DELETE FROM kept WHERE rowid = ?", (row[0],))
            size -= row[1]

    def _get(self, keys: list[str]) -> dict[str, bytes]:
        connection = self._open()
        if connection is None or not keys:
            return {}
        marks = ",".join("?" * len(keys))
        try:
            question = f"SELECT id, checksum, value FROM kept WHERE id IN ({marks})"  # noqa: S608  only question marks
            rows = connection.execute(question, keys).fetchall()
        except sqlite3.Error as error:
            self._bypass(error)
            return {}
        return {
            key: value
            for key, checksum, value in rows
            if isinstance(value, bytes) and zlib.crc32(value) == checksum
        }

    def _open(self) -> sqlite3.Connection | None:
        if self._connection is None and not self._is_off:
            try:
                self._connection = self._connect()
            except (
                sqlite3.OperationalError
            ) as error:  # locked, read-only, no such folder: somebody else's affair
                self._bypass(error)
            except sqlite3.DatabaseError:
                self._rebuild()
            except OSError as error:
                self._bypass(error)
        return self._connection

    def _connect(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        is_new = not self._path.exists()
        connection = sqlite3.connect(self._path, timeout=2.0, check_same_thread=False)
        try:
            connection.execute(f"PRAGMA page_size={_PAGE_SIZE}")  # of a new file
            with suppress(sqlite3.OperationalError):
                connection.execute(
                    "PRAGMA journal_mode=WAL"
                )  # another is just switching to it: SQLite does not wait here
            # Nothing waits for the disk: what a power cut damages is seen by its checksum, or the file is built again.
            connection.execute("PRAGMA synchronous=OFF")
            connection.execute(_SCHEMA)
            connection.commit()
        except sqlite3.Error:
            connection.close()
            raise
        if is_new:
            _remove_old(self._path)
        return connection

    def _rebuild(self) -> None:
        self._notes.append(f"the cache {self._path.name} was damaged and is built again")
        try:
            for ending in ("", "-wal", "-shm"):
                self._path.with_name(self._path.name + ending).unlink(missing_ok=True)
            self._connection = self._connect()
        except (sqlite3.Error, OSError) as error:
            self._bypass(error)

    def _bypass(self, error: Exception) -> None:
        """Go on without: a damaged file is removed for the next run."""
        self._is_off = True
        reason = error.strerror if isinstance(error, OSError) else None
        self._notes.append(f"the cache in {self._path.parent} is not used: {reason or error}")
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):
            with suppress(OSError):
                self._path.unlink(missing_ok=True)


def cache_folder() -> Path:
    """Where caches of this program live."""
    chosen = os.environ.get("MIGRATOR_CACHE_DIR")
    return Path(chosen) if chosen else Path(platformdirs.user_cache_dir("migrator", appauthor=False))


def _remove_old(current: Path) -> None:
    """Remove caches of the same kind that no program has written for a month."""
    kind = current.name.partition("-")[0]
    for path in current.parent.glob(f"{kind}-*.sqlite"):
        with suppress(OSError):
            if path != current and time.time() - path.stat().st_mtime > _OLD:
                for ending in ("", "-wal", "-shm"):
                    path.with_name(path.name + ending).unlink(missing_ok=True)
