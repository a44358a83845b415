"""Compound statements: under which conditions their bodies run."""

import ast

from migrator.facts.literals import caught, expects_errors, is_main_test, typing_test
from migrator.facts.scopes import Context, ScopeKind
from migrator.facts.values import Arm, Moment
from migrator.facts.visit import Walk


def if_(walk: Walk, node: ast.If, context: Context) -> None:
    """Bodies that may not run, or only for type checkers, or only when the file is run itself."""
    walk.stack.append((node.test, context))
    verdict = typing_test(node.test, walk.typing_aliases)
    typing = context._replace(is_typing=True, moment=Moment.TYPING)
    if verdict is not None:
        walk.push(node.body, typing if verdict else context)
        walk.push(node.orelse, context if verdict else typing)
        return
    inner = context._replace(is_conditional=True, is_nested=True)
    is_main = is_main_test(node.test) and context.scope.kind is ScopeKind.MODULE and not context.is_typing
    walk.push(node.body, inner._replace(moment=Moment.DEFERRED) if is_main else inner)
    walk.push(node.orelse, inner)


def block(walk: Walk, node: ast.AST, context: Context) -> None:
    """A loop or ``match``: its body may not run, or run often."""
    walk.push_children(node, context._replace(is_conditional=True, is_nested=True))


def try_(walk: Walk, node: ast.Try | ast.TryStar, context: Context) -> None:
    """What stands in the body of a ``try`` may fail, what stands in an arm runs if it did."""
    inner = context._replace(is_nested=True)
    found = [caught(handler.type) for handler in node.handlers]
    body = inner
    if any(imports for imports, _ in found):
        body = body._replace(arm=Arm.TRY)
    if any(lookups for _, lookups in found):
        body = body._replace(is_guarded=True)
    walk.push(node.body, body)
    for handler, (imports, _) in zip(node.handlers, found, strict=True):
        if handler.name and (binder := context.scope.binder(handler.name)) is not None:
            binder.bound[handler.name] = None
        walk.push([handler.type], context)
        walk.push(handler.body, inner._replace(arm=Arm.HANDLER) if imports else inner)
    walk.push([*node.orelse, *node.finalbody], inner)


def with_(walk: Walk, node: ast.With | ast.AsyncWith, context: Context) -> None:
    """``with suppress(ImportError)`` and the like guard as a ``try`` does."""
    push_items(walk, node, context)
    inner = context._replace(is_nested=True)
    found = [expects_errors(item.context_expr) for item in node.items]
    if any(imports for imports, _ in found):
        inner = inner._replace(arm=Arm.TRY)
    if any(lookups for _, lookups in found):
        inner = inner._replace(is_guarded=True)
    walk.push(node.body, inner)


def push_items(walk: Walk, node: ast.With | ast.AsyncWith, context: Context) -> None:
    """What is entered, and the names it is bound to."""
    for item in node.items:
        walk.push([item.context_expr, item.optional_vars], context)


def global_(_walk: Walk, node: ast.Global, context: Context) -> None:
    """Names that a function binds in the module."""
    if context.scope.kind is not ScopeKind.MODULE:
        context.scope.globals.update(node.names)


def nonlocal_(_walk: Walk, node: ast.Nonlocal, context: Context) -> None:
    """Names that a function binds in one around it."""
    context.scope.free.update(node.names)
