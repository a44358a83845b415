"""The parameters of a function, as values."""

import ast
from collections.abc import Iterator

from migrator.facts.positions import Positions
from migrator.facts.shapes import Parameter

_LONGEST = 200


def parameters_of(arguments: ast.arguments, positions: Positions) -> tuple[Parameter, ...]:
    """All of them, in the order of the signature."""
    return tuple(_parameters(arguments, positions))


def _parameters(arguments: ast.arguments, positions: Positions) -> Iterator[Parameter]:
    plain = [*arguments.posonlyargs, *arguments.args]
    required = len(plain) - len(arguments.defaults)
    for index, one in enumerate(plain):
        kind = "/" if index < len(arguments.posonlyargs) else ""
        default = arguments.defaults[index - required] if index >= required else None
        yield Parameter(one.arg, kind, _text(default, positions))
    if arguments.vararg is not None:
        yield Parameter(arguments.vararg.arg, "*")
    for one, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        yield Parameter(one.arg, "=", _text(default, positions))
    if arguments.kwarg is not None:
        yield Parameter(arguments.kwarg.arg, "**")


def _text(node: ast.expr | None, positions: Positions) -> str | None:
    return None if node is None else positions.text(node)[:_LONGEST]
