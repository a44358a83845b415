"""A smaller repository in which the same law breaks: whole files, then statements and lines are left out as long as it still does."""

import ast
from collections.abc import Callable, Iterator

Files = dict[str, bytes]


def reduced(files: Files, still: Callable[[Files], bool], most: int = 150) -> Files:
    """The smallest files found with at most so many tries; ``still`` says whether what is wrong is still wrong."""
    tries = 0
    is_smaller = True
    while is_smaller:
        is_smaller = False
        for smaller in _smaller(files):
            if tries >= most:
                return files
            tries += 1
            if still(smaller):
                files, is_smaller = smaller, True
                break
    return files


def _smaller(files: Files) -> Iterator[Files]:
    for path in files:
        yield {other: raw for other, raw in files.items() if other != path}
    for path, raw in files.items():
        for start, end in _spans(raw):
            lines = raw.splitlines(keepends=True)
            yield {**files, path: b"".join([*lines[:start], *lines[end:]])}


def _spans(raw: bytes) -> Iterator[tuple[int, int]]:
    """Lines that can be left out: top-level statements, the statements in them, and lines that are no code."""
    lines = raw.splitlines(keepends=True)
    try:
        tree = ast.parse(raw)
    except (SyntaxError, ValueError):
        return
    covered: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt):
            start = min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", []))]) - 1
            end = node.end_lineno or node.lineno
            covered |= set(range(start, end))
            yield start, end
    blank = [number for number in range(len(lines)) if number not in covered]
    if blank:
        yield from ((number, number + 1) for number in reversed(blank))
