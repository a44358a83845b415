"""Names in ``# type:`` comments: type checkers look them up, so a definition that moves takes their imports along.

The syntax tree has no comments, and asking `ast` for type comments makes it refuse a file in which one is malformed. So they are read from the
tokens, in the few files that have any.
"""

import ast
import contextlib
import io
import re
import tokenize
from collections.abc import Iterator

from migrator.facts.values import Moment
from migrator.recipes.editing.global_reads import Read
from migrator.recipes.editing.scopes import Scopes
from migrator.recipes.editing.syntax import SourceFile

_MARK = re.compile(r"#\s*type:\s*(?!ignore\b)(?P<type>[^#\s][^#]*)")
_MAY_BE_THERE = re.compile(rb"#\s*type:\s*(?!ignore\b)")


def with_type_comments(
    file: SourceFile, scopes: Scopes, reads: tuple[tuple[Read, ...], ...]
) -> tuple[tuple[Read, ...], ...]:
    """The look-ups of each top-level statement, with those of its type comments. Their node stands for the comment."""
    if not _MAY_BE_THERE.search(file.raw):
        return reads
    more: list[list[Read]] = [list(one) for one in reads]
    for node in _comments(file):
        index = _statement_at(file.tree, node.lineno)
        if index is not None:
            names = [name for name in _names(str(node.value)) if name in scopes.module.bindings]
            more[index] += [Read(name, node, Moment.TYPING) for name in names]
    return tuple(tuple(one) for one in more)


def _comments(file: SourceFile) -> Iterator[ast.Constant]:
    """Each type comment as a constant whose value is the type and whose place is that of the comment."""
    text = file.raw[file.line_starts[0] :].decode(file.codec).replace("\r\n", "\n").replace("\r", "\n")
    for token in _tokens(text):
        found = _MARK.match(token.string) if token.type == tokenize.COMMENT else None
        if found is not None:
            line, column = token.start
            start = len(token.line[:column].encode())
            end = start + len(token.string.encode())
            value = found["type"].strip()
            yield ast.Constant(value, lineno=line, col_offset=start, end_lineno=line, end_col_offset=end)


def _tokens(text: str) -> Iterator[tokenize.TokenInfo]:
    """The tokens of a text, as far as `tokenize`, which is stricter than the parser in places, can read it."""
    with contextlib.suppress(tokenize.TokenError, SyntaxError):
        yield from tokenize.generate_tokens(io.StringIO(text).readline)


def _statement_at(tree: ast.Module, line: int) -> int | None:
    for index, node in enumerate(tree.body):
        if node.lineno <= line <= (node.end_lineno or node.lineno):
            return index
    return None


def _names(text: str) -> list[str]:
    """The names in a type, or in the signature ``(int, str) -> bool``; none where it is neither."""
    for mode in ("eval", "func_type"):
        try:
            tree = ast.parse(text, mode=mode)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        return [node.id for node in ast.walk(tree) if isinstance(node, ast.Name)]
    return []
