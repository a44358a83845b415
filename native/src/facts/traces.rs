//! One function, its statements walked once: the twin of `migrator/facts/traces.py`.

use crate::names::{Map, Name, Names, Set, EMPTY};
use crate::syntax::tree::{Condition, ExprKind, Function, StmtKind, Tree, E, S};

/// What the statements of one function say; bodies of functions inside it are not its own.
pub struct Trace<'a> {
    pub node: S,
    pub function: &'a Function,
    pub owner: Name,
    pub returned: Vec<E>,
    pub stores: Vec<(E, Option<E>)>,
    /// Local names with what is assigned to them, in the order of their first binding.
    pub local: Vec<(Name, Vec<E>)>,
    places: Map<Name, usize>,
    pub others: Vec<S>,
    pub own: Name,
    pub has_yield: bool,
    globals: Set<Name>,
}

impl<'a> Trace<'a> {
    pub fn new(tree: &'a Tree, names: &Names, node: S, function: &'a Function, owner: Name) -> Self {
        let own = if owner == EMPTY { EMPTY } else { own_name(tree, names, function) };
        let mut trace = Trace {
            node,
            function,
            owner,
            returned: Vec::new(),
            stores: Vec::new(),
            local: Vec::new(),
            places: Map::default(),
            others: Vec::new(),
            own,
            has_yield: false,
            globals: Set::default(),
        };
        trace.run(tree);
        trace
    }

    /// What is bound on `self`: the name, and the target.
    pub fn attributes(&self, tree: &Tree) -> Vec<(Name, E)> {
        let mut found: Vec<(Name, E)> = Vec::new();
        let mut seen: Set<Name> = Set::default();
        for (target, _) in &self.stores {
            if let ExprKind::Attribute(value, name, _) = tree.expr(*target) {
                let is_own = tree.name(*value).is_some_and(|name| name == self.own && self.own != EMPTY);
                if is_own && seen.insert(*name) {
                    found.push((*name, *target));
                }
            }
        }
        found
    }

    fn run(&mut self, tree: &Tree) {
        let mut stack: Vec<S> = self.function.body.iter().rev().copied().collect();
        while let Some(node) = stack.pop() {
            self.meet(tree, node, &mut stack);
        }
    }

    fn meet(&mut self, tree: &Tree, node: S, stack: &mut Vec<S>) {
        match tree.stmt(node) {
            StmtKind::Return(Some(value)) if is_giving(tree.expr(*value)) => self.returned.push(*value),
            StmtKind::Assign(targets, value) => targets.iter().for_each(|one| self.bind(tree, *one, Some(*value))),
            StmtKind::AnnAssign { target, value: Some(value), .. } => self.bind(tree, *target, Some(*value)),
            StmtKind::AugAssign(target, _) if tree.name(*target).is_none() => self.stores.push((*target, None)),
            StmtKind::Expr(value) => {
                self.has_yield |= is_yield(tree.expr(*value));
                self.others.push(node);
            }
            StmtKind::Raise(..) => self.others.push(node),
            StmtKind::If(condition) | StmtKind::While(condition) => self.tests(tree, condition, stack),
            StmtKind::For(found) => {
                self.bind(tree, found.target, None);
                stack.extend(found.orelse.iter().rev());
                stack.extend(found.body.iter().rev());
            }
            StmtKind::With(found) => {
                self.others.push(node);
                let targets = found.items.iter().filter_map(|(_, target)| *target);
                targets.for_each(|target| self.bind(tree, target, None));
                stack.extend(found.body.iter().rev());
            }
            StmtKind::Try(_) | StmtKind::Match(..) => stack.extend(inner_statements(tree, node).iter().rev()),
            StmtKind::Global(names) => self.globals.extend(names.iter()),
            _ => (),
        }
    }

    fn tests(&mut self, tree: &Tree, condition: &Condition, stack: &mut Vec<S>) {
        let test = match tree.expr(condition.test) {
            ExprKind::Compare(left, _) => *left,
            _ => condition.test,
        };
        if let ExprKind::Named(target, value) = tree.expr(test) {
            self.bind(tree, *target, Some(*value));
        }
        stack.extend(condition.orelse.iter().rev());
        stack.extend(condition.body.iter().rev());
    }

    fn bind(&mut self, tree: &Tree, target: E, value: Option<E>) {
        match tree.expr(target) {
            ExprKind::Name(name, _) if self.globals.contains(name) => self.stores.push((target, value)),
            ExprKind::Name(name, _) => {
                let place = *self.places.entry(*name).or_insert(self.local.len());
                if place == self.local.len() {
                    self.local.push((*name, Vec::new()));
                }
                self.local[place].1.extend(value);
            }
            ExprKind::Tuple(items) | ExprKind::List(items) => {
                items.iter().for_each(|item| self.bind(tree, *item, None));
            }
            _ => self.stores.push((target, value)),
        }
        self.has_yield |= value.is_some_and(|value| is_yield(tree.expr(value)));
    }
}

fn is_yield(kind: &ExprKind) -> bool {
    matches!(kind, ExprKind::Yield(_) | ExprKind::YieldFrom(_))
}

fn is_giving(kind: &ExprKind) -> bool {
    matches!(
        kind,
        ExprKind::Call(_)
            | ExprKind::Name(..)
            | ExprKind::Attribute(..)
            | ExprKind::Subscript(..)
            | ExprKind::Await(_)
            | ExprKind::IfElse { .. }
            | ExprKind::Boolean { .. }
            | ExprKind::Named(..)
    )
}

fn own_name(tree: &Tree, names: &Names, function: &Function) -> Name {
    let arguments = &function.arguments;
    let first = arguments.positional_only.first().or(arguments.plain.first());
    let is_static = |one: &u32| tree.name(*one).is_some_and(|name| names.text(name) == "staticmethod");
    match first {
        Some(first) if !function.decorators.iter().any(is_static) => first.name,
        _ => EMPTY,
    }
}

/// The statements of the blocks of a compound statement, in order.
fn inner_statements(tree: &Tree, node: S) -> Vec<S> {
    match tree.stmt(node) {
        StmtKind::Try(found) => {
            let handlers = found.handlers.iter().flat_map(|handler| &handler.body);
            let all = found.body.iter().chain(handlers).chain(&found.orelse).chain(&found.finalbody);
            all.copied().collect()
        }
        StmtKind::Match(_, cases) => cases.iter().flat_map(|case| &case.body).copied().collect(),
        _ => Vec::new(),
    }
}
