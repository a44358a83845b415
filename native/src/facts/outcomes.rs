//! What an expression may give, followed through local names: the twin of `migrator/facts/outcomes.py`.

use super::fingerprints::is_log_call;
use super::literals::{dotted_name, join_reversed, last_part};
use super::positions::Positions;
use super::shapes::{CallText, Effect};
use super::traces::Trace;
use crate::decline::{Decline, Read};
use crate::names::{Map, Name, Names, Set, EMPTY};
use crate::syntax::tree::{Call, ExprKind, StmtKind, Tree, E, S};

const LONGEST: usize = 120;
/// Names that hold names that hold names: the reference follows them as far as its own stack goes.
const DEEPEST: u32 = 120;
/// Steps in one file; it is far more than any file takes that a person wrote.
const MOST_STEPS: u32 = 3_000_000;

/// What an expression may give.
#[derive(Default)]
pub struct Outcome {
    pub calls: Vec<CallText>,
    pub names: Vec<Name>,
}

/// What following expressions needs of the file.
pub struct File<'a, 'n> {
    pub tree: &'a Tree,
    pub names: &'n mut Names,
    pub positions: &'a Positions<'a>,
    pub steps: u32,
}

/// What local names were assigned.
pub type Local<'t> = Map<Name, &'t [E]>;

/// Follows one expression through local names.
pub struct Flow<'f, 'a, 'n, 't> {
    file: &'f mut File<'a, 'n>,
    local: &'f Local<'t>,
    seen: Set<Name>,
    outcome: Outcome,
    depth: u32,
}

/// What the expression may give.
pub fn follow<'t>(file: &mut File, local: &Local<'t>, node: E) -> Read<Outcome> {
    let (seen, outcome, depth) = (Set::default(), Outcome::default(), 0);
    let mut flow = Flow { file, local, seen, outcome, depth };
    flow.follow(node, false)?;
    Ok(flow.outcome)
}

impl Flow<'_, '_, '_, '_> {
    fn follow(&mut self, node: E, is_awaited: bool) -> Read<()> {
        self.file.steps += 1;
        if self.depth >= DEEPEST || self.file.steps > MOST_STEPS {
            return Err(Decline::Depth);
        }
        self.depth += 1;
        let tree = self.file.tree;
        match tree.expr(node) {
            ExprKind::Call(call) => self.call(call, is_awaited)?,
            ExprKind::Name(..) | ExprKind::Attribute(..) | ExprKind::Subscript(..) => self.state(node)?,
            ExprKind::Await(value) => self.follow(*value, true)?,
            ExprKind::IfElse { body, orelse, .. } => {
                self.follow(*body, false)?;
                self.follow(*orelse, false)?;
            }
            ExprKind::Boolean { values, .. } => {
                for value in values.iter() {
                    self.follow(*value, false)?;
                }
            }
            ExprKind::Named(_, value) => self.follow(*value, false)?,
            _ => (),
        }
        self.depth -= 1;
        Ok(())
    }

    fn call(&mut self, call: &Call, is_awaited: bool) -> Read<()> {
        let tree = self.file.tree;
        let arguments = &call.arguments;
        let last = last_part(tree, call.function);
        if self.file.names.text(last) == "cast" && arguments.len() == 2 {
            return self.follow(arguments[1], false);
        }
        if let ExprKind::Attribute(value, name, _) = tree.expr(call.function) {
            if matches!(self.file.names.text(*name), "get" | "setdefault" | "pop") {
                self.state(*value)?;
                if arguments.len() == 2 {
                    self.follow(arguments[1], false)?;
                }
            }
        }
        let callee = self.callee(call.function);
        let first = self.file.names.first_part(callee);
        if callee != EMPTY && !self.local.contains_key(&first) {
            let text = call_text(self.file, callee, call, is_awaited)?;
            self.outcome.calls.push(text);
        }
        Ok(())
    }

    /// What is called: through `Factory()` and through local names that hold what a call gave.
    fn callee(&mut self, node: E) -> Name {
        let tree = self.file.tree;
        let mut parts = Vec::new();
        let mut node = node;
        loop {
            match tree.expr(node) {
                ExprKind::Attribute(value, name, _) => {
                    parts.push(*name);
                    node = *value;
                }
                ExprKind::Name(name, _) => {
                    let held = if parts.is_empty() { *name } else { self.held(*name) };
                    parts.push(held);
                    return join_reversed(self.file.names, &parts);
                }
                ExprKind::Call(call) if !parts.is_empty() => node = call.function,
                _ => return EMPTY,
            }
        }
    }

    fn held(&mut self, name: Name) -> Name {
        let tree = self.file.tree;
        let Some([only]) = self.local.get(&name) else {
            return name;
        };
        let ExprKind::Call(call) = tree.expr(*only) else {
            return name;
        };
        match dotted_name(tree, self.file.names, call.function) {
            EMPTY => name,
            held => held,
        }
    }

    fn state(&mut self, node: E) -> Read<()> {
        let tree = self.file.tree;
        let name = dotted_name(tree, self.file.names, owner_of_items(tree, node));
        let first = self.file.names.first_part(name);
        let has_dot = first != name;
        match self.local.get(&first) {
            None => {
                if name != EMPTY && self.file.names.text(name).matches('.').count() < 2 {
                    self.outcome.names.push(name);
                }
            }
            Some(values) if !has_dot && self.seen.insert(first) => {
                for value in values.iter() {
                    self.follow(*value, false)?;
                }
            }
            Some(_) => (),
        }
        Ok(())
    }
}

fn call_text(file: &File, callee: Name, call: &Call, is_awaited: bool) -> Read<CallText> {
    let text = |node: E| file.positions.text_up_to(file.tree, node, LONGEST);
    let positional = call.arguments.iter().map(|one| text(*one)).collect::<Read<_>>()?;
    let keyword = |one: &crate::syntax::tree::Keyword| Ok((one.name.unwrap_or(EMPTY), text(one.value)?));
    let keywords = call.keywords.iter().map(keyword).collect::<Read<_>>()?;
    Ok(CallText { callee, positional, keywords, is_awaited })
}

fn owner_of_items(tree: &Tree, node: E) -> E {
    let mut node = node;
    while let ExprKind::Subscript(value, ..) = tree.expr(node) {
        node = *value;
    }
    node
}

/// A trace read for what it returns and keeps; `self.x` and `cls.x` are written `Class.x`.
pub struct Reading<'t, 'a> {
    pub trace: &'t Trace<'a>,
    local: Local<'t>,
    defaults: Vec<(Name, &'t Call)>,
}

impl<'t, 'a: 't> Reading<'t, 'a> {
    pub fn new(file: &mut File<'a, '_>, trace: &'t Trace<'a>) -> Self {
        let arguments = &trace.function.arguments;
        let named = arguments.positional_only.iter().chain(&arguments.plain).chain(&arguments.keyword_only);
        let empty: &[E] = &[];
        let mut local: Local = named.filter(|one| one.name != trace.own).map(|one| (one.name, empty)).collect();
        local.extend(trace.local.iter().map(|(name, values)| (*name, &values[..])));
        let mut reading = Reading { trace, local, defaults: Vec::new() };
        reading.find_defaults(file);
        reading
    }

    /// What the function may return.
    pub fn outcome(&self, file: &mut File) -> Read<Outcome> {
        let mut calls: Vec<CallText> = Vec::new();
        let mut names: Vec<Name> = Vec::new();
        let mut seen_calls: Set<CallText> = Set::default();
        let mut seen_names: Set<Name> = Set::default();
        for value in &self.trace.returned {
            let found = follow(file, &self.local, *value)?;
            for mut call in found.calls {
                call.callee = self.rooted(file, call.callee);
                if seen_calls.insert(call.clone()) {
                    calls.push(call);
                }
            }
            for name in found.names {
                let name = self.rooted(file, name);
                if name != self.trace.owner && seen_names.insert(name) {
                    names.push(name);
                }
            }
        }
        Ok(Outcome { calls, names })
    }

    /// State, and the callee of what is put there.
    pub fn kept(&self, file: &mut File) -> Read<Vec<(Name, Name)>> {
        let mut found = Vec::new();
        for (target, value) in &self.trace.stores {
            if let Some(value) = value {
                let name = self.state_name(file, *target);
                self.keep(file, name, *value, &mut found)?;
            }
        }
        for (name, call) in &self.defaults {
            self.keep(file, *name, call.arguments[1], &mut found)?;
        }
        Ok(found)
    }

    fn keep(&self, file: &mut File, name: Name, value: E, found: &mut Vec<(Name, Name)>) -> Read<()> {
        if name != EMPTY {
            for call in follow(file, &self.local, value)?.calls {
                found.push((name, self.rooted(file, call.callee)));
            }
        }
        Ok(())
    }

    /// What it does beside returning.
    pub fn effects(&self, file: &mut File) -> Read<Vec<Effect>> {
        let mut found = Vec::new();
        let tree = file.tree;
        for decorator in &self.trace.function.decorators {
            let last = last_part(tree, *decorator);
            if is_cache(file.names.text(last)) {
                found.push(effect("caches", last));
            }
        }
        for (target, _) in &self.trace.stores {
            let name = self.state_name(file, *target);
            if name == EMPTY {
                continue;
            }
            let key = match tree.expr(*target) {
                ExprKind::Subscript(_, slice, _) => file.positions.text_up_to(tree, *slice, LONGEST)?,
                _ => String::new(),
            };
            found.push(Effect { kind: "keeps", what: name, key });
        }
        for (name, call) in &self.defaults {
            let key = file.positions.text_up_to(tree, call.arguments[0], LONGEST)?;
            found.push(Effect { kind: "keeps", what: *name, key });
        }
        for statement in &self.trace.others {
            self.statement_effects(file, *statement, &mut found);
        }
        Ok(found)
    }

    /// `state.setdefault(key, value)` where its result is returned or named.
    fn find_defaults(&mut self, file: &mut File<'a, '_>) {
        let trace = self.trace;
        let tree: &'a Tree = file.tree;
        let named = trace.local.iter().flat_map(|(_, values)| values);
        for value in trace.returned.iter().chain(named) {
            let ExprKind::Call(call) = tree.expr(*value) else {
                continue;
            };
            let ExprKind::Attribute(owner, method, _) = tree.expr(call.function) else {
                continue;
            };
            if call.arguments.len() != 2 || file.names.text(*method) != "setdefault" {
                continue;
            }
            let name = self.state_name(file, *owner);
            if name != EMPTY {
                self.defaults.push((name, call));
            }
        }
    }

    /// Where a store goes that outlives the call, or the empty name.
    fn state_name(&self, file: &mut File, target: E) -> Name {
        let name = dotted_name(file.tree, file.names, owner_of_items(file.tree, target));
        let first = file.names.first_part(name);
        let is_deep = file.names.text(name).matches('.').count() > 1;
        if name == EMPTY || self.local.contains_key(&first) || is_deep {
            return EMPTY;
        }
        self.rooted(file, name)
    }

    fn rooted(&self, file: &mut File, name: Name) -> Name {
        let first = file.names.first_part(name);
        if first != self.trace.own || first == EMPTY {
            return name;
        }
        let rest = &file.names.text(name)[file.names.text(first).len()..];
        let text = format!("{}{rest}", file.names.text(self.trace.owner));
        file.names.number(&text)
    }

    fn statement_effects(&self, file: &mut File, statement: S, found: &mut Vec<Effect>) {
        let tree = file.tree;
        match tree.stmt(statement) {
            StmtKind::Raise(Some(error), _) => found.push(effect("raises", last_part(tree, *error))),
            StmtKind::With(with) => {
                for (value, _) in &with.items {
                    let held = last_part(tree, *value);
                    if file.names.text(held).to_ascii_lowercase().contains("lock") {
                        found.push(effect("locks", held));
                    }
                }
            }
            StmtKind::Expr(value) => {
                let value = match tree.expr(*value) {
                    ExprKind::Await(inner) => *inner,
                    _ => *value,
                };
                let ExprKind::Call(call) = tree.expr(value) else {
                    return;
                };
                if is_log_call(tree, file.names, value) || file.names.text(last_part(tree, value)) == "warn" {
                    return;
                }
                let name = dotted_name(tree, file.names, call.function);
                if name != EMPTY {
                    found.push(effect("calls", self.rooted(file, name)));
                }
            }
            _ => (),
        }
    }
}

fn effect(kind: &'static str, what: Name) -> Effect {
    Effect { kind, what, key: String::new() }
}

fn is_cache(name: &str) -> bool {
    matches!(name, "lru_cache" | "cache" | "cached" | "cached_property" | "singleton" | "memoize" | "alru_cache")
}
