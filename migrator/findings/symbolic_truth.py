"""What can be told of values without executing anything: whether they are true, how they compare, what attributes they can have."""

import ast
import operator
import types
from collections.abc import Callable, Sequence

from migrator.findings.symbolic_values import (
    ANYTHING,
    ClassObject,
    Constant,
    Frame,
    Function,
    Listing,
    ModuleObject,
    Table,
    Value,
)


def truth(value: Value) -> bool | None:
    """Whether it counts as true; None where nobody knows."""
    if isinstance(value, Constant):
        return bool(value.value)
    if isinstance(value, Listing):
        return bool(value.items)
    return True if isinstance(value, ModuleObject | ClassObject | Function) else None


def kinds_of(value: Value) -> tuple[type, ...]:
    """The types that an object may have, where nothing else can have given it attributes; none where something can."""
    if isinstance(value, Function):
        return (types.FunctionType,) if not value.decorators else ()
    if isinstance(value, Constant):
        return (value.value.__class__,) if not isinstance(value.value, tuple) else ()
    if isinstance(value, ClassObject):
        return (type,) if value.is_plain else ()
    if isinstance(value, Listing):
        return (list, tuple, set)
    return (dict,) if isinstance(value, Table) else ()


def bind_target(target: ast.expr, value: Value, frame: Frame) -> None:
    """Bind a name, or all names of what is unpacked to anything."""
    if isinstance(target, ast.Name):
        frame.bind(target.id, value)
        return
    for node in ast.walk(target):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            frame.bind(node.id, ANYTHING)


def unpacked(targets: Sequence[ast.expr], value: Value) -> list[Value]:
    """What each target gets when a value is unpacked: anything, where its items are not known."""
    starred = next((number for number, one in enumerate(targets) if isinstance(one, ast.Starred)), None)
    items = value.items if isinstance(value, Listing) else []
    if starred is None:
        return list(items) if len(items) == len(targets) else [ANYTHING] * len(targets)
    after = len(targets) - starred - 1
    if len(items) < starred + after:
        return [ANYTHING] * len(targets)
    middle = Listing(items[starred : len(items) - after])
    return [*items[:starred], middle, *items[len(items) - after :]]


def compared(operation: ast.cmpop, left: Value, right: Value) -> Value:
    """The result of a comparison, where both sides are known."""
    if isinstance(operation, ast.Is | ast.IsNot) and Constant(None) in (left, right):
        other = right if left == Constant(None) else left
        if isinstance(other, Constant | ModuleObject | ClassObject | Function | Listing):
            return Constant((other == Constant(None)) is isinstance(operation, ast.Is))
        return ANYTHING
    one, two = _plain(left), _plain(right)
    if one is None or two is None:
        return ANYTHING
    compare = _COMPARISONS.get(operation.__class__)
    try:
        return Constant(bool(compare(one[0], two[0]))) if compare is not None else ANYTHING
    except TypeError:
        return ANYTHING


def _plain(value: Value) -> tuple[object] | None:
    """The Python value, in a tuple."""
    if isinstance(value, Constant):
        return (value.value,)
    if isinstance(value, Listing):
        parts = [_plain(item) for item in value.items]
        known = [part[0] for part in parts if part is not None]
        return (tuple(known),) if len(known) == len(parts) else None
    return (value,) if isinstance(value, ModuleObject | ClassObject | Function) else None


def _is_in(one: object, many: object) -> bool:
    """``one in many``; TypeError where that cannot be asked."""
    if isinstance(many, tuple):
        return one in many
    if isinstance(one, str) and isinstance(many, str):
        return one in many
    raise TypeError


def _is_not_in(one: object, many: object) -> bool:
    return not _is_in(one, many)


_COMPARISONS: dict[type, Callable[..., object]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: _is_in,
    ast.NotIn: _is_not_in,
}
