//! What one file says by itself: the twin of `migrator/facts/values.py`. The order of what is written is that of the fields there.

use super::messages::Writer;
use super::shapes::{ClassShape, FunctionShape, KeptCall};
use crate::names::Name;

/// Must be equal to `FACTS_VERSION` of the Python twin, or this library is not used.
pub const FACTS_VERSION: u32 = 6;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    ImportTime,
    Deferred,
    Typing,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Arm {
    None,
    Try,
    Handler,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Moment {
    // in the order of their texts, in which uses are sorted
    Annotation,
    Deferred,
    ImportTime,
    Typing,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum DefinitionKind {
    Class,
    Function,
    Assignment,
    TypeAlias,
    Other,
}

impl Colour {
    pub fn text(self) -> &'static str {
        match self {
            Colour::ImportTime => "import-time",
            Colour::Deferred => "deferred",
            Colour::Typing => "typing",
        }
    }
}

impl Arm {
    pub fn text(self) -> &'static str {
        match self {
            Arm::None => "none",
            Arm::Try => "try",
            Arm::Handler => "handler",
        }
    }
}

impl Moment {
    pub const ALL: [Moment; 4] = [Moment::Annotation, Moment::Deferred, Moment::ImportTime, Moment::Typing];

    pub fn text(self) -> &'static str {
        match self {
            Moment::ImportTime => "import-time",
            Moment::Deferred => "deferred",
            Moment::Annotation => "annotation",
            Moment::Typing => "typing",
        }
    }
}

impl DefinitionKind {
    pub fn text(self) -> &'static str {
        match self {
            DefinitionKind::Class => "class",
            DefinitionKind::Function => "function",
            DefinitionKind::Assignment => "assignment",
            DefinitionKind::TypeAlias => "type-alias",
            DefinitionKind::Other => "other",
        }
    }
}

pub struct ImportedName {
    pub name: Name,
    pub asname: Option<Name>,
    pub start: u32,
    pub end: u32,
    /// The local name.
    pub binds: Name,
}

pub struct ImportStatement {
    pub is_from: bool,
    pub module: Name,
    pub level: u32,
    pub names: Vec<ImportedName>,
    pub start: u32,
    pub end: u32,
    pub line: u32,
    pub colour: Colour,
    pub scope: Name,
    pub arm: Arm,
    pub is_conditional: bool,
}

impl ImportStatement {
    fn write(&self, writer: &mut Writer) {
        writer.array(11);
        writer.truth(self.is_from);
        writer.name(self.module);
        writer.number(self.level);
        writer.list(&self.names, |writer, one| {
            writer.array(4);
            writer.name(one.name);
            match one.asname {
                Some(name) => writer.name(name),
                None => writer.nothing(),
            }
            writer.number(one.start);
            writer.number(one.end);
        });
        writer.number(self.start);
        writer.number(self.end);
        writer.number(self.line);
        writer.text(self.colour.text());
        writer.name(self.scope);
        writer.text(self.arm.text());
        writer.truth(self.is_conditional);
    }
}

pub struct Definition {
    pub name: Name,
    pub kind: DefinitionKind,
    pub start: u32,
    pub end: u32,
    pub line: u32,
    pub bases: Vec<Name>,
    pub decorators: Vec<Name>,
    pub alias_of: Name,
    pub is_conditional: bool,
    pub members: Vec<Name>,
    pub is_typing: bool,
}

impl Definition {
    fn write(&self, writer: &mut Writer) {
        writer.array(11);
        writer.name(self.name);
        writer.text(self.kind.text());
        writer.number(self.start);
        writer.number(self.end);
        writer.number(self.line);
        writer.names_of(&self.bases);
        writer.names_of(&self.decorators);
        writer.name(self.alias_of);
        writer.truth(self.is_conditional);
        writer.names_of(&self.members);
        writer.truth(self.is_typing);
    }
}

pub struct Use {
    pub chain: Name,
    pub moment: Moment,
    pub line: u32,
    pub count: u32,
    pub scope: Name,
    pub start: u32,
    pub is_store: bool,
    pub is_guarded: bool,
}

impl Use {
    fn write(&self, writer: &mut Writer) {
        writer.array(8);
        writer.name(self.chain);
        writer.text(self.moment.text());
        writer.number(self.line);
        writer.number(self.count);
        writer.name(self.scope);
        writer.number(self.start);
        writer.truth(self.is_store);
        writer.truth(self.is_guarded);
    }
}

pub struct DottedString {
    pub value: String,
    pub start: u32,
    pub end: u32,
    pub line: u32,
    pub call: Name,
    pub moment: Moment,
    pub is_optional: bool,
}

impl DottedString {
    fn write(&self, writer: &mut Writer) {
        writer.array(7);
        writer.text(&self.value);
        writer.number(self.start);
        writer.number(self.end);
        writer.number(self.line);
        writer.name(self.call);
        writer.text(self.moment.text());
        writer.truth(self.is_optional);
    }
}

pub struct OutsideBinding {
    pub owner: Name,
    pub name: Name,
    pub line: u32,
    pub is_absolute: bool,
}

impl OutsideBinding {
    fn write(&self, writer: &mut Writer) {
        writer.array(4);
        writer.name(self.owner);
        writer.name(self.name);
        writer.number(self.line);
        writer.truth(self.is_absolute);
    }
}

pub struct Facts {
    pub imports: Vec<ImportStatement>,
    pub definitions: Vec<Definition>,
    pub uses: Vec<Use>,
    pub strings: Vec<DottedString>,
    pub exports: Option<Vec<Name>>,
    pub is_exports_open: bool,
    pub has_getattr: bool,
    pub is_dynamic: bool,
    pub has_future_annotations: bool,
    pub deleted: Vec<Name>,
    pub deleted_at: Vec<u32>,
    pub docstring_first_line: String,
    pub lines: u32,
    pub lazy_names: Vec<Name>,
    pub is_getattr_closed: bool,
    pub classes: Vec<ClassShape>,
    pub functions: Vec<FunctionShape>,
    pub kept_calls: Vec<KeptCall>,
    pub outside: Vec<OutsideBinding>,
    pub asked: Vec<Name>,
    pub rebound: Vec<Name>,
    pub rebound_at: Vec<u32>,
}

impl Facts {
    pub fn write(&self, writer: &mut Writer) {
        writer.array(22);
        writer.list(&self.imports, |writer, one| one.write(writer));
        writer.list(&self.definitions, |writer, one| one.write(writer));
        writer.list(&self.uses, |writer, one| one.write(writer));
        writer.list(&self.strings, |writer, one| one.write(writer));
        match &self.exports {
            Some(names) => writer.names_of(names),
            None => writer.nothing(),
        }
        writer.truth(self.is_exports_open);
        writer.truth(self.has_getattr);
        writer.truth(self.is_dynamic);
        writer.truth(self.has_future_annotations);
        writer.names_of(&self.deleted);
        writer.list(&self.deleted_at, |writer, one| writer.number(*one));
        writer.text(&self.docstring_first_line);
        writer.number(self.lines);
        writer.names_of(&self.lazy_names);
        writer.truth(self.is_getattr_closed);
        writer.list(&self.classes, |writer, one| one.write(writer));
        writer.list(&self.functions, |writer, one| one.write(writer));
        writer.list(&self.kept_calls, |writer, one| one.write(writer));
        writer.list(&self.outside, |writer, one| one.write(writer));
        writer.names_of(&self.asked);
        writer.names_of(&self.rebound);
        writer.list(&self.rebound_at, |writer, one| writer.number(*one));
    }
}
