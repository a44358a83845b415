"""Annotations that are strings: the code in them means something too.

Found in annotations of variables, parameters and returns, and in the first argument of ``cast``; the text of a literal is only looked
into where it stands in the file as it means, without escapes and joins.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from migrator.recipes.editing.syntax import SourceFile

_LITERAL = re.compile(rb"[uU]?(?P<quote>\"\"\"|'''|\"|')(?P<body>.*)(?P=quote)\Z", re.DOTALL)


@dataclass(frozen=True)
class QuotedAnnotation:
    """A string that is an annotation. ``start`` is where its text begins, after the quote; None where it cannot be edited."""

    node: ast.Constant
    expression: ast.expr
    start: int | None

    def span(self, node: ast.expr) -> tuple[int, int] | None:
        """Where a node of the expression stands in the file."""
        if self.start is None or node.lineno != 1 or node.end_lineno != 1:
            return None
        return self.start + node.col_offset, self.start + (node.end_col_offset or 0)


def literal_start(file: SourceFile, node: ast.Constant) -> int | None:
    """Where the text of a string literal begins; None where what stands there is not just the text in quotes."""
    start, end = file.span(node)
    found = _LITERAL.match(file.raw[start:end])
    if found is None or not isinstance(node.value, str):
        return None
    try:
        same = found["body"] == node.value.encode(file.codec)
    except UnicodeEncodeError:
        return None
    return start + found.start("body") if same else None


def annotation_roots(nodes: Iterable[ast.AST]) -> Iterator[ast.expr]:
    """Every expression that is an annotation, and the type argument of ``cast``."""
    for node in nodes:
        if isinstance(node, ast.AnnAssign) or (isinstance(node, ast.arg) and node.annotation is not None):
            if node.annotation is not None:
                yield node.annotation
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.returns is not None:
            yield node.returns
        elif isinstance(node, ast.Call) and node.args and _last(node.func) == "cast":
            yield node.args[0]


def quoted_annotations(file: SourceFile) -> Iterator[QuotedAnnotation]:
    """Every string in an annotation that parses as an expression; those inside ``Literal[...]`` are values."""
    for root in annotation_roots(file.nodes):
        stack: list[ast.expr] = [root]
        while stack:
            node = stack.pop()
            if isinstance(node, ast.Subscript) and _last(node.value) == "Literal":
                continue
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                expression = parse_annotation(node.value)
                if expression is not None:
                    yield QuotedAnnotation(node, expression, literal_start(file, node))
            else:
                stack.extend(one for one in ast.iter_child_nodes(node) if isinstance(one, ast.expr))


def parse_annotation(text: str) -> ast.expr | None:
    """The expression a string annotation says, or None."""
    try:
        return ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _last(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
