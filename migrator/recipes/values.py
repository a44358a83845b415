"""Change sets as frozen values: what an intention means for one tree.

Byte spans on the exact bytes they were planned on, and all that was deliberately left alone. The intentions themselves
(`MoveSymbols`, `RewriteImports`, ...) are kept in records, so they live in `migrator.records.intentions`.
"""

import msgspec

from migrator.model.values import Symbol


class Edit(msgspec.Struct, frozen=True):
    """Replace the bytes ``start:end`` of a file.

    ``hunk`` groups edits that only make sense together (an import's name and its uses): they are approved and rejected as one. It is
    stable under re-planning: made of what is edited, never of line numbers or offsets.
    """

    start: int
    end: int
    new: bytes
    hunk: str
    shape: str
    """What equal edits have in common, in words and code: ``from A import X -> from B import X, alone on its line``."""
    why: str
    optional: bool = True
    """A use site; False for definition, target and shim: rejecting one of those rejects the recipe."""


class FileChange(msgspec.Struct, frozen=True):
    """The edits of one file, sorted and without overlap. ``blob`` is the content they were planned on; None makes a new file."""

    path: str
    blob: str | None
    edits: tuple[Edit, ...]
    is_gone: bool = False
    """The file is removed; its one edit is all of its text."""
    origin: str = ""
    """Of a new file: the path that its content was moved from."""
    is_executable: bool = False
    """Of a new file, or of one that goes."""


class Left(msgspec.Struct, frozen=True, order=True):
    """A site that a recipe leaves as it is."""

    path: str
    line: int
    reason: str


class ChangeSet(msgspec.Struct, frozen=True):
    """What a recipe does to one tree."""

    files: tuple[FileChange, ...] = ()
    left: tuple[Left, ...] = ()
    renames: tuple[tuple[Symbol, Symbol], ...] = ()
    """Definitions that live elsewhere now (old, new)."""
    shims: tuple[Symbol, ...] = ()
    """Old paths kept working on purpose."""
    retired: tuple[Symbol, ...] = ()
    """Old paths given up on purpose: nobody may use them any more."""
    canonical: tuple[Symbol, ...] = ()
    """Paths that somebody chose for everybody where no plan says which."""
    modules: tuple[tuple[str, str], ...] = ()
    """Modules that live elsewhere now (old, new), each by itself: what a package holds is listed too."""
    notes: tuple[str, ...] = ()
    """What a person should know: pickles, ``__module__``, deferred names that are patched…"""
    refused: str = ""
    """Why nothing was planned, or ``""``."""

    @property
    def is_empty(self) -> bool:
        """Nothing would change."""
        return not any(change.edits or change.blob is None or change.is_gone for change in self.files)
