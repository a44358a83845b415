"""What every kind of tree offers: which files there are, and their bytes.

A commit, the working tree and an overlay look the same from here on. The content of a file is named by the blob id that git
gives to its bytes, so facts are cached by content whatever kind of tree they were read from.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from migrator.errors import RefusedError

SYMLINK_MODE = "120000"


class UnreadableFileError(RefusedError):
    """Raised when a file of a tree is gone, is no plain file, may not be read, or lies outside the root.

    Args:
        path: Relative to the root.
        reason: Why it was not read.
    """

    advice = ""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path} was not read: {reason}", hint=self.advice)
        self.path = path
        self.reason = reason


class ChangedFileError(UnreadableFileError):
    """Raised when a file of the working tree holds other bytes than when the tree was listed: nothing that is known of it holds.

    Args:
        path: Relative to the root.
    """

    advice = "Nothing was changed; ask again, and it is looked at as it is now."

    def __init__(self, path: str) -> None:
        super().__init__(path, "it has changed since it was listed")


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file.

    Attributes:
        path: Relative to the root, with `/`; bytes that are no UTF-8 as surrogates.
        mode: As git writes it: `100644`, `100755`, `120000`.
        blob: The blob id of the content, None where it is not known without reading.
    """

    path: str
    mode: str
    blob: str | None

    @property
    def is_symlink(self) -> bool:
        """Its content is the name of another file; it is never followed."""
        return self.mode == SYMLINK_MODE


class Tree(Protocol):
    """A set of files that does not change under the reader (the working tree: as it was when it was listed)."""

    @property
    def identity(self) -> str:
        """Equal for equal trees: a tree id for commits, a digest of the listing otherwise."""

    def entries(self) -> Mapping[str, FileEntry]:
        """The files by path, sorted by path; submodules are left out."""

    def read(self, path: str) -> bytes:
        """The content of one file; of a symlink the name it holds.

        Raises:
            UnreadableFileError: There is no such file or it cannot be read.
        """

    def read_many(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """The contents of many, in their order. A file that cannot be read is left out: `read` says why."""
