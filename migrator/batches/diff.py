"""Diffs from edits, never from comparing texts: a hunk's lines are known because its bytes are.

Lines end at a line feed, as git has them. Spans of several edits that share a line are one span with several hunks.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from migrator.recipes.editing.edits import apply_edits, sorted_edits
from migrator.recipes.values import Edit, FileChange

CONTEXT = 3
_SPACE, _DELETE = 0x20, 0x7F


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
    is_gone: bool = False
    is_executable: bool = False
    """Of a new file, or of one that goes."""


def file_text(change: FileChange, base: bytes) -> FileText:
    """The lines of a changed file. ``base`` is ignored for a new file."""
    old = b"" if change.blob is None else base
    edits = sorted_edits(change.edits)
    new = apply_edits(old, edits)
    return FileText(
        path=change.path,
        old=_lines(old),
        new=_lines(new),
        spans=tuple(_spans(old, new, edits)),
        is_new=change.blob is None,
        is_gone=change.is_gone,
        is_executable=change.is_executable,
    )


def unified_move(old: str, new: str) -> bytes:
    """The diff of a file that is moved as it is, whatever is in it."""
    before, after = _path(old), _path(new)
    first = b"diff --git " + _quoted(b"a/" + before) + b" " + _quoted(b"b/" + after) + b"\n"
    names = b"rename from " + _quoted(before) + b"\nrename to " + _quoted(after) + b"\n"
    return first + b"similarity index 100%\n" + names


def unified(text: FileText, context: int = CONTEXT) -> bytes:
    """The file's unified diff, as ``git diff`` writes it and ``git apply`` takes it.

    git's own first line is part of it: without it a new empty file cannot be said, and a file that becomes empty would count as deleted.
    """
    if not text.spans and not text.is_new and not text.is_gone:
        return b""
    before, after = _quoted(b"a/" + _path(text.path)), _quoted(b"b/" + _path(text.path))
    lines = [b"diff --git " + before + b" " + after + b"\n"]
    if text.is_new:
        lines.append(b"new file mode %s\n" % (b"100755" if text.is_executable else b"100644"))
    if text.is_gone:
        lines.append(b"deleted file mode %s\n" % (b"100755" if text.is_executable else b"100644"))
    if text.spans:
        lines.append(b"--- " + (b"/dev/null" if text.is_new else _ended(before)) + b"\n")
        lines.append(b"+++ " + (b"/dev/null" if text.is_gone else _ended(after)) + b"\n")
    for group in _groups(text.spans, context):
        lines.extend(_hunk(text, group, context))
    return b"".join(lines)


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


@dataclass(frozen=True)
class _Rows:
    """Whole lines that an edit changes in the old and the new text, and its hunk."""

    old_start: int
    old_end: int
    new_start: int
    new_end: int
    hunk: str


def _spans(old: bytes, new: bytes, edits: Sequence[Edit]) -> Iterable[Span]:
    """One span a run of edits whose lines meet, narrowed to the lines that really differ."""
    runs: list[list[_Rows]] = []
    for rows in _rows(old, new, edits):
        if runs and rows.old_start < runs[-1][-1].old_end:
            runs[-1].append(rows)
        else:
            runs.append([rows])
    old_lines, new_lines = _lines(old), _lines(new)
    for run in runs:
        span = _narrowed(run, old_lines, new_lines)
        if span.old_start < span.old_end or span.new_start < span.new_end:
            yield span


def _rows(old: bytes, new: bytes, edits: Sequence[Edit]) -> Iterable[_Rows]:
    """The edits as whole lines. Where one ends within a line of either text, the rest of that line changes with it."""
    shift = 0
    for edit in edits:
        new_start = edit.start + shift
        shift += len(edit.new) - (edit.end - edit.start)
        new_end = edit.end + shift
        rest = 0 if _starts_line(old, edit.end) and _starts_line(new, new_end) else 1
        yield _Rows(
            old_start=_line(old, edit.start),
            old_end=_line(old, edit.end) + rest,
            new_start=_line(new, new_start),
            new_end=_line(new, new_end) + rest,
            hunk=edit.hunk,
        )


def _narrowed(run: Sequence[_Rows], old: Sequence[bytes], new: Sequence[bytes]) -> Span:
    old_start, new_start = run[0].old_start, run[0].new_start
    old_end, new_end = min(run[-1].old_end, len(old)), min(run[-1].new_end, len(new))
    while old_start < old_end and new_start < new_end and old[old_start] == new[new_start]:
        old_start, new_start = old_start + 1, new_start + 1
    while old_start < old_end and new_start < new_end and old[old_end - 1] == new[new_end - 1]:
        old_end, new_end = old_end - 1, new_end - 1
    return Span(old_start, old_end, new_start, new_end, tuple(dict.fromkeys(row.hunk for row in run)))


def _line(raw: bytes, offset: int) -> int:
    return raw.count(b"\n", 0, offset)


def _starts_line(raw: bytes, offset: int) -> bool:
    return offset == 0 or raw[offset - 1 : offset] == b"\n"


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


def _quoted(name: bytes) -> bytes:
    """A name as git writes it in a diff: in quotes where a byte of it could be taken for something else, or is no text."""
    is_text = _is_utf8(name)
    if is_text and not any(byte < _SPACE or byte in b'"\\\x7f' for byte in name):
        return name
    return b'"' + b"".join(_escaped(byte, is_text=is_text) for byte in name) + b'"'


def _is_utf8(name: bytes) -> bool:
    try:
        name.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _escaped(byte: int, *, is_text: bool) -> bytes:
    if byte in b'"\\':
        return b"\\" + bytes([byte])
    is_shown = _SPACE <= byte < _DELETE or (byte > _DELETE and is_text)
    return bytes([byte]) if is_shown else b"\\%03o" % byte


def _ended(name: bytes) -> bytes:
    """A tab ends a name with a blank in it, or what follows the blank could be taken for a date."""
    return name + b"\t" if b" " in name and not name.startswith(b'"') else name
