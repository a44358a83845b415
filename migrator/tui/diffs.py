"""A file's change as rows to draw: inline or side by side, with hunks, word marks and folds. Nothing here knows of a screen.

It is made once for a file, away from the screen's loop, from the whole text of both sides and the spans that the engine names: never from a
diff's text, which would have to be parsed again. Drawing then asks for one row at a time.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Literal

from migrator.tui.syntax import Colour, colours
from migrator.wire.batches import FileDiff, HunkView, LineSpan

RowKind = Literal["note", "hunk", "same", "old", "new", "pair", "fold"]

CONTEXT = 3
_MARKED_LINES = 400
"""Spans with more lines than this get no word marks: nobody reads them word by word."""
_MARKED_WIDTH = 400
_WORDS = re.compile(r"\w+|\s+|.", re.DOTALL)

Marks = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffRow:
    """A row of the view.

    Attributes:
        kind: ``same``, ``old`` and ``new`` are lines inline, ``pair`` is a changed row side by side, ``hunk`` heads a span, ``fold`` stands
            for unchanged lines.
        old: The line of the old side, counted from 0, or -1.
        new: The line of the new side, counted from 0, or -1.
        span: The span it belongs to, or -1.
        count: For a fold, how many lines it hides.
    """

    kind: RowKind
    old: int = -1
    new: int = -1
    span: int = -1
    count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Lines that change together, with the hunks that make them."""

    old: range
    new: range
    hunks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """How a span stands: ``open``, ``approved``, ``rejected`` or ``mixed``, with the reason and why it is proposed."""

    state: str
    reason: str = ""
    why: str = ""
    optional: bool = True
    outlier: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffModel:
    """A file's change. `build` makes it, `rows` lays it out."""

    path: str
    kind: str
    note: str
    old: tuple[str, ...]
    new: tuple[str, ...]
    spans: tuple[Span, ...]
    old_colours: list[list[Colour]] = field(repr=False)
    new_colours: list[list[Colour]] = field(repr=False)
    old_marks: Mapping[int, Marks] = field(repr=False)
    new_marks: Mapping[int, Marks] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The rows of a model for one way to show it, and where each span starts and ends among them."""

    rows: tuple[DiffRow, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span_at(self, row: int) -> int:
        """The span at or before a row, else the first; -1 where there is none."""
        before = [number for number, start in enumerate(self.starts) if start <= row]
        return before[-1] if before else (0 if self.starts else -1)


def build(diff: FileDiff) -> DiffModel:
    """Make the model: word marks and colours of both sides. Pure, but slow for long files: call it in a thread."""
    old, new = _shown_lines(diff.old, diff.new)
    spans = tuple(_span(span) for span in diff.spans)
    old_marks: dict[int, Marks] = {}
    new_marks: dict[int, Marks] = {}
    for span in spans:
        if len(span.old) + len(span.new) <= _MARKED_LINES:
            for first, second in zip(span.old, span.new, strict=False):
                old_marks[first], new_marks[second] = word_marks(old[first], new[second])
    python = diff.path.endswith((".py", ".pyi"))
    return DiffModel(
        path=diff.path,
        kind=diff.kind,
        note=diff.note,
        old=old,
        new=new,
        spans=spans,
        old_colours=colours(old) if python else [[] for _ in old],
        new_colours=colours(new) if python else [[] for _ in new],
        old_marks=old_marks,
        new_marks=new_marks,
    )


def rows(
    model: DiffModel,
    *,
    split: bool,
    context: int = CONTEXT,
    unfolded: frozenset[int] = frozenset(),
) -> Layout:
    """Lay a model out.

    Args:
        model: The change of one file.
        split: Side by side instead of inline.
        context: How many unchanged lines stay visible around a span.
        unfolded: Folds to open, each by the old line it starts at.
    """
    result: list[DiffRow] = [DiffRow(kind="note")] if model.note else []
    starts: list[int] = []
    ends: list[int] = []
    old_at = new_at = 0
    for number, span in enumerate(model.spans):
        lead = 0 if number == 0 and not starts else context
        gap = range(old_at, span.old.start)
        result += _unchanged(gap, new_at, (lead, context), unfolded)
        starts.append(len(result))
        result.append(DiffRow(kind="hunk", span=number))
        result += _changed(span, number, split=split)
        ends.append(len(result))
        old_at, new_at = span.old.stop, span.new.stop
    tail = range(old_at, len(model.old))
    result += _unchanged(tail, new_at, (context if model.spans else len(model.old), 0), unfolded)
    return Layout(rows=tuple(result), starts=tuple(starts), ends=tuple(ends))


def decided(span: Span, hunks: Mapping[str, HunkView]) -> Decided:
    """How a span stands, from the decisions on its hunks."""
    found = [hunks[key] for key in span.hunks if key in hunks]
    if not found:
        return Decided(state="open")
    states = {hunk.decision for hunk in found}
    return Decided(
        state=states.pop() if len(states) == 1 else "mixed",
        reason=next((hunk.reason for hunk in found if hunk.reason), ""),
        why=next((hunk.why for hunk in found if hunk.why), ""),
        optional=all(hunk.optional for hunk in found),
        outlier=any(hunk.outlier for hunk in found),
    )


def next_open(spans: Sequence[Span], hunks: Mapping[str, HunkView], after: int) -> int:
    """The next span that is not decided, searching round the end; -1 where all are decided."""
    size = len(spans)
    for step in range(1, size + 1):
        number = (after + step) % size
        if decided(spans[number], hunks).state in {"open", "mixed"}:
            return number
    return -1


def word_marks(old: str, new: str) -> tuple[Marks, Marks]:
    """What differs between two lines, word by word, as (start, end); nothing where the lines have little in common."""
    if max(len(old), len(new)) > _MARKED_WIDTH:
        return (), ()
    first, second = _WORDS.findall(old), _WORDS.findall(new)
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    blocks = matcher.get_matching_blocks()
    common = sum(len("".join(first[block.a : block.a + block.size]).strip()) for block in blocks)
    if common * 3 < max(len(old.strip()), len(new.strip())):
        return (), ()
    changes = [opcode[1:] for opcode in matcher.get_opcodes() if opcode[0] != "equal"]
    return (
        _offsets(first, ((start, end) for start, end, _, _ in changes)),
        _offsets(second, ((start, end) for _, _, start, end in changes)),
    )


def _offsets(words: list[str], pieces: Iterable[tuple[int, int]]) -> Marks:
    at = [0]
    for word in words:
        at.append(at[-1] + len(word))
    return tuple((at[start], at[end]) for start, end in pieces if end > start)


def _span(span: LineSpan) -> Span:
    return Span(
        old=range(span.old_start, span.old_end), new=range(span.new_start, span.new_end), hunks=span.hunks
    )


def _shown_lines(old: Sequence[str], new: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Lines without their ends. A carriage return is shown only where not every line has one."""
    bare = [tuple(line.removesuffix("\n") for line in side) for side in (old, new)]
    lines = [line for side in bare for line in side[:-1]]
    if lines and all(line.endswith("\r") for line in lines):
        bare = [tuple(line.removesuffix("\r") for line in side) for side in bare]
    return bare[0], bare[1]


def _unchanged(gap: range, new_at: int, context: tuple[int, int], unfolded: frozenset[int]) -> list[DiffRow]:
    """Rows of equal lines, with a fold where there are more than the context on both sides."""
    shift = new_at - gap.start
    leads, trails = context
    hidden = range(gap.start + leads, gap.stop - trails)
    if len(hidden) < 2 or hidden.start in unfolded:
        return [DiffRow(kind="same", old=number, new=number + shift) for number in gap]
    before = range(gap.start, hidden.start)
    after = range(hidden.stop, gap.stop)
    return [
        *(DiffRow(kind="same", old=number, new=number + shift) for number in before),
        DiffRow(kind="fold", old=hidden.start, count=len(hidden)),
        *(DiffRow(kind="same", old=number, new=number + shift) for number in after),
    ]


def _changed(span: Span, number: int, *, split: bool) -> list[DiffRow]:
    if not split:
        return [
            *(DiffRow(kind="old", old=line, span=number) for line in span.old),
            *(DiffRow(kind="new", new=line, span=number) for line in span.new),
        ]
    height = max(len(span.old), len(span.new))
    return [
        DiffRow(
            kind="pair",
            old=span.old[step] if step < len(span.old) else -1,
            new=span.new[step] if step < len(span.new) else -1,
            span=number,
        )
        for step in range(height)
    ]
