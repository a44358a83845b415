//! What is collected while a file is walked, and its turning into facts: the twin of `migrator/facts/harvest.py`.

use super::characters::strip;
use super::class_shapes::class_shapes;
use super::function_shapes::function_shapes;
use super::lazy::lazy_names;
use super::outline::outline_of;
use super::outside::Outside;
use super::positions::{first_characters, Positions};
use super::scopes::{Scope, Scopes};
use super::values::{Colour, Definition, DefinitionKind, DottedString, Facts, ImportStatement, Moment, Use};
use crate::decline::Read;
use crate::names::{Map, Name, Names, Set};
use crate::syntax::tree::{StmtKind, Tree};

const LONGEST_LINE: usize = 200;

/// A lookup: equal ones are counted.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct LookupKey {
    pub scope: Scope,
    pub chain: Name,
    pub moment: Moment,
    pub is_store: bool,
    pub is_guarded: bool,
}

/// As a lookup, with the name of its scope: chain, moment, scope, is a store, is guarded.
type UseKey = (Name, Moment, Name, bool, bool);

/// A module-level binding on its way to be a definition.
pub struct Binding {
    pub name: Name,
    pub kind: DefinitionKind,
    pub start: u32,
    pub end: u32,
    pub line: u32,
    pub bases: Vec<Name>,
    pub decorators: Vec<Name>,
    pub alias_of: Name,
    pub is_conditional: bool,
    pub is_typing: bool,
    pub class_scope: Option<Scope>,
}

/// Everything found in one file so far.
#[derive(Default)]
pub struct Harvest {
    pub scopes: Scopes,
    pub imports: Vec<ImportStatement>,
    pub bindings: Vec<Binding>,
    /// Offset of the first, and how many.
    pub lookups: Map<LookupKey, (u32, u32)>,
    pub strings: Vec<DottedString>,
    pub exports: Option<Vec<Name>>,
    pub is_exports_open: bool,
    pub is_dynamic: bool,
    pub has_future_annotations: bool,
    pub deletions: Vec<(u32, Name)>,
    pub outside: Outside,
}

impl Harvest {
    /// Adds names to `__all__`.
    pub fn export(&mut self, names: &[Name], is_whole: bool) {
        self.exports.get_or_insert_with(Vec::new).extend(names);
        self.is_exports_open |= !is_whole;
    }

    /// The finished facts, in the order of the file.
    pub fn facts(mut self, tree: &Tree, names: &mut Names, positions: &Positions) -> Read<Facts> {
        self.imports.sort_by_key(|statement| statement.start);
        let definitions = self.definitions(names);
        let deleted = self.deleted(names, &definitions);
        let mut rebound: Vec<(Name, u32)> =
            self.deletions.iter().map(|(start, name)| (*name, *start)).filter(|one| !deleted.contains(one)).collect();
        rebound.sort_by_key(|(name, start)| (names.text(*name), *start));
        let (lazy_names, is_getattr_closed) = lazy_names(tree, names);
        let outline = outline_of(tree, names)?;
        let (functions, kept_calls) = function_shapes(&outline, tree, names, positions)?;
        let defined: Set<Name> = definitions.iter().map(|one| one.name).collect();
        let classes = class_shapes(&outline, tree, names, positions, &defined)?;
        self.strings.sort_by_key(|string| string.start);
        let uses = self.uses(names, positions);
        let getattr = names.number("__getattr__");
        let is_imported = |found: &ImportStatement| {
            found.scope == crate::names::EMPTY && found.names.iter().any(|name| name.binds == getattr)
        };
        Ok(Facts {
            has_getattr: defined.contains(&getattr) || self.imports.iter().any(is_imported),
            uses,
            exports: self.exports.map(unique),
            is_exports_open: self.is_exports_open,
            is_dynamic: self.is_dynamic,
            has_future_annotations: self.has_future_annotations,
            deleted: deleted.iter().map(|(name, _)| *name).collect(),
            deleted_at: deleted.iter().map(|(_, start)| *start).collect(),
            docstring_first_line: docstring_first_line(tree),
            lines: positions.lines(),
            lazy_names,
            is_getattr_closed,
            classes,
            functions,
            kept_calls,
            outside: self.outside.bindings(names)?,
            asked: self.outside.asked(names),
            rebound: rebound.iter().map(|(name, _)| *name).collect(),
            rebound_at: rebound.iter().map(|(_, start)| *start).collect(),
            imports: self.imports,
            strings: self.strings,
            definitions,
        })
    }

    fn definitions(&mut self, names: &Names) -> Vec<Definition> {
        let mut bindings = std::mem::take(&mut self.bindings);
        bindings.sort_by(|left, right| (left.start, names.text(left.name)).cmp(&(right.start, names.text(right.name))));
        let members = |scope: Option<Scope>| scope.map_or(Vec::new(), |scope| self.scopes.members(names, scope));
        let finished = |binding: Binding| Definition {
            name: binding.name,
            kind: binding.kind,
            start: binding.start,
            end: binding.end,
            line: binding.line,
            members: members(binding.class_scope),
            bases: binding.bases,
            decorators: binding.decorators,
            alias_of: binding.alias_of,
            is_conditional: binding.is_conditional,
            is_typing: binding.is_typing,
        };
        bindings.into_iter().map(finished).collect()
    }

    fn uses(&self, names: &mut Names, positions: &Positions) -> Vec<Use> {
        let mut merged: Map<UseKey, (u32, u32)> = Map::default();
        let mut outside: Map<(Scope, Name), bool> = Map::default();
        for (key, (offset, count)) in &self.lookups {
            let first = names.first_part(key.chain);
            let from_outside = || self.scopes.is_from_outside(names, key.scope, first);
            if !*outside.entry((key.scope, first)).or_insert_with(from_outside) {
                continue;
            }
            let scope = self.scopes.name(key.scope);
            let merged_key = (key.chain, key.moment, scope, key.is_store, key.is_guarded);
            let found = merged.entry(merged_key).or_insert((*offset, 0));
            found.0 = found.0.min(*offset);
            found.1 += count;
        }
        let finished = |((chain, moment, scope, is_store, is_guarded), (start, count))| Use {
            chain,
            moment,
            line: positions.line(start),
            count,
            scope,
            start,
            is_store,
            is_guarded,
        };
        let mut uses: Vec<Use> = merged.into_iter().map(finished).collect();
        uses.sort_by(|left, right| {
            let by_text = |one: &Use| (one.start, names.text(one.chain), names.text(one.scope));
            let by_rest = |one: &Use| (one.moment, one.is_store, one.is_guarded);
            by_text(left).cmp(&by_text(right)).then_with(|| by_rest(left).cmp(&by_rest(right)))
        });
        uses
    }

    /// Names whose last word is a `del`, with where it stands; what binds them for type checkers only is no word of the program.
    fn deleted(&self, names: &Names, definitions: &[Definition]) -> Vec<(Name, u32)> {
        if self.deletions.is_empty() {
            return Vec::new();
        }
        let mut last: Map<Name, u32> = Map::default();
        for (start, name) in &self.deletions {
            let found = last.entry(*name).or_insert(*start);
            *found = (*found).max(*start);
        }
        let mut bound: Map<Name, u32> =
            definitions.iter().filter(|one| !one.is_typing).map(|one| (one.name, one.start)).collect();
        let runs = |one: &&ImportStatement| one.scope == crate::names::EMPTY && one.colour != Colour::Typing;
        for statement in self.imports.iter().filter(runs) {
            for name in &statement.names {
                let found = bound.entry(name.binds).or_insert(0);
                *found = (*found).max(statement.start);
            }
        }
        let is_last = |(name, start): &(Name, u32)| bound.get(name).is_none_or(|place| place < start);
        let mut deleted: Vec<(Name, u32)> = last.into_iter().filter(is_last).collect();
        deleted.sort_by_key(|(name, _)| names.text(*name));
        deleted
    }
}

/// The names without those that come again.
pub fn unique(names: Vec<Name>) -> Vec<Name> {
    let mut seen: Set<Name> = Set::default();
    names.into_iter().filter(|name| seen.insert(*name)).collect()
}

fn docstring_first_line(tree: &Tree) -> String {
    let first = tree.body.first().map(|first| tree.stmt(*first));
    let Some(StmtKind::Expr(value)) = first else {
        return String::new();
    };
    let text = strip(tree.string(*value).unwrap_or(""));
    let line = strip(text.split('\n').next().unwrap_or(""));
    first_characters(line, LONGEST_LINE).to_owned()
}
