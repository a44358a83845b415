//! Which scope binds a name: the twin of `migrator/facts/scopes.py`.

use super::values::{Arm, Moment};
use crate::names::{Map, Name, Names, EMPTY};
use crate::syntax::tree::NOWHERE;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum ScopeKind {
    Module,
    Class,
    Function,
    Comprehension,
}

/// A scope's number; the module's is 0.
pub type Scope = u32;
pub const MODULE: Scope = 0;

const BOUND: u8 = 1;
const IMPORTED: u8 = 2;
const GLOBAL: u8 = 4;
const FREE: u8 = 8;

struct ScopeState {
    kind: ScopeKind,
    name: Name,
    parent: Option<Scope>,
    /// Names bound by something else than an import, in order; kept of classes only.
    bound: Vec<Name>,
    imported: Vec<Name>,
}

/// All scopes of a file.
pub struct Scopes {
    scopes: Vec<ScopeState>,
    /// What is known of a name in a scope.
    known: Map<(Scope, Name), u8>,
    pub has_star: bool,
}

impl Default for Scopes {
    /// The module's own scope.
    fn default() -> Self {
        let module =
            ScopeState { kind: ScopeKind::Module, name: EMPTY, parent: None, bound: Vec::new(), imported: Vec::new() };
        Scopes { scopes: vec![module], known: Map::default(), has_star: false }
    }
}

impl Scopes {
    pub fn kind(&self, scope: Scope) -> ScopeKind {
        self.scopes[scope as usize].kind
    }

    pub fn name(&self, scope: Scope) -> Name {
        self.scopes[scope as usize].name
    }

    pub fn parent(&self, scope: Scope) -> Option<Scope> {
        self.scopes[scope as usize].parent
    }

    /// A scope inside another.
    pub fn child(&mut self, names: &mut Names, parent: Scope, kind: ScopeKind, name: Name) -> Scope {
        let outer = self.name(parent);
        let name = match (outer, name) {
            (outer, EMPTY) => outer,
            (EMPTY, name) => name,
            (outer, name) => {
                let dotted = format!("{}.{}", names.text(outer), names.text(name));
                names.number(&dotted)
            }
        };
        let (parent, bound, imported) = (Some(parent), Vec::new(), Vec::new());
        self.scopes.push(ScopeState { kind, name, parent, bound, imported });
        self.scopes.len() as Scope - 1
    }

    fn flags(&self, scope: Scope, name: Name) -> u8 {
        self.known.get(&(scope, name)).copied().unwrap_or(0)
    }

    fn mark(&mut self, scope: Scope, name: Name, flag: u8) -> bool {
        let flags = self.known.entry((scope, name)).or_insert(0);
        let is_new = *flags & flag == 0;
        *flags |= flag;
        is_new
    }

    /// The scope that a binding of the name in a scope writes to; None for a `nonlocal`.
    pub fn binder(&self, scope: Scope, name: Name) -> Option<Scope> {
        let flags = self.flags(scope, name);
        match flags {
            _ if flags & GLOBAL != 0 => Some(MODULE),
            _ if flags & FREE != 0 => None,
            _ => Some(scope),
        }
    }

    pub fn bind(&mut self, scope: Scope, name: Name) {
        if self.mark(scope, name, BOUND) && self.kind(scope) == ScopeKind::Class {
            self.scopes[scope as usize].bound.push(name);
        }
    }

    pub fn import(&mut self, scope: Scope, name: Name) {
        if self.mark(scope, name, IMPORTED) && self.kind(scope) == ScopeKind::Class {
            self.scopes[scope as usize].imported.push(name);
        }
    }

    pub fn declare_global(&mut self, scope: Scope, name: Name) {
        self.mark(scope, name, GLOBAL);
    }

    pub fn declare_nonlocal(&mut self, scope: Scope, name: Name) {
        self.mark(scope, name, FREE);
    }

    /// What a class binds: in order, imports last and sorted.
    pub fn members(&self, names: &Names, scope: Scope) -> Vec<Name> {
        let state = &self.scopes[scope as usize];
        let mut imported = state.imported.clone();
        imported.sort_by_key(|name| names.text(*name));
        state.bound.iter().copied().chain(imported).collect()
    }

    /// Whether a lookup in a scope finds an import, or nothing that the file itself binds.
    pub fn is_from_outside(&self, names: &Names, from: Scope, name: Name) -> bool {
        let mut scope = from;
        loop {
            if self.kind(scope) != ScopeKind::Class || scope == from {
                if self.flags(scope, name) & GLOBAL != 0 {
                    scope = MODULE;
                }
                let flags = self.flags(scope, name);
                if flags & IMPORTED != 0 {
                    return true;
                }
                if flags & BOUND != 0 {
                    return false;
                }
            }
            match self.parent(scope) {
                Some(parent) => scope = parent,
                None => return self.has_star || !names.is_given(name),
            }
        }
    }
}

/// What is true of a node because of where it stands.
#[derive(Clone, Copy)]
pub struct Context {
    pub scope: Scope,
    pub moment: Moment,
    pub is_typing: bool,
    pub arm: Arm,
    pub is_guarded: bool,
    pub is_conditional: bool,
    pub is_nested: bool,
    pub is_annotation: bool,
    /// The offset that is given to everything below: for code inside strings.
    pub anchor: u32,
    /// In an annotation in quotes, which running the file never evaluates: it binds nothing and calls nothing.
    pub is_quoted: bool,
}

impl Context {
    pub fn new(scope: Scope) -> Self {
        Context {
            scope,
            moment: Moment::ImportTime,
            is_typing: false,
            arm: Arm::None,
            is_guarded: false,
            is_conditional: false,
            is_nested: false,
            is_annotation: false,
            anchor: NOWHERE,
            is_quoted: false,
        }
    }
}
