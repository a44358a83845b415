"""The edit layer: byte spans on exact bytes, and the one place where they become new bytes.

Text outside an edited span is unchanged by construction, whatever its encoding, line endings or oddities. Edits are planned on the very
bytes they are applied to; two that overlap are refused instead of ordered by luck, and a file that compiled before must compile after.
"""

import warnings
from collections.abc import Iterable, Mapping

import msgspec

from migrator.errors import FailedError, StalePlanError
from migrator.recipes.values import ChangeSet, Edit, FileChange
from migrator.source.values import Tree


class OverlappingEditsError(StalePlanError):
    """Raised when two edits claim the same bytes: the second recipe must be planned on the result of the first."""


class SpanError(FailedError):
    """Raised when an edit lies outside the bytes it is applied to."""


def sorted_edits(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Sort by place and drop edits that say the same twice.

    Insertions at one place stay in the order they were given. Raises OverlappingEditsError where two edits claim the same bytes.
    """
    result: list[Edit] = []
    seen: set[tuple[int, int, bytes]] = set()
    for edit in sorted(edits, key=lambda one: (one.start, one.end)):
        same = (edit.start, edit.end, edit.new)
        if same in seen and (edit.start != edit.end or any(_is_same(edit, one) for one in result)):
            continue
        if result and edit.start < result[-1].end:
            raise OverlappingEditsError(
                "two edits claim the same bytes",
                f"bytes {edit.start}:{edit.end} ({edit.why}) and {result[-1].start}:{result[-1].end} ({result[-1].why})",
                hint="plan the second recipe on the result of the first",
            )
        seen.add(same)
        result.append(edit)
    return tuple(result)


def _is_same(edit: Edit, other: Edit) -> bool:
    return (edit.start, edit.end, edit.new, edit.hunk) == (other.start, other.end, other.new, other.hunk)


def apply_edits(raw: bytes, edits: Iterable[Edit]) -> bytes:
    """The bytes after the edits. Raises OverlappingEditsError and SpanError."""
    pieces: list[bytes] = []
    position = 0
    for edit in sorted_edits(edits):
        if not 0 <= edit.start <= edit.end <= len(raw):
            raise SpanError("an edit lies outside its file", f"bytes {edit.start}:{edit.end} of {len(raw)}")
        pieces += [raw[position : edit.start], edit.new]
        position = edit.end
    pieces.append(raw[position:])
    return b"".join(pieces)


def apply_change_set(tree: Tree, change_set: ChangeSet) -> dict[str, bytes | None]:
    """New content by path, for every file that the change set changes, makes or removes (None): what an overlay tree is built of."""
    return {
        change.path: content_after(b"" if change.blob is None else tree.read(change.path), change)
        for change in change_set.files
    }


def content_after(raw: bytes, change: FileChange) -> bytes | None:
    """What a file holds after a change, None where it is removed; ``raw`` are the bytes that the change was planned on."""
    return None if change.is_gone else apply_edits(raw, change.edits)


def without_hunks(change_set: ChangeSet, excluded: Mapping[str, frozenset[str]]) -> ChangeSet:
    """The change set without the optional hunks of these keys, by path."""
    files = []
    for change in change_set.files:
        keys = excluded.get(change.path, frozenset())
        edits = tuple(edit for edit in change.edits if not (edit.optional and edit.hunk in keys))
        if edits or change.blob is None or change.is_gone:
            files.append(msgspec.structs.replace(change, edits=edits))
    return msgspec.structs.replace(change_set, files=tuple(files))


def line_of(raw: bytes, offset: int) -> int:
    r"""The line of a byte offset, from 1. Lines end with ``\n``, ``\r\n`` and ``\r`` only."""
    before = raw[:offset]
    line = 1 + before.count(b"\n") + before.count(b"\r") - before.count(b"\r\n")
    return line - (1 if before.endswith(b"\r") and raw[offset : offset + 1] == b"\n" else 0)


def newline_near(raw: bytes, offset: int) -> bytes:
    r"""The line ending that the line of ``offset`` has; where it has none, that of the line before; else ``\n``."""
    ends = [place for place in (raw.find(b"\n", offset), raw.find(b"\r", offset)) if place >= 0]
    if not ends:
        place = max(raw.rfind(b"\n", 0, offset), raw.rfind(b"\r", 0, offset))
        if place < 0:
            return b"\n"
        ends = [place - 1 if raw[place - 1 : place + 1] == b"\r\n" else place]
    end = min(ends)
    return b"\r\n" if raw[end : end + 2] == b"\r\n" else raw[end : end + 1]


def why_broken(path: str, before: bytes, after: bytes) -> str:
    """Why CPython does not compile the result although it compiled the original, or ``""``."""
    problem = compile_problem(path, after)
    return problem if problem and not compile_problem(path, before) else ""


def compile_problem(path: str, raw: bytes) -> str:
    """What CPython says against these bytes, or ``""``. Nothing of them is executed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(raw, path, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError) as error:
        line = getattr(error, "lineno", None)
        return f"{type(error).__name__}: {getattr(error, 'msg', None) or error}" + (
            f" (line {line})" if line else ""
        )
    return ""
