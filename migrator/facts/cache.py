"""Facts by content, kept between runs.

Keyed by blob id; the file's name carries what read them (the version of the facts, a digest of the code that makes them, and the interpreter), so what
an older program wrote is never looked at. The native twin belongs to that: it gives the same facts, but should it ever not, its repair must not find
what it wrote before, and whoever turns it off must not be shown it.
"""

import hashlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path

import msgspec

from migrator.cache import Cache
from migrator.facts.identity import reader_identity
from migrator.facts.native import LIBRARY, is_native
from migrator.facts.reading import Reading, decode_reading

_AT_ONCE = 500
_MOST_TEXT = 64_000_000
"""Bytes of contents that are kept."""


class FactsCache:
    """Encoded readings by blob id.

    Args:
        folder: Where it lives; the user's cache folder by default.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._cache = Cache(f"facts-{reader_identity()}-{_twin()}", folder)
        self._texts = Cache("texts-1", folder, most_bytes=_MOST_TEXT)

    @property
    def notes(self) -> tuple[str, ...]:
        """Why the cache was rebuilt or not used, for people."""
        return tuple(dict.fromkeys((*self._cache.notes, *self._texts.notes)))

    def get_many(self, ids: Iterable[str]) -> dict[str, Reading]:
        """The readings that are known of these contents."""
        wanted = sorted(set(ids))
        found: dict[str, Reading] = {}
        for start in range(
            0, len(wanted), _AT_ONCE
        ):  # the encoded and the decoded of all at once would be a lot
            for blob, value in self._cache.get_many(wanted[start : start + _AT_ONCE]).items():
                with suppress(msgspec.MsgspecError, TypeError):
                    found[blob] = decode_reading(value)
        return found

    def put_many(self, readings: Mapping[str, bytes]) -> None:
        """Keep encoded readings."""
        self._cache.put_many(readings)

    def text(self, blob: str) -> bytes | None:
        """The content itself, if it was kept."""
        return self._texts.get_many([blob]).get(blob)

    def keep_text(self, blob: str, content: bytes) -> None:
        """Keep a content of which facts do not say enough, so that the next run need not read it again."""
        self._texts.put_many({blob: content})

    def close(self) -> None:
        """Let the files go; the cache opens them again when it is asked again."""
        self._cache.close()
        self._texts.close()


@cache
def _twin() -> str:
    return hashlib.blake2b(LIBRARY.read_bytes(), digest_size=4).hexdigest() if is_native() else "reference"
