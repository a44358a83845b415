"""Which module-level names each statement of a module reads, and when.

Moving a definition stands or falls with this: what it needs at class-creation time must be bound above it, what it needs when it is
called may come later, and what only an annotation names must not become an import that runs. Scopes say what a name means; this says
when it is looked up.
"""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from migrator.facts.values import Moment
from migrator.recipes.editing.scopes import Scope, Scopes
from migrator.recipes.editing.syntax import is_typing_test

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_UNEVALUATED = frozenset({"Literal", "Annotated"})


@dataclass(frozen=True)
class Read:
    """One look-up of a module-level name (or of a builtin).

    Attributes:
        name: The name.
        node: The ``Name``; for a name inside a string annotation the ``Constant``.
        moment: When the look-up happens.
        attributes: The attribute nodes wrapped around the name, innermost first (``a.b.c`` has two).
    """

    name: str
    node: ast.Name | ast.Constant
    moment: Moment
    attributes: tuple[ast.Attribute, ...] = ()

    @property
    def chain(self) -> str:
        """The dotted name from the first part to the last attribute."""
        return ".".join((self.name, *(attribute.attr for attribute in self.attributes)))


@dataclass(frozen=True)
class _Step:
    node: ast.AST
    moment: Moment
    is_annotation: bool = False
    is_function: bool = False


def has_future_annotations(tree: ast.Module) -> bool:
    """Whether the annotations of this module are never evaluated."""
    return any(
        isinstance(node, ast.ImportFrom)
        and node.module == "__future__"
        and any(one.name == "annotations" for one in node.names)
        for node in tree.body
    )


def global_reads(tree: ast.Module, scopes: Scopes) -> tuple[tuple[Read, ...], ...]:
    """For each top-level statement the module-level names that it looks up, in the order of the text."""
    lookups = _global_lookups(tree, scopes)
    unevaluated = has_future_annotations(tree)
    return tuple(tuple(_statement_reads(node, lookups, unevaluated=unevaluated)) for node in tree.body)


def annotations_of(statement: ast.stmt) -> Iterator[ast.expr]:
    """Every annotation expression of a definition that is evaluated when there is no future import."""
    stack: list[tuple[ast.AST, bool]] = [(statement, False)]
    while stack:
        node, is_function = stack.pop()
        if isinstance(node, _FUNCTIONS):
            yield from (one.annotation for one in arguments_of(node.args) if one.annotation is not None)
            if node.returns is not None:
                yield node.returns
        elif isinstance(node, ast.AnnAssign) and not is_function:
            yield node.annotation
        inside = isinstance(node, _FUNCTIONS) or (is_function and not isinstance(node, ast.ClassDef))
        stack.extend((child, inside) for child in ast.iter_child_nodes(node))


def arguments_of(arguments: ast.arguments) -> list[ast.arg]:
    """Every parameter."""
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return named + [extra for extra in (arguments.vararg, arguments.kwarg) if extra is not None]


def string_names(node: ast.Constant) -> tuple[str, ...]:
    """The names in a string that is read as a type expression; none where it is no expression."""
    try:
        expression = ast.parse(str(node.value).strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()
    return tuple(child.id for child in ast.walk(expression) if isinstance(child, ast.Name))


def _global_lookups(tree: ast.Module, scopes: Scopes) -> frozenset[int]:
    bound = _bound_after(tree)
    return frozenset(
        id(lookup)
        for scope in scopes.all
        for lookup in scope.lookups
        if _is_global(lookup, scope, scopes.module, bound)
    )


def _bound_after(tree: ast.Module) -> dict[int, ast.AST]:
    """For a name that is assigned, what runs before it is bound: in ``X = X`` of a class the second is looked up first."""
    found: dict[int, ast.AST] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                found.update((id(child), node) for child in ast.walk(target) if isinstance(child, ast.Name))
        elif isinstance(node, ast.AnnAssign):
            found[id(node.target)] = node
        elif isinstance(node, ast.For):
            found.update((id(child), node.iter) for child in ast.walk(node.target))
    return found


def _is_global(lookup: ast.Name, scope: Scope, module: Scope, bound_after: Mapping[int, ast.AST]) -> bool:
    owner = scope.owner(lookup.id)
    if owner is module:
        return scope is not module or isinstance(lookup.ctx, ast.Load)
    if owner is not scope or not scope.is_class or not isinstance(lookup.ctx, ast.Load):
        return False
    # A class body looks a name up in itself, then in the module: before its own binding ran, that is the module's.
    last = [bound_after.get(id(one), one) for one in scope.bindings[lookup.id]]
    ends = [(getattr(one, "end_lineno", 0), getattr(one, "end_col_offset", 0)) for one in last]
    return (lookup.lineno, lookup.col_offset) < min(ends)


def _statement_reads(statement: ast.stmt, lookups: frozenset[int], *, unevaluated: bool) -> Iterator[Read]:
    stack = [_Step(statement, Moment.IMPORT_TIME)]
    while stack:
        step = stack.pop()
        node = step.node
        if isinstance(node, ast.Name | ast.Attribute):
            read = _read(node, step.moment, lookups)
            if read is not None:
                is_never = unevaluated and read.moment is Moment.ANNOTATION
                yield Read(read.name, read.node, Moment.TYPING, read.attributes) if is_never else read
            if read is not None or isinstance(node, ast.Name):
                continue
        elif step.is_annotation and isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from (Read(name, node, Moment.TYPING) for name in string_names(node))
            continue
        stack.extend(reversed(list(_next_steps(step))))


def _read(node: ast.AST, moment: Moment, lookups: frozenset[int]) -> Read | None:
    attributes: list[ast.Attribute] = []
    while isinstance(node, ast.Attribute):
        attributes.append(node)
        node = node.value
    if not isinstance(node, ast.Name) or id(node) not in lookups:
        return None
    return Read(node.id, node, moment, tuple(reversed(attributes)))


def _next_steps(step: _Step) -> Iterator[_Step]:
    node, moment = step.node, step.moment
    if isinstance(node, _FUNCTIONS):
        yield from _function_steps(node, moment)
    elif isinstance(node, ast.Lambda):
        yield from (
            _Step(one, moment) for one in (*node.args.defaults, *node.args.kw_defaults) if one is not None
        )
        yield _Step(node.body, Moment.DEFERRED, is_function=True)
    elif isinstance(node, ast.ClassDef):
        yield from (_Step(child, moment) for child in ast.iter_child_nodes(node))
    elif isinstance(node, ast.AnnAssign):
        yield from _annotated_steps(node, step)
    elif isinstance(node, ast.If) and is_typing_test(node.test):
        yield _Step(node.test, moment)
        yield from (_Step(child, Moment.TYPING) for child in node.body)
        yield from (_Step(child, moment, is_function=step.is_function) for child in node.orelse)
    elif isinstance(node, ast.Call):
        yield from _call_steps(node, step)
    elif isinstance(node, ast.Subscript) and step.is_annotation:
        yield _Step(node.value, moment, is_annotation=True)
        yield _Step(node.slice, moment, is_annotation=_last_part(node.value) not in _UNEVALUATED)
    else:
        yield from (
            _Step(child, moment, is_annotation=step.is_annotation, is_function=step.is_function)
            for child in ast.iter_child_nodes(node)
        )


def _annotated_steps(node: ast.AnnAssign, step: _Step) -> Iterator[_Step]:
    yield _Step(node.target, step.moment)
    # Annotations of local variables are never evaluated.
    moment = Moment.TYPING if step.is_function else Moment.ANNOTATION
    yield _Step(node.annotation, moment, is_annotation=True)
    if node.value is not None:
        is_alias = _last_part(node.annotation) == "TypeAlias"
        yield _Step(node.value, step.moment, is_annotation=is_alias)


def _call_steps(node: ast.Call, step: _Step) -> Iterator[_Step]:
    yield _Step(node.func, step.moment)
    name = _last_part(node.func)
    for position, argument in enumerate(node.args):
        is_type = (name == "cast" and position == 0) or (name in {"NewType", "TypeVar"} and position > 0)
        yield _Step(argument, step.moment, is_annotation=is_type)
    for keyword in node.keywords:
        yield _Step(keyword.value, step.moment, is_annotation=name == "TypeVar" and keyword.arg == "bound")


def _last_part(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""


def _function_steps(node: ast.FunctionDef | ast.AsyncFunctionDef, moment: Moment) -> Iterator[_Step]:
    yield from (_Step(one, moment) for one in node.decorator_list)
    defaults = (*node.args.defaults, *node.args.kw_defaults)
    yield from (_Step(one, moment) for one in defaults if one is not None)
    annotations = [one.annotation for one in arguments_of(node.args)] + [node.returns]
    yield from (_Step(one, Moment.ANNOTATION, is_annotation=True) for one in annotations if one is not None)
    yield from (_Step(parameter, Moment.DEFERRED) for parameter in getattr(node, "type_params", ()))
    yield from (_Step(child, Moment.DEFERRED, is_function=True) for child in node.body)
