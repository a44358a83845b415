"""A smaller repository in which the same law breaks: whole files, then statements and lines are left out as long as it still does."""

import ast
from collections.abc import Callable, Sequence

Files = dict[str, bytes]
Still = Callable[[Files], bool]
Span = tuple[int, int]


def reduced(files: Files, still: Still, most: int = 250) -> Files:
    """The smallest files found with about so many tries; ``still`` says whether what is wrong is still wrong."""
    tries = 0

    def holds(smaller: Files) -> bool:
        nonlocal tries
        tries += 1
        return tries <= most and still(smaller)

    for path in list(files):
        smaller = {other: raw for other, raw in files.items() if other != path}
        files = smaller if holds(smaller) else files
    for spans_of in (_statements, _inner_statements, _lines_of_nobody):
        for path in list(files):
            for start, end in sorted(spans_of(files[path]), reverse=True):
                lines = files[path].splitlines(keepends=True)
                smaller = {**files, path: b"".join([*lines[:start], *lines[end:]])}
                files = smaller if holds(smaller) else files
    return files


def _statements(raw: bytes) -> Sequence[Span]:
    return [_span(node) for node in _tree(raw).body]


def _inner_statements(raw: bytes) -> Sequence[Span]:
    """Those that stand alone on their lines; where one holds another, what is left of it no longer parses and is not taken."""
    top = _tree(raw).body
    inner = [node for one in top for node in ast.walk(one) if isinstance(node, ast.stmt) and node is not one]
    return [_span(node) for node in inner if not hasattr(node, "body")]


def _lines_of_nobody(raw: bytes) -> Sequence[Span]:
    covered = {number for start, end in _statements(raw) for number in range(start, end)}
    lines = raw.splitlines(keepends=True)
    return [(number, number + 1) for number in range(len(lines)) if number not in covered]


def _span(node: ast.stmt) -> Span:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    start = min([node.lineno, *(one.lineno for one in decorators)])
    return start - 1, node.end_lineno or node.lineno


def _tree(raw: bytes) -> ast.Module:
    try:
        return ast.parse(raw)
    except (SyntaxError, ValueError):
        return ast.Module([], [])
