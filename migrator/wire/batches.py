"""Batches as rows, and opened with everything that a reviewer reads."""

import msgspec


class BatchRow(msgspec.Struct, frozen=True):
    """A batch in a list. ``state``: ``proposed``, ``partly``, ``approved``, ``rejected``, ``red``, ``refused``, ``stale``."""

    id: str
    phase: str
    title: str
    sites: int
    closes: int
    state: str
    reasons: tuple[str, ...] = ()


class BatchesView(msgspec.Struct, frozen=True):
    """The answer to ``batches``."""

    schema: int
    commit: str
    batches: tuple[BatchRow, ...]


class ShapeView(msgspec.Struct, frozen=True):
    """What equal edits have in common, with the keys of its hunks."""

    id: str
    text: str
    hunks: tuple[str, ...]
    files: int
    outlier: bool
    approved: int
    rejected: int


class HunkView(msgspec.Struct, frozen=True):
    """Edits of one file that are decided together. ``decision``: ``open``, ``approved``, ``rejected``."""

    key: str
    path: str
    line: int
    shape: str
    old: str
    new: str
    why: str
    optional: bool
    outlier: bool
    decision: str
    reason: str


class ChangedFileView(msgspec.Struct, frozen=True):
    """A file of a batch. ``kind`` is ``changed``, ``new`` or ``deleted``."""

    path: str
    kind: str
    hunks: int
    approved: int
    rejected: int
    added: int
    removed: int


class LeftView(msgspec.Struct, frozen=True):
    """A site left as it is."""

    file: str
    line: int
    reason: str


class ProofView(msgspec.Struct, frozen=True):
    """One static proof."""

    name: str
    holds: bool
    said: str
    details: tuple[str, ...] = ()


class MeasureView(msgspec.Struct, frozen=True):
    """A phase's measure before and after a batch."""

    phase: str
    unit: str
    before: int
    after: int
    parts_before: dict[str, int]
    parts_after: dict[str, int]


class EffectView(msgspec.Struct, frozen=True):
    """What a batch does to the campaign."""

    measures: tuple[MeasureView, ...]
    closed: tuple[str, ...]
    added: tuple[str, ...]
    broken_before: int
    broken_after: int


class BatchView(msgspec.Struct, frozen=True):
    """One batch, planned, with everything a reviewer reads."""

    schema: int
    id: str
    phase: str
    title: str
    state: str
    base: str
    recipes: tuple[str, ...]
    """Each in words."""
    reasons: tuple[str, ...]
    closes: tuple[str, ...]
    shapes: tuple[ShapeView, ...]
    files: tuple[ChangedFileView, ...]
    hunks: tuple[HunkView, ...]
    left: tuple[LeftView, ...]
    notes: tuple[str, ...]
    proofs: tuple[ProofView, ...]
    effect: EffectView | None
    message: str
    tree: str
    """The tree id that is approved when it is landed as it stands."""
    refused: str
    diff: str | None = None
    """Unified, where it was asked for."""


class LineSpan(msgspec.Struct, frozen=True):
    """Lines that a file's hunks change: ``old_start:old_end`` become ``new_start:new_end`` (from 0, end exclusive)."""

    old_start: int
    old_end: int
    new_start: int
    new_end: int
    hunks: tuple[str, ...]


class FileDiff(msgspec.Struct, frozen=True):
    """The whole text of a file before and after, and the lines that change; between spans the lines are equal."""

    path: str
    kind: str
    old: tuple[str, ...]
    new: tuple[str, ...]
    spans: tuple[LineSpan, ...]
    note: str = ""
