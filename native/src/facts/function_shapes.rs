//! Functions that return what a call gives: the twin of `migrator/facts/function_shapes.py`.

use super::literals::{dotted_name, last_part};
use super::outcomes::{follow, File, Local, Reading};
use super::outline::Outline;
use super::parameters::parameters_of;
use super::positions::Positions;
use super::retirement::is_retired;
use super::shapes::{CallText, Effect, FunctionShape, KeptCall};
use crate::decline::Read;
use crate::names::{Name, Names, Set, EMPTY};
use crate::syntax::tree::{ExprKind, Node, StmtKind, Tree, E, S};

const LONGEST: usize = 200;

/// State and callees, in order, each pair once.
#[derive(Default)]
struct Kept {
    pairs: Vec<(Name, Name)>,
    seen: Set<(Name, Name)>,
}

impl Kept {
    fn add(&mut self, pair: (Name, Name)) {
        if self.seen.insert(pair) {
            self.pairs.push(pair);
        }
    }
}

struct Shapes<'a, 'n> {
    file: File<'a, 'n>,
    kept: Kept,
    found: Vec<FunctionShape>,
}

/// The functions and methods that return what calls give, and the state of the file that holds what calls gave.
pub fn function_shapes<'a>(
    outline: &Outline<'a>,
    tree: &'a Tree,
    names: &mut Names,
    positions: &'a Positions<'a>,
) -> Read<(Vec<FunctionShape>, Vec<KeptCall>)> {
    let file = File { tree, names, positions, steps: 0 };
    let (kept, found) = (Kept::default(), Vec::new());
    let mut shapes = Shapes { file, kept, found };
    let methods = outline.classes.iter().flat_map(|class| &class.methods);
    for trace in outline.functions.iter().chain(methods) {
        if trace.has_yield || (trace.returned.is_empty() && trace.stores.is_empty()) {
            continue;
        }
        let reading = Reading::new(&mut shapes.file, trace);
        shapes.add_trace(&reading)?;
    }
    for node in &outline.assignments {
        shapes.add_assignment(*node)?;
    }
    Ok(shapes.useful())
}

impl<'a> Shapes<'a, '_> {
    fn add_trace<'t>(&mut self, reading: &Reading<'t, 'a>) -> Read<()>
    where
        'a: 't,
    {
        for pair in reading.kept(&mut self.file)? {
            if self.is_worth(pair.1) {
                self.kept.add(pair);
            }
        }
        if !reading.trace.returned.is_empty() {
            let shape = self.shape(reading)?;
            self.found.extend(shape);
        }
        Ok(())
    }

    fn shape<'t>(&mut self, reading: &Reading<'t, 'a>) -> Read<Option<FunctionShape>>
    where
        'a: 't,
    {
        let outcome = reading.outcome(&mut self.file)?;
        let returns: Vec<CallText> = self.worthy(outcome.calls);
        if returns.is_empty() && outcome.names.is_empty() {
            return Ok(None);
        }
        let (tree, positions) = (self.file.tree, self.file.positions);
        let (trace, function) = (reading.trace, reading.trace.function);
        let (mut start, end) = positions.span(tree, Node::S(trace.node))?;
        let line = positions.line(start);
        if let Some(first) = function.decorators.first() {
            start = positions.decorated_start(tree, *first)?;
        }
        let annotation = match function.returns {
            Some(node) => positions.text_up_to(tree, node, LONGEST)?,
            None => String::new(),
        };
        let mut seen: Set<Effect> = Set::default();
        let mut effects = reading.effects(&mut self.file)?;
        effects.retain(|one| seen.insert(one.clone()));
        Ok(Some(FunctionShape {
            name: self.qualified(trace.owner, function.name),
            line,
            start,
            end,
            parameters: parameters_of(tree, &function.arguments, positions)?,
            is_async: function.is_async,
            decorators: decorators_of(tree, self.file.names, &function.decorators),
            returns,
            returned_names: outcome.names,
            annotation,
            is_retired: is_retired(tree, self.file.names, function),
            effects,
            form: "function",
        }))
    }

    fn qualified(&mut self, owner: Name, name: Name) -> Name {
        if owner == EMPTY {
            return name;
        }
        let text = format!("{}.{}", self.file.names.text(owner), self.file.names.text(name));
        self.file.names.number(&text)
    }

    fn is_worth(&mut self, callee: Name) -> bool {
        let first = self.file.names.first_part(callee);
        !self.file.names.is_builtin(first)
    }

    fn worthy(&mut self, calls: Vec<CallText>) -> Vec<CallText> {
        calls.into_iter().filter(|call| self.is_worth(call.callee)).collect()
    }

    fn add_assignment(&mut self, node: S) -> Read<()> {
        let tree = self.file.tree;
        let (targets, value) = match tree.stmt(node) {
            StmtKind::Assign(targets, value) => (&targets[..], *value),
            StmtKind::AnnAssign { target, value: Some(value), .. } => (std::slice::from_ref(target), *value),
            _ => return Ok(()),
        };
        if matches!(tree.expr(value), ExprKind::Call(_)) {
            let calls = follow(&mut self.file, &Local::default(), value)?.calls;
            let calls = self.worthy(calls);
            for name in targets.iter().filter_map(|target| tree.name(*target)) {
                calls.iter().for_each(|call| self.kept.add((name, call.callee)));
            }
        }
        match targets {
            [only] => match tree.name(*only) {
                Some(name) => self.add_callable(node, name, value),
                None => Ok(()),
            },
            _ => Ok(()),
        }
    }

    /// `make = lambda user: Manager(user)` and `make = partial(Manager, mode=...)`.
    fn add_callable(&mut self, node: S, name: Name, value: E) -> Read<()> {
        let (tree, positions) = (self.file.tree, self.file.positions);
        let (start, end) = positions.span(tree, Node::S(node))?;
        let line = positions.line(start);
        let place = FunctionShape { name, line, start, end, ..FunctionShape::default() };
        match tree.expr(value) {
            ExprKind::Lambda(arguments, body) => {
                let parameters = parameters_of(tree, arguments, positions)?;
                let empty: &[E] = &[];
                let local: Local = parameters.iter().map(|one| (one.name, empty)).collect();
                let calls = follow(&mut self.file, &local, *body)?.calls;
                let returns = self.worthy(calls);
                if !returns.is_empty() {
                    self.found.push(FunctionShape { parameters, returns, form: "lambda", ..place });
                }
            }
            ExprKind::Call(call) if !call.arguments.is_empty() => {
                if self.file.names.text(last_part(tree, value)) != "partial" {
                    return Ok(());
                }
                let callee = dotted_name(tree, self.file.names, call.arguments[0]);
                if callee == EMPTY || !self.is_worth(callee) {
                    return Ok(());
                }
                let text = |node: E| positions.text(tree, node).map(str::to_owned);
                let positional = call.arguments[1..].iter().map(|one| text(*one)).collect::<Read<_>>()?;
                let mut keywords = Vec::new();
                for one in call.keywords.iter() {
                    keywords.push((one.name.unwrap_or(EMPTY), text(one.value)?));
                }
                let returns = vec![CallText { callee, positional, keywords, is_awaited: false }];
                self.found.push(FunctionShape { returns, form: "partial", ..place });
            }
            _ => (),
        }
        Ok(())
    }

    /// State that nobody returns or calls a method of is left out, as are functions that return other state only.
    fn useful(self) -> (Vec<FunctionShape>, Vec<KeptCall>) {
        let names = self.file.names;
        let asked: Set<Name> = self.found.iter().flat_map(|shape| &shape.returned_names).copied().collect();
        let mut roots: Set<Name> = Set::default();
        for call in self.found.iter().flat_map(|shape| &shape.returns) {
            let root = names.text(call.callee).rsplit_once('.').map(|(root, _)| root.to_owned());
            roots.insert(root.map_or(EMPTY, |root| names.number(&root)));
        }
        let is_wanted = |(name, callee): &(Name, Name)| {
            let is_class = names.text(*callee).starts_with(|first: char| first.is_ascii_uppercase());
            asked.contains(name) || roots.contains(name) || (is_class && !names.text(*name).contains('.'))
        };
        let state: Vec<KeptCall> =
            self.kept.pairs.iter().copied().filter(is_wanted).map(|(name, callee)| KeptCall { name, callee }).collect();
        let held: Set<Name> = state.iter().map(|one| one.name).collect();
        let is_useful = |shape: &FunctionShape| {
            !shape.returns.is_empty() || shape.returned_names.iter().any(|name| held.contains(name))
        };
        (self.found.into_iter().filter(is_useful).collect(), state)
    }
}

/// Dotted names of decorators, of what is called where they are calls.
pub fn decorators_of(tree: &Tree, names: &mut Names, decorators: &[E]) -> Vec<Name> {
    let mut found = Vec::new();
    for one in decorators {
        let called = match tree.expr(*one) {
            ExprKind::Call(call) => call.function,
            _ => *one,
        };
        match dotted_name(tree, names, called) {
            EMPTY => (),
            name => found.push(name),
        }
    }
    found
}
