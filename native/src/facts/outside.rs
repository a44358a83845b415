//! What a file binds in other modules: the twin of `migrator/facts/outside.py`.

use super::literals::{dotted_name, is_true, last_part, text_name};
use super::positions::Positions;
use super::values::OutsideBinding;
use crate::decline::{Decline, Read};
use crate::names::{Map, Name, Names, Set, EMPTY};
use crate::syntax::tree::{Access, Call, ExprKind, Tree, E};

/// Dotted text, and whether it is the full name of a module.
type Owner = (Name, bool);
type Key = (Name, bool, Name);

/// The owner where a file writes into whatever module uses it.
const OF_USERS: Owner = (EMPTY, false);
const DEFAULTED: usize = 3;
/// Bindings times names of their owners: more are no work for this process.
const MOST_BINDINGS: usize = 100_000;

/// What was found in one file so far.
#[derive(Default)]
pub struct Outside {
    /// By owner and name, in order, with the line of the first binding.
    bound: Vec<(Key, u32)>,
    known: Set<Key>,
    aliases: Map<Name, Vec<Owner>>,
    namespaces: Map<Name, Owner>,
    asked: Set<Name>,
}

impl Outside {
    /// All of them, those of an owner under another name included.
    pub fn bindings(&self, names: &mut Names) -> Read<Vec<OutsideBinding>> {
        let mut found = self.bound.clone();
        let mut known = self.known.clone();
        for ((owner, is_absolute, name), line) in &self.bound {
            if *is_absolute {
                continue;
            }
            let first = names.first_part(*owner);
            for (other, other_is_absolute) in self.aliases.get(&first).into_iter().flatten() {
                let rest = names.text(*owner)[names.text(first).len()..].to_owned();
                let text = format!("{}{}", names.text(*other), rest);
                let key = (names.number(&text), *other_is_absolute, *name);
                if known.insert(key) {
                    found.push((key, *line));
                }
                if found.len() > MOST_BINDINGS {
                    return Err(Decline::Depth);
                }
            }
        }
        found.sort_by(|((owner, absolute, name), _), ((other, also, called), _)| {
            let left = (names.text(*owner), absolute, names.text(*name));
            left.cmp(&(names.text(*other), also, names.text(*called)))
        });
        let binding = |((owner, is_absolute, name), line)| OutsideBinding { owner, name, line, is_absolute };
        Ok(found.into_iter().map(binding).collect())
    }

    /// The chains that are asked for, sorted.
    pub fn asked(&self, names: &Names) -> Vec<Name> {
        let mut asked: Vec<Name> = self.asked.iter().copied().collect();
        asked.sort_by_key(|name| names.text(*name));
        asked
    }

    /// `a.b.NAME = ...` in any form, `del` included.
    pub fn note_attribute(
        &mut self,
        tree: &Tree,
        names: &mut Names,
        positions: &Positions,
        node: E,
        parts: (E, Name),
    ) -> Read<()> {
        let (value, name) = parts;
        let owner = owner(tree, names, value);
        self.bind_in(owner, name, tree, positions, node)
    }

    /// `vars(a)["NAME"] = ...`, `sys.modules["a.b"] = ...`.
    pub fn note_item(
        &mut self,
        tree: &Tree,
        names: &mut Names,
        positions: &Positions,
        node: E,
        parts: (E, E, Access),
    ) -> Read<()> {
        let (value, slice, access) = parts;
        if names.text(last_part(tree, value)) == "modules" {
            if access == Access::Store {
                self.register(tree, names, positions, slice, node)?;
            }
            return Ok(());
        }
        let owner = self.namespace(tree, names, value);
        let name = named_or_any(tree, names, slice);
        self.bind_in(owner, name, tree, positions, node)
    }

    /// `m = sys.modules["a.b"]`, `m = a.b`.
    pub fn note_alias(&mut self, tree: &Tree, names: &mut Names, target: E, value: E) {
        let Some(name) = tree.name(target) else {
            return;
        };
        if let Some(namespace) = self.namespace(tree, names, value) {
            self.namespaces.insert(name, namespace);
        } else if let Some(owner) = owner(tree, names, value) {
            let owners = self.aliases.entry(name).or_default();
            if !owners.contains(&owner) {
                owners.push(owner);
            }
        }
    }

    /// `setattr(a, "NAME", ...)`, `exec(code, vars(a))`, `hasattr(a, "NAME")` and the like.
    pub fn note_call(
        &mut self,
        tree: &Tree,
        names: &mut Names,
        positions: &Positions,
        node: E,
        call: &Call,
        last: Name,
    ) -> Read<()> {
        let arguments = &call.arguments;
        let is_plain = tree.name(call.function).is_some();
        match names.text(last) {
            "hasattr" => self.ask(tree, names, arguments),
            "getattr" if arguments.len() == DEFAULTED => self.ask(tree, names, arguments),
            "setattr" if is_plain && arguments.len() == DEFAULTED => {
                let name = named_or_any(tree, names, arguments[1]);
                let owner = owner(tree, names, arguments[0]);
                self.bind_in(owner, name, tree, positions, node)?;
            }
            _ if makes_what_is_missing(tree, names, call) => {
                self.note_made(tree, names, positions, node, call, last)?;
            }
            _ => (),
        }
        self.note_namespaces(tree, names, positions, node, call, last)?;
        if is_about_modules(tree, names, call) {
            let keywords = call.keywords.iter().map(|one| one.value);
            for value in arguments.iter().copied().chain(keywords) {
                self.register(tree, names, positions, value, node)?;
            }
        }
        Ok(())
    }

    fn ask(&mut self, tree: &Tree, names: &mut Names, arguments: &[E]) {
        if arguments.len() < 2 {
            return;
        }
        let chain = dotted_name(tree, names, arguments[0]);
        let name = text_name(tree, names, arguments[1]);
        if chain != EMPTY && name != EMPTY {
            let text = format!("{}.{}", names.text(chain), names.text(name));
            self.asked.insert(names.number(&text));
        }
    }

    /// A patch that makes what it replaces.
    fn note_made(
        &mut self,
        tree: &Tree,
        names: &mut Names,
        positions: &Positions,
        node: E,
        call: &Call,
        last: Name,
    ) -> Read<()> {
        let Some(first) = call.arguments.first() else {
            return Ok(());
        };
        let path = text_name(tree, names, *first);
        if path == EMPTY {
            let name = match call.arguments.get(1) {
                Some(second) => named_or_any(tree, names, *second),
                None => names.number("*"),
            };
            let owner = owner(tree, names, *first);
            return self.bind_in(owner, name, tree, positions, node);
        }
        if names.text(last) == "multiple" {
            let any = names.number("*");
            return self.bind_in(Some((path, true)), any, tree, positions, node);
        }
        let text = names.text(path).to_owned();
        let (owner, name) = text.rsplit_once('.').unwrap_or(("", &text));
        let (owner, name) = (names.number(owner), names.number(name));
        self.bind_in(Some((owner, true)), name, tree, positions, node)
    }

    fn note_namespaces(
        &mut self,
        tree: &Tree,
        names: &mut Names,
        positions: &Positions,
        node: E,
        call: &Call,
        last: Name,
    ) -> Read<()> {
        let is_reading = matches!(
            names.text(last),
            "dict" | "list" | "sorted" | "set" | "tuple" | "len" | "print" | "eval" | "repr" | "iter"
        );
        let given = if is_reading { &[][..] } else { &call.arguments[..] };
        let held = match tree.expr(call.function) {
            ExprKind::Attribute(value, ..) if is_writing(names.text(last)) => Some(*value),
            _ => None,
        };
        for value in given.iter().copied().chain(held) {
            if let Some(owner) = self.namespace(tree, names, value) {
                let any = names.number("*");
                self.bind_in(Some(owner), any, tree, positions, node)?;
            }
        }
        Ok(())
    }

    fn register(&mut self, tree: &Tree, names: &mut Names, positions: &Positions, value: E, node: E) -> Read<()> {
        let values: Vec<E> = match tree.expr(value) {
            ExprKind::Dict(items) => items.iter().filter_map(|(key, _)| *key).collect(),
            _ => vec![value],
        };
        for value in values {
            let module = text_name(tree, names, value);
            if module != EMPTY && names.text(module) != "sys.modules" {
                self.bind_in(Some((module, true)), EMPTY, tree, positions, node)?;
            }
        }
        Ok(())
    }

    /// Whose names an expression holds.
    fn namespace(&self, tree: &Tree, names: &mut Names, node: E) -> Option<Owner> {
        match tree.expr(node) {
            ExprKind::Name(name, _) => self.namespaces.get(name).copied(),
            ExprKind::Attribute(value, name, _) => match names.text(*name) {
                "f_globals" => Some(OF_USERS),
                "__dict__" => owner(tree, names, *value),
                _ => None,
            },
            ExprKind::Call(call) if call.arguments.len() == 1 => {
                let called = tree.name(call.function)?;
                match names.text(called) {
                    "vars" => owner(tree, names, call.arguments[0]),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// Keeps a binding; the line is asked for first, so that one at an unknown place is declined whatever was bound before.
    fn bind_in(&mut self, owner: Option<Owner>, name: Name, tree: &Tree, positions: &Positions, node: E) -> Read<()> {
        if let Some((owner, is_absolute)) = owner {
            let (start, _) = tree.span(node)?;
            let key = (owner, is_absolute, name);
            if self.known.insert(key) {
                self.bound.push((key, positions.line(start)));
            }
        }
        Ok(())
    }
}

/// Whether a patch may be of something that is not there: `create=True`, `raising=False`.
pub fn makes_what_is_missing(tree: &Tree, names: &Names, call: &Call) -> bool {
    for keyword in &call.keywords {
        let refuses = match keyword.name.map(|name| names.text(name)) {
            Some("create") => false,
            Some("raising") => true,
            _ => continue,
        };
        return match tree.expr(keyword.value) {
            ExprKind::Constant(constant) => is_true(constant) != refuses,
            _ => true,
        };
    }
    false
}

/// What a name is bound in, if it can be a module.
fn owner(tree: &Tree, names: &mut Names, node: E) -> Option<Owner> {
    match tree.expr(node) {
        ExprKind::Subscript(value, slice, _) if names.text(last_part(tree, *value)) == "modules" => {
            return named(tree, names, *slice);
        }
        ExprKind::Call(call) => {
            let is_module =
                matches!(names.text(last_part(tree, node)), "import_module" | "__import__" | "reload" | "get");
            return match call.arguments[..] {
                [only] if is_module => named(tree, names, only),
                _ => None,
            };
        }
        _ => (),
    }
    let chain = dotted_name(tree, names, node);
    let first = names.first_part(chain);
    let is_own = matches!(names.text(first), "self" | "cls");
    (chain != EMPTY && !is_own).then_some((chain, false))
}

/// The module that a string, `a.__name__`, `a.__module__` or a module itself stands for.
fn named(tree: &Tree, names: &mut Names, node: E) -> Option<Owner> {
    if let ExprKind::Attribute(_, name, _) = tree.expr(node) {
        if names.text(*name) == "__module__" {
            return Some(OF_USERS);
        }
    }
    let text = text_name(tree, names, node);
    if text != EMPTY {
        return Some((text, true));
    }
    let chain = dotted_name(tree, names, node);
    let written = names.text(chain).to_owned();
    let chain = names.number(written.strip_suffix(".__name__").unwrap_or(&written));
    (chain != EMPTY && names.text(chain) != "__name__").then_some((chain, false))
}

/// Whether it is given the interpreter's table of modules, or is a method of it.
fn is_about_modules(tree: &Tree, names: &mut Names, call: &Call) -> bool {
    let last = match tree.expr(call.function) {
        ExprKind::Attribute(value, name, _) => {
            if matches!(names.text(*name), "update" | "setdefault" | "__setitem__") {
                return names.text(last_part(tree, *value)) == "modules";
            }
            *name
        }
        ExprKind::Name(name, _) => *name,
        _ => EMPTY,
    };
    if matches!(names.text(last), "delitem" | "pop") {
        return false;
    }
    let Some(first) = call.arguments.first() else {
        return false;
    };
    if tree.string(*first) == Some("sys.modules") {
        return true;
    }
    match tree.expr(*first) {
        ExprKind::Attribute(value, name, _) => {
            names.text(*name) == "modules" && tree.name(*value).is_some_and(|owner| names.text(owner) == "sys")
        }
        _ => false,
    }
}

fn is_writing(name: &str) -> bool {
    matches!(name, "update" | "setdefault" | "__setitem__" | "pop")
}

/// The name that a string gives, or `*` where it is only known when the code runs.
fn named_or_any(tree: &Tree, names: &mut Names, node: E) -> Name {
    match text_name(tree, names, node) {
        EMPTY => names.number("*"),
        name => name,
    }
}
