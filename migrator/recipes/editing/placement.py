"""Where a definition stands in a file: what belongs to it, how it is taken out, and where it is put in.

A comment directly above a definition is its own; a comment block with a blank line in between belongs to the file. Taking a definition out
closes the gap, putting one in keeps the usual distance, and neither touches any other byte.
"""

import ast
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from migrator.recipes.editing.edits import newline_near
from migrator.recipes.editing.import_edits import Splice, remove_statement
from migrator.recipes.editing.syntax import Placed, SourceFile, is_typing_test

_FIRST_LINES = re.compile(rb"#!|#.*coding[:=]")
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class Block(NamedTuple):
    """Lines that are put into a file.

    Attributes:
        text: Without the final line ending.
        ends: Whether the first and the last of them are classes or functions.
    """

    text: bytes
    ends: tuple[bool, bool]


def top_level(file: SourceFile, index: int) -> Placed:
    """A top-level statement with its block."""
    return Placed(file.tree.body[index], file.tree.body, index, (file.tree,))


def attached_start(file: SourceFile, node: ast.stmt) -> int:
    """Where the comments directly above a statement start, or the line of the statement itself."""
    start = file.line_start(file.statement_span(node)[0])
    line = file.line_of(start)
    while line > 1:
        above = file.line_starts[line - 2]
        text = file.raw[above : file.line_end(above)]
        if not text.startswith(b"#") or (line - 1 <= 2 and _FIRST_LINES.match(text)):
            break
        start, line = above, line - 1
    return start


def own_span(file: SourceFile, node: ast.stmt) -> tuple[int, int]:
    """What belongs to a top-level statement: comments above, decorators, the trailing comment, comments that end its body; no line ending."""
    start, end = file.statement_span(node)
    if not file.stands_alone(node):
        return start, end
    return attached_start(file, node), _body_end(file, node, file.line_end(end))


def _body_end(file: SourceFile, node: ast.stmt, end: int) -> int:
    """Where the indented comments below the last statement of a body end; ``end`` where there are none."""
    if not isinstance(node, (*_DEFINITIONS, ast.If, ast.For, ast.While, ast.Try, ast.With)):
        return end
    place = file.next_line(end)
    while place < len(file.raw):
        stop = file.line_end(place)
        text = file.raw[place:stop]
        if text.strip() and not (text[:1] in {b" ", b"\t"} and text.strip().startswith(b"#")):
            break
        end = stop if text.strip() else end
        place = file.next_line(stop)
    return end


def remove_definitions(
    file: SourceFile, indexes: Iterable[int], *, with_comments: bool = True
) -> list[Splice]:
    """Take top-level statements out, and the blank lines that would be left over."""
    runs: list[tuple[int, int]] = []
    splices: list[Splice] = []
    chosen = set(indexes)
    for group in _line_groups(file):
        taken = [index for index in group if index in chosen]
        if len(taken) == len(group):
            first, last = file.tree.body[group[0]], file.tree.body[group[-1]]
            start = (
                attached_start(file, first)
                if with_comments
                else file.line_start(file.statement_span(first)[0])
            )
            stop = file.next_line(own_span(file, last)[1])
            if runs and not file.raw[runs[-1][1] : start].strip():
                runs[-1] = (runs[-1][0], stop)
            else:
                runs.append((start, stop))
        elif len(taken) == 1:
            splices += remove_statement(file, top_level(file, taken[0]))
        elif taken:
            start = file.statement_span(file.tree.body[taken[0]])[0]
            raise ValueError(
                f"several of the statements of {file.path}:{file.line_of(start)} would be torn out"
            )
    return splices + [_without_gap(file, start, stop) for start, stop in runs]


def blank_top(file: SourceFile, splices: Iterable[Splice]) -> list[Splice]:
    """The blank lines that would be left at the top of a file that starts with something now: several splices may take what stood above them."""
    found: list[Splice] = []
    position = file.line_starts[0]
    if not file.raw[position : file.line_end(position)].strip():
        return []
    last = Splice(len(file.raw), len(file.raw), b"end")
    for one in [*sorted(splices, key=lambda splice: splice[:2]), last]:
        between = file.raw[position : one.start]
        blank = len(between) - len(between.lstrip(b" \t\r\n"))
        if blank < len(between):
            blank = max(between.rfind(b"\n", 0, blank), between.rfind(b"\r", 0, blank)) + 1
        if blank:
            found.append(Splice(position, position + blank, b""))
        if blank < len(between) or one.new.strip():
            break
        position = max(position, one.end)
    return found


def block_splice(
    file: SourceFile, index: int | None, block: Block, *, has_new_imports: bool, gone: frozenset[int]
) -> Splice:
    """Put a block before the top-level statement ``index``, or at the end of the file; ``gone`` are the statements that vanish."""
    ends = block.ends
    body = file.tree.body
    newline = newline_near(file.raw, len(file.raw.rstrip(b"\r\n")))
    has_new_imports = has_new_imports and header_length(body) == len(body)
    if index is None:
        previous = body[-1] if body else None
        is_below = has_new_imports or (previous is None and bool(file.raw[file.line_starts[0] :].strip()))
        distance = _distance(previous, is_definition=ends[0], after_imports=is_below)
        return _at_end(file, block.text, newline, distance)
    place = attached_start(file, body[index])
    blanks = blank_lines_before(file, place)
    before = _distance(
        body[index - 1] if index else None, is_definition=ends[0], after_imports=has_new_imports
    )
    after = 2 if ends[1] or isinstance(body[index], _DEFINITIONS) else min(blanks, 2)
    is_first = not has_new_imports and _is_nothing_above(file, index, gone)
    missing = 0 if is_first else max(0, before - blanks)
    return Splice(place, place, newline * missing + block.text + newline * (1 + after))


def _is_nothing_above(file: SourceFile, index: int, gone: frozenset[int]) -> bool:
    """Once the statements that vanish are gone, nothing but white space is left above a statement."""
    if not all(one in gone for one in range(index)):
        return False
    first = attached_start(file, file.tree.body[index]) if not index else file.span(file.tree.body[0])[0]
    return not file.raw[file.line_starts[0] : first].strip()


def append_block(file: SourceFile, block: bytes, *, has_line_end: bool) -> Splice:
    """Put a definition at the end of a file whose last statements may have been taken out."""
    newline = newline_near(file.raw, len(file.raw.rstrip(b"\r\n")))
    start = b"" if has_line_end else newline
    return Splice(len(file.raw), len(file.raw), start + newline * 2 + block + newline)


def settled(splices: Iterable[Splice], newline: bytes) -> list[Splice]:
    """Splices that do not get in each other's way, in an order that sorting keeps.

    Insertions at one place become one, in the order given. An insertion inside a deleted span (a new import below one that goes) takes
    the place of what is deleted.
    """
    every = list(splices)
    inserted = [one for one in every if one.start == one.end]
    result: list[Splice] = []
    for one in (one for one in every if one.start != one.end):
        inside = [other for other in inserted if one.start < other.start < one.end]
        inserted = [other for other in inserted if other not in inside]
        text = newline.join(other.new.strip(newline) for other in inside)
        result.append(Splice(one.start, one.end, one.new + text + newline) if inside else one)
    by_place: dict[int, bytes] = {}
    for one in inserted:
        by_place[one.start] = by_place.get(one.start, b"") + one.new
    return result + [Splice(place, place, new) for place, new in by_place.items()]


def header_length(body: Sequence[ast.stmt]) -> int:
    """How many statements at the top are docstring, imports, guards around imports, path set-up and dunder assignments."""
    for index, node in enumerate(body):
        if not _is_header(node, index):
            return index
    return len(body)


def is_definition(node: ast.stmt) -> bool:
    """A class or function: two blank lines around it."""
    return isinstance(node, _DEFINITIONS)


def is_docstring(node: ast.stmt) -> bool:
    """A bare string."""
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _is_header(node: ast.stmt, index: int) -> bool:
    if isinstance(node, ast.Import | ast.ImportFrom):
        return True
    if isinstance(node, ast.If):
        return is_typing_test(node.test) or all(_is_header(one, 1) for one in (*node.body, *node.orelse))
    if isinstance(node, ast.Try):
        return all(_is_header(one, 1) or isinstance(one, ast.Pass) for one in node.body)
    if isinstance(node, ast.Assign):
        target = node.targets[0]
        return isinstance(target, ast.Name) and target.id.startswith("__") and target.id.endswith("__")
    if isinstance(node, ast.Expr):
        return (index == 0 and is_docstring(node)) or is_path_setup(node)
    return False


def is_path_setup(node: ast.stmt) -> bool:
    """A call on ``sys.path``: imports below it may only be found because of it."""
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Call)
        and "'path'" in ast.dump(node.value.func)
    )


def _line_groups(file: SourceFile) -> list[list[int]]:
    """Top-level statements, those that share a line together."""
    groups: list[list[int]] = []
    last_line = 0
    for index, node in enumerate(file.tree.body):
        start, end = file.statement_span(node)
        if groups and file.line_of(start) == last_line:
            groups[-1].append(index)
        else:
            groups.append([index])
        last_line = file.line_of(end)
    return groups


def _without_gap(file: SourceFile, start: int, stop: int) -> Splice:
    before = blank_lines_before(file, start)
    after, end = 0, stop
    while end < len(file.raw) and not file.raw[end : file.line_end(end)].strip():
        after, end = after + 1, file.next_line(end)
    first_line = file.line_of(start)
    if first_line - before == 1:
        return Splice(file.line_starts[0], end, b"")
    if end >= len(file.raw) or after >= before:
        start = file.line_starts[first_line - 1 - before]
        return Splice(start, end if end >= len(file.raw) else stop, b"")
    return Splice(start, end, b"")


def blank_lines_before(file: SourceFile, place: int) -> int:
    """How many blank lines stand directly above the line of an offset."""
    line, count = file.line_of(place), 0
    while line - 1 - count >= 1:
        start = file.line_starts[line - 2 - count]
        if file.raw[start : file.line_end(start)].strip(b" \t\f"):
            break
        count += 1
    return count


def _distance(previous: ast.stmt | None, *, is_definition: bool, after_imports: bool) -> int:
    if previous is None and not after_imports:
        return 0
    if is_definition or isinstance(previous, _DEFINITIONS):
        return 2
    is_import = isinstance(previous, ast.Import | ast.ImportFrom | ast.If | ast.Try)
    return 1 if after_imports or is_import or (previous is not None and is_docstring(previous)) else 0


def _at_end(file: SourceFile, block: bytes, newline: bytes, distance: int) -> Splice:
    raw = file.raw
    if not raw[file.line_starts[0] :].strip():
        return Splice(file.line_starts[0], len(raw), newline * distance + block + newline)
    has_line_end = raw.endswith((b"\n", b"\r"))
    if not has_line_end:
        return Splice(len(raw), len(raw), newline * (1 + distance) + block)
    blanks = blank_lines_before(file, len(raw))
    return Splice(len(raw), len(raw), newline * max(0, distance - blanks) + block + newline)
