"""A tree of bytes, for tests of reading that need no git."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping

from migrator.source.values import FileEntry, UnreadableFileError


class ListedTree:
    """Files given as path to bytes; what is None or said to be unreadable is listed and cannot be read."""

    def __init__(
        self,
        files: Mapping[str, bytes | None],
        *,
        symlinks: Iterable[str] = (),
        unreadable: Iterable[str] = (),
        is_hashed: bool = True,
    ) -> None:
        self.files = files
        self.reads: list[str] = []
        self._symlinks = frozenset(symlinks)
        self._unreadable = frozenset(unreadable)
        self._is_hashed = is_hashed

    @property
    def identity(self) -> str:
        return "listed"

    def entries(self) -> Mapping[str, FileEntry]:
        return {path: FileEntry(path, self._mode(path), self._blob(path)) for path in sorted(self.files)}

    def read(self, path: str) -> bytes:
        content = self.files.get(path)
        if content is None or path in self._unreadable:
            raise UnreadableFileError(path, "permission denied")
        return content

    def read_many(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        for path in paths:
            content = self.files.get(path)
            if content is not None and path not in self._unreadable:
                self.reads.append(path)
                yield path, content

    def _mode(self, path: str) -> str:
        return "120000" if path in self._symlinks else "100644"

    def _blob(self, path: str) -> str | None:
        content = self.files[path]
        if not self._is_hashed:
            return None
        data = b"" if content is None else content
        return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
