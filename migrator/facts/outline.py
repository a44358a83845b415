"""What stands at module level of a file, blocks under ``if``, ``try`` and ``with`` included: classes, functions, assignments."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass, field

from migrator.facts.literals import caught
from migrator.facts.traces import Trace


@dataclass
class Outline:
    """The parts of a file.

    Attributes:
        classes: Each with the names that the imports in the ``try`` bind whose ``except ImportError`` arm it stands in.
        methods: The functions of each class body, in the order of ``classes``.
        functions: Those at module level.
        assignments: Those at module level.
    """

    classes: list[tuple[ast.ClassDef, tuple[str, ...]]] = field(default_factory=list)
    methods: list[list[Trace]] = field(default_factory=list)
    functions: list[Trace] = field(default_factory=list)
    assignments: list[ast.Assign | ast.AnnAssign] = field(default_factory=list)

    def traces(self) -> list[Trace]:
        """All functions."""
        return [*self.functions, *(trace for methods in self.methods for trace in methods)]


def outline_of(tree: ast.Module) -> Outline:
    """Walk the statements at module level."""
    outline = Outline()
    _fill(outline, tree.body, ())
    return outline


def _fill(outline: Outline, statements: Sequence[ast.stmt], fallback: tuple[str, ...]) -> None:
    for node in statements:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            outline.functions.append(Trace(node, ""))
        elif isinstance(node, ast.ClassDef):
            outline.classes.append((node, fallback))
            outline.methods.append(
                [
                    Trace(item, node.name)
                    for item in node.body
                    if isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef)
                ]
            )
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            outline.assignments.append(node)
        elif isinstance(node, ast.If):
            _fill(outline, node.body, fallback)
            _fill(outline, node.orelse, fallback)
        elif isinstance(node, ast.With):
            _fill(outline, node.body, fallback)
        elif isinstance(node, ast.Try):
            _fill_try(outline, node, fallback)


def _fill_try(outline: Outline, node: ast.Try, fallback: tuple[str, ...]) -> None:
    _fill(outline, node.body, fallback)
    bound = tuple(
        name.asname or name.name.partition(".")[0]
        for statement in node.body
        if isinstance(statement, ast.Import | ast.ImportFrom)
        for name in statement.names
    )
    for handler in node.handlers:
        is_fallback = bool(bound) and caught(handler.type)[0]
        _fill(outline, handler.body, bound if is_fallback else fallback)
    _fill(outline, [*node.orelse, *node.finalbody], fallback)
