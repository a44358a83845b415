"""Functions that return what a call gives, fresh or out of state that outlives the call: the creators of things.

What a name means is left to the model: a call is kept as it is written.
"""

import ast
import builtins
from collections.abc import Iterable, Iterator, Sequence

from migrator.facts.literals import dotted_name, last_part
from migrator.facts.outcomes import Flow, Reading
from migrator.facts.parameters import parameters_of
from migrator.facts.positions import Positions
from migrator.facts.retirement import is_retired
from migrator.facts.shapes import CallText, FunctionShape, KeptCall
from migrator.facts.traces import Trace

_BUILTINS = frozenset(dir(builtins))
_LONGEST = 200

Kept = dict[tuple[str, str], None]


def function_shapes(
    traces: Iterable[Trace], assignments: Iterable[ast.Assign | ast.AnnAssign], positions: Positions
) -> tuple[tuple[FunctionShape, ...], tuple[KeptCall, ...]]:
    """The functions and methods that return what calls give, and the state of the file that holds what calls gave.

    Args:
        traces: The file's functions at module level and in its classes.
        assignments: Its assignments at module level.
        positions: Where nodes stand in its bytes.
    """
    shapes: list[FunctionShape] = []
    kept: Kept = {}
    for trace in traces:
        if trace.has_yield or not (trace.returned or trace.stores):
            continue
        reading = Reading(trace, positions)
        if trace.stores or trace.returned:
            kept.update((one, None) for one in reading.kept() if _is_worth(one[1]))
        if trace.returned and (shape := _shape(reading)) is not None:
            shapes.append(shape)
    for node in assignments:
        kept.update(dict.fromkeys(_module_state(node, positions)))
        shapes.extend(_callables(node, positions))
    return _useful(shapes, kept)


def _useful(
    shapes: Sequence[FunctionShape], kept: Kept
) -> tuple[tuple[FunctionShape, ...], tuple[KeptCall, ...]]:
    """State that nobody returns or calls a method of is left out, as are functions that return other state only."""
    asked = {name for shape in shapes for name in shape.returned_names}
    roots = {call.callee.rpartition(".")[0] for shape in shapes for call in shape.returns}
    state = tuple(
        KeptCall(name, call)
        for name, call in kept
        if name in asked or name in roots or (call[:1].isupper() and "." not in name)
    )
    held = {one.name for one in state}
    useful = tuple(shape for shape in shapes if shape.returns or held.intersection(shape.returned_names))
    return useful, state


def _shape(reading: Reading) -> FunctionShape | None:
    outcome = reading.outcome()
    calls = tuple(call for call in outcome.calls if _is_worth(call.callee))
    if not calls and not outcome.names:
        return None
    node, owner, positions = reading.trace.node, reading.trace.owner, reading.positions
    decorators = [dotted_name(one.func if isinstance(one, ast.Call) else one) for one in node.decorator_list]
    first = node.decorator_list[0] if node.decorator_list else None
    return FunctionShape(
        name=f"{owner}.{node.name}" if owner else node.name,
        line=node.lineno,
        start=positions.decorated_start(first) if first is not None else positions.start(node),
        end=positions.end(node),
        parameters=parameters_of(node.args, positions),
        is_async=isinstance(node, ast.AsyncFunctionDef),
        decorators=tuple(filter(None, decorators)),
        returns=calls,
        returned_names=tuple(outcome.names),
        annotation=positions.text(node.returns)[:_LONGEST] if node.returns is not None else "",
        is_retired=is_retired(node),
        effects=tuple(dict.fromkeys(reading.effects())),
    )


def _is_worth(callee: str) -> bool:
    return callee.partition(".")[0] not in _BUILTINS


def _module_state(node: ast.Assign | ast.AnnAssign, positions: Positions) -> Iterator[tuple[str, str]]:
    """``registry = Registry()`` at module level."""
    if isinstance(node.value, ast.Call):
        calls = Flow({}, positions).of(node.value).calls
        targets = [node.target] if isinstance(node, ast.AnnAssign) else node.targets
        for target in targets:
            if isinstance(target, ast.Name):
                yield from ((target.id, call.callee) for call in calls if _is_worth(call.callee))


def _callables(node: ast.Assign | ast.AnnAssign, positions: Positions) -> Iterator[FunctionShape]:
    """``make = lambda user: Manager(user)`` and ``make = partial(Manager, mode=...)``."""
    targets = [node.target] if isinstance(node, ast.AnnAssign) else node.targets
    if len(targets) != 1 or not isinstance(targets[0], ast.Name):
        return
    value, name = node.value, targets[0].id
    place = (node.lineno, positions.start(node), positions.end(node))
    if isinstance(value, ast.Lambda):
        parameters = parameters_of(value.args, positions)
        outcome = Flow({one.name: () for one in parameters}, positions).of(value.body)
        if calls := tuple(call for call in outcome.calls if _is_worth(call.callee)):
            yield FunctionShape(name, *place, parameters, returns=calls, form="lambda")
    elif isinstance(value, ast.Call) and last_part(value) == "partial" and value.args:
        callee = dotted_name(value.args[0])
        if callee and _is_worth(callee):
            written = tuple(positions.text(one) for one in value.args[1:])
            named = tuple((one.arg or "", positions.text(one.value)) for one in value.keywords)
            yield FunctionShape(name, *place, returns=(CallText(callee, written, named),), form="partial")
