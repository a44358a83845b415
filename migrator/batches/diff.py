"""Diffs from edits, never from comparing texts: a hunk's lines are known because its bytes are.

Lines end at a line feed, as git has them. Spans of several edits that share a line are one span with several hunks.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from migrator.recipes.edits import apply_edits
from migrator.recipes.values import Edit, FileChange

CONTEXT = 3


@dataclass(frozen=True)
class Span:
    """Lines ``old_start:old_end`` become ``new_start:new_end`` (from 0, end exclusive)."""

    old_start: int
    old_end: int
    new_start: int
    new_end: int
    hunks: tuple[str, ...]


@dataclass(frozen=True)
class FileText:
    """A file before and after as lines, each with its line ending, and the spans that differ."""

    path: str
    old: tuple[bytes, ...]
    new: tuple[bytes, ...]
    spans: tuple[Span, ...]
    is_new: bool


def file_text(change: FileChange, base: bytes) -> FileText:
    """The lines of a changed file. ``base`` is ignored for a new file."""
    old = b"" if change.blob is None else base
    edits = sorted(change.edits, key=lambda edit: (edit.start, edit.end))
    new = apply_edits(old, edits)
    return FileText(
        path=change.path,
        old=_lines(old),
        new=_lines(new),
        spans=tuple(_spans(old, new, edits)),
        is_new=change.blob is None,
    )


def unified(text: FileText, context: int = CONTEXT) -> bytes:
    """The file's unified diff, as ``git apply`` takes it."""
    before = b"/dev/null" if text.is_new else b"a/" + _path(text.path)
    lines = [b"--- " + before + b"\n", b"+++ b/" + _path(text.path) + b"\n"]
    for group in _groups(text.spans, context):
        lines.extend(_hunk(text, group, context))
    return b"".join(lines) if text.spans else b""


def changed_lines(text: FileText) -> tuple[int, int]:
    """How many lines are added and removed."""
    return (
        sum(span.new_end - span.new_start for span in text.spans),
        sum(span.old_end - span.old_start for span in text.spans),
    )


def _lines(raw: bytes) -> tuple[bytes, ...]:
    parts = raw.split(b"\n")
    lines = [part + b"\n" for part in parts[:-1]]
    if parts[-1]:
        lines.append(parts[-1])
    return tuple(lines)


def _spans(old: bytes, new: bytes, edits: Sequence[Edit]) -> Iterable[Span]:
    """One span a run of edits whose lines meet, narrowed to the lines that really differ."""
    shift = 0
    runs: list[list[tuple[int, int, int, int, str]]] = []
    for edit in edits:
        new_start = edit.start + shift
        shift += len(edit.new) - (edit.end - edit.start)
        rows = (
            _line(old, edit.start),
            _end_line(old, edit.start, edit.end),
            _line(new, new_start),
            _end_line(new, new_start, new_start + len(edit.new)),
            edit.hunk,
        )
        if runs and rows[0] < max(row[1] for row in runs[-1]):
            runs[-1].append(rows)
        else:
            runs.append([rows])
    old_lines, new_lines = _lines(old), _lines(new)
    for run in runs:
        yield _narrowed(run, old_lines, new_lines)


def _narrowed(
    run: Sequence[tuple[int, int, int, int, str]], old: Sequence[bytes], new: Sequence[bytes]
) -> Span:
    old_start, new_start = min(row[0] for row in run), min(row[2] for row in run)
    old_end = min(max(row[1] for row in run), len(old))
    new_end = min(max(row[3] for row in run), len(new))
    while old_start < old_end and new_start < new_end and old[old_start] == new[new_start]:
        old_start, new_start = old_start + 1, new_start + 1
    while old_start < old_end and new_start < new_end and old[old_end - 1] == new[new_end - 1]:
        old_end, new_end = old_end - 1, new_end - 1
    return Span(old_start, old_end, new_start, new_end, tuple(dict.fromkeys(row[4] for row in run)))


def _line(raw: bytes, offset: int) -> int:
    return raw.count(b"\n", 0, offset)


def _end_line(raw: bytes, start: int, end: int) -> int:
    """The line after the last that the bytes touch: the line of ``end`` counts unless ``end`` is its very start."""
    line = raw.count(b"\n", 0, end)
    at_line_start = end == 0 or raw[end - 1 : end] == b"\n"
    if at_line_start and end > start:
        return line
    return line + 1


def _groups(spans: Sequence[Span], context: int) -> Iterable[list[Span]]:
    group: list[Span] = []
    for span in spans:
        if group and span.old_start - group[-1].old_end > 2 * context:
            yield group
            group = []
        group.append(span)
    if group:
        yield group


def _hunk(text: FileText, group: Sequence[Span], context: int) -> Iterable[bytes]:
    old_start = max(group[0].old_start - context, 0)
    new_start = group[0].new_start - (group[0].old_start - old_start)
    old_end = min(group[-1].old_end + context, len(text.old))
    new_end = group[-1].new_end + (old_end - group[-1].old_end)
    yield b"@@ -%s +%s @@\n" % (_range(old_start, old_end), _range(new_start, new_end))
    position = old_start
    for span in group:
        yield from (_row(b" ", line) for line in text.old[position : span.old_start])
        yield from (_row(b"-", line) for line in text.old[span.old_start : span.old_end])
        yield from (_row(b"+", line) for line in text.new[span.new_start : span.new_end])
        position = span.old_end
    yield from (_row(b" ", line) for line in text.old[position:old_end])


def _range(start: int, end: int) -> bytes:
    number = end - start
    first = start + 1 if number else start
    return b"%d" % first if number == 1 else b"%d,%d" % (first, number)


def _row(sign: bytes, line: bytes) -> bytes:
    if line.endswith(b"\n"):
        return sign + line
    return sign + line + b"\n\\ No newline at end of file\n"


def _path(path: str) -> bytes:
    return path.encode("utf-8", "surrogateescape")
