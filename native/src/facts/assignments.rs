//! Assignments: the twin of `migrator/facts/assignments.py`.

use super::definitions::push_annotation;
use super::literals::{dotted_name, exported_names, is_namespace, is_own_module, last_part, registers_itself};
use super::scopes::{Context, ScopeKind, MODULE};
use super::values::DefinitionKind;
use super::visit::Walk;
use crate::decline::Read;
use crate::names::{Name, EMPTY};
use crate::syntax::tree::{ExprKind, Node, StmtKind, E, S};

/// `X = Y = value`.
pub fn assign(walk: &mut Walk, node: S, targets: &[E], value: E, context: Context) -> Read<()> {
    let alias = dotted_name(walk.tree, walk.names, value);
    for target in targets {
        assign_target(walk, *target, node, alias, context)?;
        walk.harvest.outside.note_alias(walk.tree, walk.names, *target, value);
    }
    let at_module_level = context.scope == MODULE;
    if is_own_module(walk.tree, walk.names, value) || is_namespace(walk.tree, walk.names, value, at_module_level) {
        walk.harvest.is_dynamic = true;
    }
    walk.push(value, context);
    Ok(())
}

/// `x: T = value`; without a value nothing is bound at module level.
pub fn ann_assign(walk: &mut Walk, node: S, parts: (E, E, Option<E>), context: Context) -> Read<()> {
    let (target, annotation, value) = parts;
    let kind = walk.harvest.scopes.kind(context.scope);
    let name = walk.tree.name(target);
    let is_evaluated = matches!(kind, ScopeKind::Module | ScopeKind::Class) || name.is_none();
    push_annotation(walk, Some(annotation), context, is_evaluated);
    match (name, value) {
        (None, _) => walk.push(target, context),
        (Some(name), Some(value)) => {
            let alias = dotted_name(walk.tree, walk.names, value);
            assign_name(walk, name, node, alias, context)?;
        }
        (Some(name), None) if kind != ScopeKind::Module => {
            if let Some(binder) = walk.harvest.scopes.binder(context.scope, name) {
                walk.harvest.scopes.bind(binder, name);
            }
        }
        _ => (),
    }
    if let Some(value) = value {
        let is_alias = walk.names.text(last_part(walk.tree, annotation)) == "TypeAlias";
        let is_annotation = context.is_annotation || is_alias;
        walk.push(value, Context { is_annotation, ..context });
    }
    Ok(())
}

/// `x += value`, of which `__all__ +=` is read.
pub fn aug_assign(walk: &mut Walk, target: E, value: E, context: Context) -> Read<()> {
    walk.push(value, context);
    let Some(name) = walk.tree.name(target) else {
        note_namespace_write(walk, target, context);
        walk.push(target, context);
        return Ok(());
    };
    if walk.names.text(name) == "__all__" && context.scope == MODULE {
        let (names, is_whole) = exported_names(walk.tree, walk.names, Some(value));
        walk.harvest.export(&names, is_whole);
        return Ok(());
    }
    walk.look_up(name, target, context, false)?;
    if let Some(binder) = walk.harvest.scopes.binder(context.scope, name) {
        walk.harvest.scopes.bind(binder, name);
    }
    Ok(())
}

/// One target, names in tuples included.
fn assign_target(walk: &mut Walk, target: E, node: S, alias: Name, context: Context) -> Read<()> {
    let tree = walk.tree;
    match tree.expr(target) {
        ExprKind::Name(name, _) => assign_name(walk, *name, node, alias, context)?,
        ExprKind::Tuple(items) | ExprKind::List(items) => {
            for item in items.iter() {
                let inner = match tree.expr(*item) {
                    ExprKind::Starred(value) => *value,
                    _ => *item,
                };
                match tree.name(inner) {
                    Some(name) => assign_name(walk, name, node, EMPTY, context)?,
                    None => walk.push(inner, context),
                }
            }
        }
        _ => {
            note_namespace_write(walk, target, context);
            walk.push(target, context);
        }
    }
    Ok(())
}

/// A plain name; at module level a definition.
fn assign_name(walk: &mut Walk, name: Name, node: S, alias: Name, context: Context) -> Read<()> {
    let Some(binder) = walk.harvest.scopes.binder(context.scope, name) else {
        return Ok(());
    };
    walk.harvest.scopes.bind(binder, name);
    if binder != MODULE {
        return Ok(());
    }
    if binder != context.scope {
        walk.define(name, DefinitionKind::Other, Node::S(node), context)?;
        return Ok(());
    }
    let mut kind = DefinitionKind::Assignment;
    let value = match walk.tree.stmt(node) {
        StmtKind::AnnAssign { annotation, value, .. } => {
            if walk.names.text(last_part(walk.tree, *annotation)) == "TypeAlias" {
                kind = DefinitionKind::TypeAlias;
            }
            *value
        }
        StmtKind::Assign(_, value) => Some(*value),
        _ => None,
    };
    walk.define(name, kind, Node::S(node), context)?.alias_of = alias;
    if walk.names.text(name) == "__all__" {
        let (names, is_whole) = exported_names(walk.tree, walk.names, value);
        walk.harvest.export(&names, is_whole);
    }
    Ok(())
}

/// `globals()[...] = x`, `sys.modules[__name__].x = y`.
fn note_namespace_write(walk: &mut Walk, target: E, context: Context) {
    let (tree, names) = (walk.tree, &*walk.names);
    walk.harvest.is_dynamic |= match tree.expr(target) {
        ExprKind::Subscript(value, slice, _) => {
            is_namespace(tree, names, *value, context.scope == MODULE) || registers_itself(tree, names, *value, *slice)
        }
        ExprKind::Attribute(value, ..) => is_own_module(tree, names, *value),
        _ => false,
    };
}
