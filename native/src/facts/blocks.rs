//! Compound statements: the twin of `migrator/facts/blocks.py`.

use super::literals::{caught, expects_errors, is_main_test, typing_test};
use super::scopes::{Context, MODULE};
use super::values::{Arm, Moment};
use super::visit::Walk;
use crate::names::Name;
use crate::syntax::tree::{Condition, Node, Try, With, S};

/// Bodies that may not run, or only for type checkers, or only when the file is run itself.
pub fn if_(walk: &mut Walk, node: &Condition, context: Context) {
    walk.push(node.test, context);
    let typing = Context { is_typing: true, moment: Moment::Typing, ..context };
    if let Some(verdict) = typing_test(walk.tree, walk.names, node.test, walk.typing_aliases) {
        walk.push_block(&node.body, if verdict { typing } else { context });
        walk.push_block(&node.orelse, if verdict { context } else { typing });
        return;
    }
    let inner = Context { is_conditional: true, is_nested: true, ..context };
    let is_main = is_main_test(walk.tree, walk.names, node.test) && context.scope == MODULE && !context.is_typing;
    let moment = if is_main { Moment::Deferred } else { inner.moment };
    walk.push_block(&node.body, Context { moment, ..inner });
    walk.push_block(&node.orelse, inner);
}

/// A loop or `match`: its body may not run, or run often.
pub fn block(walk: &mut Walk, node: S, context: Context) {
    walk.push_children(Node::S(node), Context { is_conditional: true, is_nested: true, ..context });
}

/// What stands in the body of a `try` may fail, what stands in an arm runs if it did.
pub fn try_(walk: &mut Walk, node: &Try, context: Context) {
    let inner = Context { is_nested: true, ..context };
    let found: Vec<(bool, bool)> =
        node.handlers.iter().map(|handler| caught(walk.tree, walk.names, handler.kind)).collect();
    let mut body = inner;
    if found.iter().any(|(imports, _)| *imports) {
        body.arm = Arm::Try;
    }
    body.is_guarded |= found.iter().any(|(_, lookups)| *lookups);
    walk.push_block(&node.body, body);
    for (handler, (imports, _)) in node.handlers.iter().zip(found) {
        if let Some(name) = handler.name {
            if let Some(binder) = walk.harvest.scopes.binder(context.scope, name) {
                walk.harvest.scopes.bind(binder, name);
            }
        }
        handler.kind.iter().for_each(|kind| walk.push(*kind, context));
        let arm = if imports { Arm::Handler } else { inner.arm };
        walk.push_block(&handler.body, Context { arm, ..inner });
    }
    walk.push_block(&node.finalbody, inner); // met behind the `else`: the stack is met from its end
    walk.push_block(&node.orelse, inner);
}

/// `with suppress(ImportError)` and the like guard as a `try` does.
pub fn with_(walk: &mut Walk, node: &With, context: Context) {
    for (value, target) in &node.items {
        target.iter().for_each(|target| walk.push(*target, context));
        walk.push(*value, context);
    }
    let mut inner = Context { is_nested: true, ..context };
    for (value, _) in &node.items {
        let (imports, lookups) = expects_errors(walk.tree, walk.names, *value);
        if imports {
            inner.arm = Arm::Try;
        }
        inner.is_guarded |= lookups;
    }
    walk.push_block(&node.body, inner);
}

/// Names that a function binds in the module.
pub fn global(walk: &mut Walk, names: &[Name], context: Context) {
    if context.scope != MODULE {
        for name in names {
            walk.harvest.scopes.declare_global(context.scope, *name);
        }
    }
}

/// Names that a function binds in one around it.
pub fn nonlocal(walk: &mut Walk, names: &[Name], context: Context) {
    for name in names {
        walk.harvest.scopes.declare_nonlocal(context.scope, *name);
    }
}
