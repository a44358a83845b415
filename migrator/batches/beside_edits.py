"""What a file means beside its edits: the syntax tree may differ where bytes were edited, and nowhere else.

Bytes outside an edit stay by construction; that does not keep their meaning. A quote, a bracket, a backslash or an indentation that an edit opens
and does not close makes something else of the text behind it, and the file may still compile. So the trees of both texts are held against each
other: every node that meets no edit must stand, of the same kind and in the same blocks, where the edits have shifted it, and no other may. One that ends
where an edit begins may go on in what is new (a name more in an import), but begins where it did.
"""

import ast
import re
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from migrator.recipes.editing.edits import sorted_edits
from migrator.recipes.editing.syntax import Placed, SourceFile, parse_source
from migrator.recipes.values import Edit

_PIECES_HAVE_PLACES = sys.version_info >= (3, 12)
"""Before, what stands in an f-string has no place of its own."""


_OPENS = re.compile(rb"[\"'\\;\r\f#]|coding")
"""What may reach beyond its line, or is not worth a second thought where most lines have none of it."""


class _Node(NamedTuple):
    """A node by kind, span, and the kinds of the blocks that it is in, the outermost first."""

    start: int
    end: int
    kind: str
    blocks: tuple[str, ...]


def changed_beside(
    path: str, before: bytes, after: bytes, edits: Sequence[Edit], statements: Iterable[tuple[int, int]] = ()
) -> str:
    """What else the edits changed, with its line after them, or ``""``. A text that does not parse has no meaning to keep.

    Args:
        path: For messages only.
        before: The bytes that the edits were planned on.
        after: The same with the edits.
        edits: All of them.
        statements: Spans of statements of the old text that are known; where all edits lie in their lines, only those lines are parsed.
    """
    if _stay_in_lines(before, edits, statements):
        return ""
    was, now = parse_source(path, before), parse_source(path, after)
    if not isinstance(was, SourceFile) or not isinstance(now, SourceFile):
        return ""
    if was.codec != now.codec and _left_of(before, edits).strip():
        return f"line 1: the encoding was {was.codec} and is {now.codec}"
    edited = _Edited(edits)
    old, new = set(_nodes(was, edited.old)), set(_nodes(now, edited.new))
    kept = {edited.shifted(node) for node in old if not edited.old.meets(node.start, node.end)}
    found = {node for node in new if not edited.new.meets(node.start, node.end)}
    gone = (kept - found) | set(_not_continued(old, new, edited))
    wrong = min(gone | (found - kept), default=None, key=lambda node: (node.start, -node.end))
    if wrong is None:
        return ""
    said = "is not there any more" if wrong in gone else "was not there before"
    return f"line {now.line_of(wrong.start)}: beside the edits, {wrong.kind} {said}"


def _left_of(before: bytes, edits: Sequence[Edit]) -> bytes:
    """The bytes that no edit takes."""
    ordered = sorted_edits(edits)
    starts = [0, *(one.end for one in ordered)]
    ends = [*(one.start for one in ordered), len(before)]
    return b"".join(before[start:end] for start, end in zip(starts, ends, strict=True))


def _stay_in_lines(before: bytes, edits: Sequence[Edit], statements: Iterable[tuple[int, int]]) -> bool:
    """Whether each edit lies in whole lines that are statements by themselves before and after, so that nothing beside them can change.

    Such lines open nothing that they do not close. Without a quote or a backslash in them this holds too where they are part of a string or stand
    in brackets. Most imports that are rewritten are such, and to parse some lines takes a hundredth of what the whole file does.
    """
    ordered = sorted_edits(edits)
    spans = sorted(statements)
    groups: dict[tuple[int, int], list[Edit]] = {}
    for edit in ordered:
        is_between = edit.start == edit.end and before[edit.start - 1 : edit.start] == b"\n"
        start, end = _lines_around(before, edit.start - is_between, edit.end - is_between)
        for first, last in spans:
            if first < end and start < last:
                start, end = _lines_around(before, min(first, start), max(last, end))
        if groups and start < (latest := next(reversed(groups)))[1]:
            groups[min(start, latest[0]), max(end, latest[1])] = [*groups.pop(latest), edit]
        else:
            groups[start, end] = [edit]
    return all(_is_by_itself(before, lines, group) for lines, group in groups.items())


def _lines_around(raw: bytes, start: int, end: int) -> tuple[int, int]:
    """The whole lines that a span touches, the last line's end included. Lone carriage returns make them longer, which does no harm."""
    below = raw.find(b"\n", max(start, end - 1))
    return raw.rfind(b"\n", 0, start) + 1, len(raw) if below < 0 else below + 1


def _is_by_itself(before: bytes, lines: tuple[int, int], edits: Sequence[Edit]) -> bool:
    start, end = lines
    if before[:3] == b"\xef\xbb\xbf" and not start:
        return False
    new = b"".join(
        before[(edits[index - 1].end if index else start) : edit.start] + edit.new
        for index, edit in enumerate(edits)
    )
    new += before[edits[-1].end : end]
    depth = _depth_of_imports(before[start:end], is_last=end == len(before))
    return depth is not None and depth == _depth_of_imports(new, is_last=end == len(before))


def _depth_of_imports(text: bytes, *, is_last: bool) -> bytes | None:
    """The white space before lines that are nothing but whole import statements at one depth, in plain characters; None where they are anything else."""
    if not text.isascii() or _OPENS.search(text) or not (is_last or text.endswith(b"\n")):
        return None
    indent = text[: len(text) - len(text.lstrip(b" \t"))]
    try:
        tree = ast.parse(b"if 1:\n" + text if indent else text)
    except (SyntaxError, ValueError):
        return None
    outer = tree.body[0] if len(tree.body) == 1 else None
    block = outer.body if indent and isinstance(outer, ast.If) else tree.body
    is_all = bool(block) and all(isinstance(node, ast.Import | ast.ImportFrom) for node in block)
    return indent if is_all else None


def _not_continued(old: Iterable[_Node], new: Iterable[_Node], edited: "_Edited") -> Iterator[_Node]:
    """Nodes beside an edit that are not there any more, shifted. They may have grown or shrunk with it, but on that side only."""
    starts = {(node.kind, node.blocks, node.start) for node in new}
    ends = {(node.kind, node.blocks, node.end) for node in new}
    for node in old:
        if edited.old.covers_some(node.start, node.end):
            continue
        is_after, is_before = node.start in edited.ends, node.end in edited.starts
        shifted = edited.shifted(node)
        if (is_after and not is_before and (node.kind, node.blocks, shifted.end) not in ends) or (
            is_before and not is_after and (node.kind, node.blocks, shifted.start) not in starts
        ):
            yield shifted


class _Spans:
    """Spans of a text, sorted and without overlap; an empty one is a place."""

    def __init__(self, spans: Sequence[tuple[int, int]]) -> None:
        self.spans = spans
        self.starts = [start for start, _ in spans]
        self.ends = [end for _, end in spans]

    def before(self, offset: int) -> int:
        """How many of them end there or before."""
        return bisect_right(self.ends, offset)

    def covers_some(self, start: int, end: int) -> bool:
        """Whether one of them has bytes in common with a span, or is a place inside it."""
        index = self.before(start)
        return index < len(self.spans) and self.starts[index] < end

    def meets(self, start: int, end: int) -> bool:
        """The same, or one of them begins or ends where the span does."""
        index = bisect_left(self.ends, start)
        return index < len(self.spans) and self.starts[index] <= end


class _Edited:
    """Where edits are, in the old text and in the new."""

    def __init__(self, edits: Sequence[Edit]) -> None:
        ordered = sorted_edits(edits)
        growth = list(accumulate((len(one.new) - (one.end - one.start) for one in ordered), initial=0))
        self.growth = growth
        self.old = _Spans([(one.start, one.end) for one in ordered])
        self.starts, self.ends = set(self.old.starts), set(self.old.ends)
        starts = [one.start + grown for one, grown in zip(ordered, growth, strict=False)]
        self.new = _Spans([(start, start + len(one.new)) for start, one in zip(starts, ordered, strict=True)])

    def shifted(self, node: _Node) -> _Node:
        """An untouched node of the old text, where it stands in the new one."""
        by = self.growth[self.old.before(node.start)]
        return node._replace(start=node.start + by, end=node.end + by)


def _nodes(file: SourceFile, edits: _Spans) -> Iterator[_Node]:
    """All statements; and the expressions of those that an edit touches, since the others are the very bytes that they were."""
    for placed in file.statements:
        start, end = file.statement_span(placed.node)
        blocks = tuple(type(one).__name__ for one in placed.parents)
        yield _Node(start, end, type(placed.node).__name__, blocks)
        if edits.meets(start, end):
            yield from _expressions(file, placed, blocks)


def _expressions(file: SourceFile, placed: Placed, blocks: tuple[str, ...]) -> Iterator[_Node]:
    """The nodes of a statement that are no statements and hold none."""
    waiting = [child for child in ast.iter_child_nodes(placed.node) if not _holds_statements(child)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.expr | ast.alias | ast.arg | ast.keyword):
            yield _Node(*file.span(node), type(node).__name__, blocks)
        if _PIECES_HAVE_PLACES or not isinstance(node, ast.JoinedStr):
            waiting.extend(ast.iter_child_nodes(node))


def _holds_statements(node: ast.AST) -> bool:
    return isinstance(node, ast.stmt | ast.ExceptHandler | ast.match_case)
