//! One pass over a syntax tree: the twin of `migrator/facts/walk.py`.

use super::assignments::{ann_assign, assign, aug_assign};
use super::blocks::{block, global, if_, nonlocal, try_, with_};
use super::definitions::{class, function, import, import_from, lambda};
use super::expressions as on;
use super::harvest::Harvest;
use super::positions::Positions;
use super::scopes::{Context, MODULE};
use super::visit::Walk;
use crate::decline::Read;
use crate::names::{Name, Names, Set};
use crate::syntax::parser::parse_annotation;
use crate::syntax::tree::{ExprKind, Node, PatternKind, StmtKind, Tree};

/// Fills the harvest from the tree, annotations in strings included.
pub fn walk(tree: &Tree, names: &mut Names, harvest: &mut Harvest, positions: &Positions) -> Read<()> {
    let mut aliases: Set<Name> = ["TYPE_CHECKING", "MYPY"].iter().map(|name| names.number(name)).collect();
    let start = |walk: &mut Walk| walk.push_block(&walk.tree.body, Context::new(MODULE));
    let mut waiting = pass(tree, names, harvest, positions, &mut aliases, start)?;
    while let Some((text, context)) = waiting.pop() {
        if let Some((inner, body)) = parse_annotation(&text, names)? {
            let start = |walk: &mut Walk| walk.push(body, context);
            waiting.extend(pass(&inner, names, harvest, positions, &mut aliases, start)?);
        }
    }
    Ok(())
}

fn pass(
    tree: &Tree,
    names: &mut Names,
    harvest: &mut Harvest,
    positions: &Positions,
    typing_aliases: &mut Set<Name>,
    start: impl FnOnce(&mut Walk),
) -> Read<Vec<(String, Context)>> {
    let (stack, annotations) = (Vec::new(), Vec::new());
    let mut walk = Walk { tree, names, harvest, positions, typing_aliases, stack, annotations };
    start(&mut walk);
    while let Some((node, context)) = walk.stack.pop() {
        meet(&mut walk, node, context)?;
    }
    Ok(walk.annotations)
}

fn meet(walk: &mut Walk, node: Node, context: Context) -> Read<()> {
    match node {
        Node::E(expr) => meet_expression(walk, expr, context),
        Node::S(stmt) => meet_statement(walk, stmt, context),
        Node::P(pattern) => {
            match walk.tree.patterns[pattern as usize].kind {
                PatternKind::As(_, name) | PatternKind::Star(name) | PatternKind::Mapping { rest: name, .. } => {
                    on::pattern(walk, pattern, name, context)?;
                }
                _ => walk.push_children(node, context),
            }
            Ok(())
        }
    }
}

fn meet_expression(walk: &mut Walk, node: u32, context: Context) -> Read<()> {
    let tree = walk.tree;
    match tree.expr(node) {
        ExprKind::Name(name, access) => on::name(walk, node, *name, *access, context),
        ExprKind::Attribute(value, name, access) => on::attribute(walk, node, (*value, *name, *access), context),
        ExprKind::Constant(_) => on::constant(walk, node, context),
        ExprKind::Call(call) => on::call(walk, node, call, context),
        ExprKind::Subscript(value, slice, access) => on::subscript(walk, node, (*value, *slice, *access), context),
        ExprKind::Joined(joined) => on::joined(walk, node, joined, context),
        ExprKind::Named(target, value) => on::named(walk, node, (*target, *value), context),
        ExprKind::Lambda(arguments, body) => {
            lambda(walk, arguments, *body, context);
            Ok(())
        }
        ExprKind::Comprehension(_, element, clauses) => {
            on::comprehension(walk, clauses, &[*element], context);
            Ok(())
        }
        ExprKind::DictComprehension(key, value, clauses) => {
            on::comprehension(walk, clauses, &[*key, *value], context);
            Ok(())
        }
        _ => {
            walk.push_children(Node::E(node), context);
            Ok(())
        }
    }
}

fn meet_statement(walk: &mut Walk, node: u32, context: Context) -> Read<()> {
    let tree = walk.tree;
    match tree.stmt(node) {
        StmtKind::Expr(value) => on::expression(walk, *value, context),
        StmtKind::Assign(targets, value) => assign(walk, node, targets, *value, context)?,
        StmtKind::AnnAssign { target, annotation, value } => {
            ann_assign(walk, node, (*target, *annotation, *value), context)?;
        }
        StmtKind::AugAssign(target, value) => aug_assign(walk, *target, *value, context)?,
        StmtKind::Import(names) => import(walk, node, names, context)?,
        StmtKind::ImportFrom(found) => import_from(walk, node, found, context)?,
        StmtKind::Function(found) => function(walk, node, found, context)?,
        StmtKind::Class(found) => class(walk, node, found, context)?,
        StmtKind::If(found) => if_(walk, found, context),
        StmtKind::For(_) | StmtKind::While(_) | StmtKind::Match(..) => block(walk, node, context),
        StmtKind::Try(found) => try_(walk, found, context),
        StmtKind::With(found) => with_(walk, found, context),
        StmtKind::Global(found) => global(walk, found, context),
        StmtKind::Nonlocal(found) => nonlocal(walk, found, context),
        _ => walk.push_children(Node::S(node), context),
    }
    Ok(())
}
