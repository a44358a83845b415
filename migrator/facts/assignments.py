"""Assignments: which names they bind, to what, and whether they write ``__all__`` or the module's namespace."""

import ast

from migrator.facts.definitions import with_type_params
from migrator.facts.expressions import push_annotation
from migrator.facts.literals import (
    dotted_name,
    exported_names,
    is_namespace,
    is_own_module,
    last_part,
    registers_itself,
)
from migrator.facts.scopes import Context, ScopeKind
from migrator.facts.values import DefinitionKind, Moment
from migrator.facts.visit import Walk


def assign(walk: Walk, node: ast.Assign, context: Context) -> None:
    """``X = Y = value``."""
    alias = dotted_name(node.value)
    for target in node.targets:
        assign_target(walk, target, node, alias, context)
        walk.harvest.outside.note_alias(target, node.value)
    at_module_level = context.scope.kind is ScopeKind.MODULE
    if is_own_module(node.value) or is_namespace(node.value, at_module_level=at_module_level):
        walk.harvest.is_dynamic = True
    walk.stack.append((node.value, context))


def ann_assign(walk: Walk, node: ast.AnnAssign, context: Context) -> None:
    """``x: T = value``; without a value nothing is bound at module level."""
    kind = context.scope.kind
    is_evaluated = kind in {ScopeKind.MODULE, ScopeKind.CLASS} or not isinstance(node.target, ast.Name)
    push_annotation(walk, node.annotation, context, is_evaluated=is_evaluated)
    if not isinstance(node.target, ast.Name):
        walk.stack.append((node.target, context))
    elif node.value is not None:
        assign_name(walk, node.target.id, node, dotted_name(node.value), context)
    elif kind is not ScopeKind.MODULE and (binder := context.scope.binder(node.target.id)) is not None:
        binder.bound[node.target.id] = None
    if node.value is not None:
        is_alias = last_part(node.annotation) == "TypeAlias"
        walk.stack.append((node.value, context._replace(is_annotation=True) if is_alias else context))


def aug_assign(walk: Walk, node: ast.AugAssign, context: Context) -> None:
    """``x += value``, of which ``__all__ +=`` is read."""
    target = node.target
    walk.stack.append((node.value, context))
    if not isinstance(target, ast.Name):
        note_namespace_write(walk, target, context)
        walk.stack.append((target, context))
        return
    if target.id == "__all__" and context.scope.kind is ScopeKind.MODULE:
        names, is_whole = exported_names(node.value)
        walk.harvest.export(names, is_whole=is_whole)
        return
    walk.look_up(target.id, target, context)
    binder = context.scope.binder(target.id)
    if binder is not None:
        binder.bound[target.id] = None


def type_alias(walk: Walk, node: ast.stmt, context: Context) -> None:
    """``type X = ...``, which the grammar has from Python 3.12 on."""
    name, value = getattr(node, "name", None), getattr(node, "value", None)
    if not isinstance(name, ast.Name) or not isinstance(value, ast.expr):
        return
    if context.scope.kind is ScopeKind.MODULE:
        walk.define(name.id, DefinitionKind.TYPE_ALIAS, node, context)
    context.scope.bound[name.id] = None
    inner = with_type_params(walk, node, context)
    moment = Moment.TYPING if context.is_typing else Moment.DEFERRED
    walk.stack.append((value, inner._replace(moment=moment, is_annotation=True)))


def assign_target(walk: Walk, target: ast.expr, node: ast.stmt, alias: str, context: Context) -> None:
    """One target, names in tuples included."""
    if isinstance(target, ast.Name):
        assign_name(walk, target.id, node, alias, context)
    elif isinstance(target, ast.Tuple | ast.List):
        for item in target.elts:
            inner = item.value if isinstance(item, ast.Starred) else item
            if isinstance(inner, ast.Name):
                assign_name(walk, inner.id, node, "", context)
            else:
                walk.stack.append((inner, context))
    else:
        note_namespace_write(walk, target, context)
        walk.stack.append((target, context))


def assign_name(walk: Walk, name: str, node: ast.stmt, alias: str, context: Context) -> None:
    """A plain name; at module level a definition."""
    binder = context.scope.binder(name)
    if binder is None:
        return
    binder.bound[name] = None
    if binder.kind is not ScopeKind.MODULE:
        return
    if binder is not context.scope:
        walk.define(name, DefinitionKind.OTHER, node, context)
        return
    kind = DefinitionKind.ASSIGNMENT
    if isinstance(node, ast.AnnAssign) and last_part(node.annotation) == "TypeAlias":
        kind = DefinitionKind.TYPE_ALIAS
    walk.define(name, kind, node, context).alias_of = alias
    if name == "__all__" and isinstance(node, ast.Assign | ast.AnnAssign):
        names, is_whole = exported_names(node.value)
        walk.harvest.export(names, is_whole=is_whole)


def note_namespace_write(walk: Walk, target: ast.expr, context: Context) -> None:
    """``globals()[...] = x``, ``sys.modules[__name__].x = y``."""
    at_module_level = context.scope.kind is ScopeKind.MODULE
    if isinstance(target, ast.Subscript):
        walk.harvest.is_dynamic |= is_namespace(
            target.value, at_module_level=at_module_level
        ) or registers_itself(target)
    elif isinstance(target, ast.Attribute):
        walk.harvest.is_dynamic |= is_own_module(target.value)
