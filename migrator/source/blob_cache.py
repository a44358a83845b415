"""Contents that were read from git's objects, kept in memory.

A blob never changes, so what was read once serves every tree that has it: planning, proving and showing a batch read the same few files again
and again, and each read would be a process. Bounded by bytes; what was used least lately goes first.
"""

import threading
from collections import OrderedDict

DEFAULT_BYTES = 64 * 1024 * 1024


class BlobCache:
    """Blob id to content. Safe to share between threads."""

    def __init__(self, most_bytes: int = DEFAULT_BYTES) -> None:
        self._most = most_bytes
        self._size = 0
        self._contents: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, oid: str) -> bytes | None:
        """The content, None where it is not kept."""
        with self._lock:
            content = self._contents.get(oid)
            if content is not None:
                self._contents.move_to_end(oid)
            return content

    def put(self, oid: str, content: bytes) -> None:
        """Keep a content; one that is larger than an eighth of the whole is not kept."""
        if len(content) > self._most // 8:
            return
        with self._lock:
            if oid not in self._contents:
                self._size += len(content)
            self._contents[oid] = content
            self._contents.move_to_end(oid)
            while self._size > self._most:
                _, dropped = self._contents.popitem(last=False)
                self._size -= len(dropped)
