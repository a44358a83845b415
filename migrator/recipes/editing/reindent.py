"""A statement's text at another depth: its lines are shifted, the inside of strings that span lines is not."""

import ast

from migrator.recipes.editing.syntax import SourceFile


def reindented(file: SourceFile, node: ast.stmt, indent: bytes, span: tuple[int, int] | None = None) -> bytes:
    """The statement (or the ``span`` around it, from the start of a line's code) with its lines indented by ``indent``; the first has none."""
    start, end = span or file.statement_span(node)
    old = file.indentation(file.statement_span(node)[0])
    kept = _lines_in_strings(node)
    pieces = [file.raw[start : min(end, file.line_end(start))]]
    position = file.next_line(start)
    while position < end:
        line_end = min(end, file.line_end(position))
        text = file.raw[position:line_end]
        pieces.append(file.raw[_line_break(file, position) : position])
        if file.line_of(position) in kept or not text.strip():
            pieces.append(text)
        else:
            pieces.append(indent + (text[len(old) :] if text.startswith(old) else text.lstrip(b" \t")))
        if line_end >= end:
            break
        position = file.next_line(position)
    return b"".join(pieces)


def _line_break(file: SourceFile, position: int) -> int:
    """Where the line ending before a line's start begins."""
    return position - (2 if file.raw[position - 2 : position] == b"\r\n" else 1)


def _lines_in_strings(node: ast.stmt) -> frozenset[int]:
    """Lines that start inside a string."""
    strings = (
        one
        for one in ast.walk(node)
        if isinstance(one, ast.JoinedStr)
        or (isinstance(one, ast.Constant) and isinstance(one.value, str | bytes))
    )
    return frozenset(
        line for one in strings for line in range(one.lineno + 1, (one.end_lineno or one.lineno) + 1)
    )
