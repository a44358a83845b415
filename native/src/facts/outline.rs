//! What stands at module level of a file: the twin of `migrator/facts/outline.py`.

use super::literals::caught;
use super::traces::Trace;
use crate::decline::{Decline, Read};
use crate::names::{Name, Names, EMPTY};
use crate::syntax::tree::{Class, StmtKind, Tree, Try, S};

/// Classes times the names that each stands in for: more are no work for this process.
const MOST_FALLBACKS: usize = 100_000;

/// A class at module level, with the names that the imports in the `try` bind whose `except ImportError` arm it stands in.
pub struct OutlinedClass<'a> {
    pub node: S,
    pub class: &'a Class,
    pub fallback: Vec<Name>,
    pub methods: Vec<Trace<'a>>,
}

#[derive(Default)]
pub struct Outline<'a> {
    pub classes: Vec<OutlinedClass<'a>>,
    pub functions: Vec<Trace<'a>>,
    pub assignments: Vec<S>,
}

/// Walks the statements at module level.
pub fn outline_of<'a>(tree: &'a Tree, names: &mut Names) -> Read<Outline<'a>> {
    let mut outline = Outline::default();
    fill(&mut outline, tree, names, &tree.body, &[]);
    match outline.classes.iter().map(|one| one.fallback.len()).sum::<usize>() {
        0..=MOST_FALLBACKS => Ok(outline),
        _ => Err(Decline::Depth),
    }
}

fn fill<'a>(outline: &mut Outline<'a>, tree: &'a Tree, names: &mut Names, statements: &[S], fallback: &[Name]) {
    for node in statements {
        match tree.stmt(*node) {
            StmtKind::Function(function) => outline.functions.push(Trace::new(tree, names, *node, function, EMPTY)),
            StmtKind::Class(class) => {
                let methods = class.body.iter().filter_map(|item| match tree.stmt(*item) {
                    StmtKind::Function(function) => Some(Trace::new(tree, names, *item, function, class.name)),
                    _ => None,
                });
                let methods = methods.collect();
                outline.classes.push(OutlinedClass { node: *node, class, fallback: fallback.to_vec(), methods });
            }
            StmtKind::Assign(..) | StmtKind::AnnAssign { .. } => outline.assignments.push(*node),
            StmtKind::If(condition) => {
                fill(outline, tree, names, &condition.body, fallback);
                fill(outline, tree, names, &condition.orelse, fallback);
            }
            StmtKind::With(with) if !with.is_async => fill(outline, tree, names, &with.body, fallback),
            StmtKind::Try(found) if !found.is_star => fill_try(outline, tree, names, found, fallback),
            _ => (),
        }
    }
}

fn fill_try<'a>(outline: &mut Outline<'a>, tree: &'a Tree, names: &mut Names, node: &Try, fallback: &[Name]) {
    fill(outline, tree, names, &node.body, fallback);
    let mut bound = Vec::new();
    for statement in &node.body {
        let aliases = match tree.stmt(*statement) {
            StmtKind::Import(aliases) => aliases,
            StmtKind::ImportFrom(found) => &found.names,
            _ => continue,
        };
        for alias in aliases {
            bound.push(match alias.asname {
                Some(name) => name,
                None => names.first_part(alias.name),
            });
        }
    }
    for handler in &node.handlers {
        let is_fallback = !bound.is_empty() && caught(tree, names, handler.kind).0;
        fill(outline, tree, names, &handler.body, if is_fallback { &bound } else { fallback });
    }
    fill(outline, tree, names, &node.orelse, fallback);
    fill(outline, tree, names, &node.finalbody, fallback);
}
