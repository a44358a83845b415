"""Expressions: names that are looked up, strings that look like paths, annotations and the code inside them."""

import ast

from migrator.facts.literals import (
    dotted_name,
    exported_names,
    hands_itself_away,
    is_own_module,
    is_path_like,
    last_part,
    string_value,
    writes_namespace,
)
from migrator.facts.outside import makes_what_is_missing
from migrator.facts.scopes import Context, ScopeKind
from migrator.facts.values import Arm, DottedString, Moment
from migrator.facts.visit import Walk

_PATCHES = frozenset({"patch", "multiple", "dict", "object", "setattr", "delattr"})
"""Functions of which only the first argument names something: the others are what to put there."""


def name(walk: Walk, node: ast.Name, context: Context) -> None:
    """A name alone."""
    if node.ctx.__class__ is ast.Load:
        walk.look_up(node.id, node, context)
    elif node.ctx.__class__ is ast.Store:
        walk.bind(node.id, node, context)
    else:
        delete(walk, node, context)


def attribute(walk: Walk, node: ast.Attribute, context: Context) -> None:
    """A chain of attributes: looked up as a whole where it starts at a name."""
    if node.ctx.__class__ is not ast.Load:
        walk.harvest.outside.note_attribute(node)
    parts = []
    inner: ast.expr = node
    while inner.__class__ is ast.Attribute:
        parts.append(inner.attr)
        inner = inner.value
    if inner.__class__ is ast.Name:
        parts.append(inner.id)
        parts.reverse()
        walk.look_up(".".join(parts), node, context, is_store=node.ctx.__class__ is not ast.Load)
    else:
        walk.stack.append((inner, context))


def subscript(walk: Walk, node: ast.Subscript, context: Context) -> None:
    """In annotations ``Literal`` holds values, and only the first part of ``Annotated`` is a type."""
    if node.ctx.__class__ is not ast.Load:
        walk.harvest.outside.note_item(node)
    if is_own_module(node):
        walk.push_children(node, context)
        return
    if context.is_annotation and last_part(node.value) == "Literal":
        walk.push([node.value], context)
        walk.push([node.slice], context._replace(is_annotation=False))
    elif context.is_annotation and last_part(node.value) == "Annotated" and isinstance(node.slice, ast.Tuple):
        first, *rest = node.slice.elts or [node.slice]
        walk.push([node.value, first], context)
        walk.push(rest, context._replace(is_annotation=False))
    else:
        walk.push_children(node, context)


def call(walk: Walk, node: ast.Call, context: Context) -> None:
    """Arguments may be paths, types in quotes, or the module's own namespace."""
    name = dotted_name(node.func)
    last = name.rpartition(".")[2] or last_part(node.func)
    if not context.is_quoted:
        note_effects(walk, node, (name, last), context)
    walk.stack.append((node.func, context))
    push_arguments(walk, node, (name, last), context)


def note_effects(walk: Walk, node: ast.Call, called: tuple[str, str], context: Context) -> None:
    """What a call may do to this module, its ``__all__``, and others.

    Args:
        walk: The pass.
        node: The call.
        called: What is called as written, and its last part.
        context: Where the call stands.
    """
    name, last = called
    at_module_level = context.scope.kind is ScopeKind.MODULE
    if writes_namespace(node, last, at_module_level=at_module_level) or (
        context.moment is Moment.IMPORT_TIME and hands_itself_away(node, last)
    ):
        walk.harvest.is_dynamic = True
    walk.harvest.outside.note_call(node, last, (context.anchor or node).lineno)
    if at_module_level and name.startswith("__all__."):
        change_exports(walk, node)


def push_arguments(walk: Walk, node: ast.Call, called: tuple[str, str], context: Context) -> None:
    """Types in quotes, targets of patches, and plain values.

    Args:
        walk: The pass.
        node: The call.
        called: What is called as written, and its last part.
        context: Where the call stands.
    """
    name, last = called
    plain = context._replace(is_annotation=False) if context.is_annotation else context
    target = plain._replace(is_guarded=True) if makes_what_is_missing(node) else plain
    is_patch = last in _PATCHES
    for index, argument in enumerate(node.args):
        if last == "cast" and index == 0:
            push_argument(walk, argument, name, context._replace(is_annotation=True))
        elif is_patch and index:
            push_argument(walk, argument, "", plain)
        else:
            push_argument(walk, argument, name, target)
    for keyword in node.keywords:
        if keyword.arg == "bound" and last == "TypeVar":
            push_argument(walk, keyword.value, name, context._replace(is_annotation=True))
        elif is_patch and keyword.arg not in {"target", "in_dict"}:
            push_argument(walk, keyword.value, "", plain)
        else:
            push_argument(walk, keyword.value, name, target)


def push_argument(walk: Walk, argument: ast.expr, call: str, context: Context) -> None:
    """A string given to a function is kept with the function's name."""
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and not context.is_annotation:
        add_string(walk, argument, argument.value, call, context)
    else:
        walk.stack.append((argument, context))


def change_exports(walk: Walk, node: ast.Call) -> None:
    """``__all__.extend(...)`` and the like."""
    method = last_part(node.func)
    argument = node.args[0] if len(node.args) == 1 else None
    text = string_value(argument)
    if method == "append" and text is not None:
        walk.harvest.export([text], is_whole=True)
    elif method == "remove" and text in (walk.harvest.exports or []):
        walk.harvest.exports = [name for name in walk.harvest.exports or [] if name != text]
    elif method == "extend":
        names, is_whole = exported_names(argument)
        walk.harvest.export(names, is_whole=is_whole)
    elif method not in {"sort", "index", "count", "copy"}:
        walk.harvest.export((), is_whole=False)


def constant(walk: Walk, node: ast.Constant, context: Context) -> None:
    """A string: code where annotations are expected, else perhaps a path."""
    if node.value.__class__ is not str:
        return
    if not context.is_annotation:
        add_string(walk, node, node.value, "", context)
        return
    try:
        inside = ast.parse(node.value.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return  # a type checker would complain; for us it names nothing
    quoted = context._replace(moment=Moment.TYPING, anchor=context.anchor or node, is_quoted=True)
    walk.stack.append((inside.body, quoted))


def add_string(walk: Walk, node: ast.Constant, value: str, call: str, context: Context) -> None:
    """Keep a string that looks like a path."""
    if context.anchor is not None or not is_path_like(value, call):
        return
    moment = Moment.DEFERRED if context.moment is Moment.DEFERRED else Moment.IMPORT_TIME
    walk.harvest.strings.append(
        DottedString(
            value=value,
            start=walk.positions.start(node),
            end=walk.positions.end(node),
            line=node.lineno,
            call=call,
            moment=Moment.TYPING if context.is_typing else moment,
            is_optional=context.is_guarded or context.arm is not Arm.NONE,
        )
    )


def joined(walk: Walk, node: ast.JoinedStr, context: Context) -> None:
    """Positions inside f-strings are unreliable before Python 3.12: all are given the f-string's own."""
    inner = context._replace(anchor=context.anchor or node, is_annotation=False)
    walk.push([value for value in node.values if not isinstance(value, ast.Constant)], inner)


def expression(walk: Walk, node: ast.Expr, context: Context) -> None:
    """An expression statement; a string alone is a docstring or a comment."""
    if not isinstance(node.value, ast.Constant):
        walk.stack.append((node.value, context))


def named_expr(walk: Walk, node: ast.NamedExpr, context: Context) -> None:
    """``name := value``."""
    walk.bind(node.target.id, node, context)
    walk.stack.append((node.value, context))


def comprehension(
    walk: Walk, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp, context: Context
) -> None:
    """The first iterable is evaluated outside, the rest in a scope of its own."""
    scope = context.scope.child(ScopeKind.COMPREHENSION)
    inner = context._replace(scope=scope)
    first, *rest = node.generators
    walk.stack.append((first.iter, context))
    walk.push([first.target, *first.ifs, *rest], inner)
    results = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
    walk.push(results, inner)


def pattern(walk: Walk, node: ast.MatchAs | ast.MatchStar | ast.MatchMapping, context: Context) -> None:
    """Names that a ``match`` pattern binds."""
    name = node.rest if isinstance(node, ast.MatchMapping) else node.name
    if name:
        walk.bind(name, node, context)
    walk.push_children(node, context)


def push_annotation(walk: Walk, node: ast.expr | None, context: Context, *, is_evaluated: bool) -> None:
    """An annotation; variables in functions are never evaluated."""
    if node is None:
        return
    moment = Moment.TYPING if context.is_typing or not is_evaluated else Moment.ANNOTATION
    walk.stack.append((node, context._replace(moment=moment, is_annotation=True)))


def delete(walk: Walk, node: ast.Name, context: Context) -> None:
    """``del name``."""
    scope = context.scope.binder(node.id)
    if scope is not None and scope.kind is not ScopeKind.MODULE:
        scope.bound[node.id] = None
    elif scope is context.scope and not context.is_conditional and not context.is_typing:
        walk.harvest.deletions.append((walk.positions.start(node), node.id))
