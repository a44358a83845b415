"""Facts by content, kept between runs in the user's cache folder.

Keyed by blob id; the file's name carries the version of the facts, a digest of the code that makes them, and the interpreter, so what an older program
wrote is never looked at. The native twin belongs to that code: it gives the same facts, but should it ever not, its repair must not find what it wrote
before, and whoever turns it off must not be shown it. A cache that is corrupt, locked or not writable costs time and gives a note, never a wrong answer: each
value carries a checksum.
"""

import hashlib
import os
import sqlite3
import sys
import threading
import time
import zlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path

import msgspec
import platformdirs

from migrator.facts.native import LIBRARY, is_native
from migrator.facts.reading import Reading, decode_reading
from migrator.facts.values import FACTS_VERSION

_AT_ONCE = 500
"""Keys in one question; SQLite's own limit on variables was 999 for long."""
_OLD = 30 * 24 * 3600.0
_SCHEMA = "CREATE TABLE IF NOT EXISTS facts (id TEXT PRIMARY KEY, checksum INTEGER NOT NULL, value BLOB NOT NULL) WITHOUT ROWID"


class FactsCache:
    """Encoded readings by blob id.

    Args:
        folder: Where it lives; ``MIGRATOR_CACHE_DIR`` or the user's cache folder by default.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._path = (folder if folder is not None else cache_folder()) / _file_name()
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._is_off = False
        self._notes: list[str] = []

    @property
    def notes(self) -> tuple[str, ...]:
        """Why the cache was rebuilt or not used, for people."""
        return tuple(self._notes)

    def get_many(self, ids: Iterable[str]) -> dict[str, Reading]:
        """The readings that are known of these contents."""
        wanted = sorted(set(ids))
        found: dict[str, Reading] = {}
        with self._lock:
            for start in range(0, len(wanted), _AT_ONCE):
                found.update(self._get(wanted[start : start + _AT_ONCE]))
        return found

    def put_many(self, readings: Mapping[str, bytes]) -> None:
        """Keep encoded readings."""
        rows = [(blob, zlib.crc32(value), value) for blob, value in readings.items()]
        with self._lock:
            connection = self._open()
            if connection is None or not rows:
                return
            try:
                with connection:
                    connection.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?, ?)", rows)
            except sqlite3.Error as error:
                self._bypass(error)

    def close(self) -> None:
        """Let the file go; the cache opens it again when it is asked again."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _get(self, ids: list[str]) -> dict[str, Reading]:
        connection = self._open()
        if connection is None or not ids:
            return {}
        marks = ",".join("?" * len(ids))
        try:
            question = f"SELECT id, checksum, value FROM facts WHERE id IN ({marks})"  # noqa: S608  # only question marks
            rows = connection.execute(question, ids).fetchall()  # only question marks
        except sqlite3.Error as error:
            self._bypass(error)
            return {}
        found: dict[str, Reading] = {}
        for blob, checksum, value in rows:
            with suppress(msgspec.MsgspecError, TypeError):
                if zlib.crc32(value) == checksum:
                    found[blob] = decode_reading(value)
        return found

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
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=NORMAL")
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
        self._notes.append(f"the cache {self._path.name} is not used: {error}")
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


@cache
def _file_name() -> str:
    digest = hashlib.blake2b(str(FACTS_VERSION).encode(), digest_size=6)
    here = Path(__file__).parent
    for source in sorted((*here.glob("*.py"), here.parent / "source" / "bytes.py")):
        with suppress(OSError):
            digest.update(source.read_bytes())
    if is_native():
        digest.update(LIBRARY.read_bytes())
    version = ".".join(map(str, sys.version_info[:3]))
    return f"facts-{sys.implementation.name}-{version}-{digest.hexdigest()}.sqlite"


def _remove_old(current: Path) -> None:
    """Remove caches that no program has written for a month."""
    for path in current.parent.glob("facts-*.sqlite"):
        with suppress(OSError):
            if path != current and time.time() - path.stat().st_mtime > _OLD:
                for ending in ("", "-wal", "-shm"):
                    path.with_name(path.name + ending).unlink(missing_ok=True)
