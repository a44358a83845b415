//! What classes and functions look like from outside: the twin of `migrator/facts/shapes.py`.

use super::messages::Writer;
use crate::names::Name;

pub struct Parameter {
    pub name: Name,
    pub kind: &'static str,
    pub default: Option<String>,
}

fn write_parameters(writer: &mut Writer, parameters: &[Parameter]) {
    writer.list(parameters, |writer, one| {
        writer.array(3);
        writer.name(one.name);
        writer.text(one.kind);
        match &one.default {
            Some(text) => writer.text(text),
            None => writer.nothing(),
        }
    });
}

pub struct MethodShape {
    pub name: Name,
    pub line: u32,
    pub is_trivial: bool,
    pub parameters: Vec<Parameter>,
    pub decorators: Vec<Name>,
    pub is_async: bool,
}

impl MethodShape {
    fn write(&self, writer: &mut Writer) {
        writer.array(6);
        writer.name(self.name);
        writer.number(self.line);
        writer.truth(self.is_trivial);
        write_parameters(writer, &self.parameters);
        writer.names_of(&self.decorators);
        writer.truth(self.is_async);
    }
}

pub struct FieldShape {
    pub name: Name,
    pub line: u32,
    pub value: String,
    pub annotation: String,
}

impl FieldShape {
    fn write(&self, writer: &mut Writer) {
        writer.array(4);
        writer.name(self.name);
        writer.number(self.line);
        writer.text(&self.value);
        writer.text(&self.annotation);
    }
}

pub struct ClassShape {
    pub name: Name,
    pub line: u32,
    pub start: u32,
    pub end: u32,
    pub methods: Vec<MethodShape>,
    pub fields: Vec<FieldShape>,
    pub attributes: Vec<FieldShape>,
    pub markers: Vec<String>,
    pub references: Vec<Name>,
    pub fallback_of: Vec<Name>,
    pub keywords: Vec<(Name, String)>,
    pub marked_with: Vec<String>,
}

impl ClassShape {
    pub fn write(&self, writer: &mut Writer) {
        writer.array(12);
        writer.name(self.name);
        writer.number(self.line);
        writer.number(self.start);
        writer.number(self.end);
        writer.list(&self.methods, |writer, one| one.write(writer));
        writer.list(&self.fields, |writer, one| one.write(writer));
        writer.list(&self.attributes, |writer, one| one.write(writer));
        writer.texts(&self.markers);
        writer.names_of(&self.references);
        writer.names_of(&self.fallback_of);
        writer.pairs(&self.keywords);
        writer.texts(&self.marked_with);
    }
}

#[derive(Clone, PartialEq, Eq, Hash)]
pub struct CallText {
    pub callee: Name,
    pub positional: Vec<String>,
    pub keywords: Vec<(Name, String)>,
    pub is_awaited: bool,
}

impl CallText {
    fn write(&self, writer: &mut Writer) {
        writer.array(4);
        writer.name(self.callee);
        writer.texts(&self.positional);
        writer.pairs(&self.keywords);
        writer.truth(self.is_awaited);
    }
}

#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Effect {
    pub kind: &'static str,
    pub what: Name,
    pub key: String,
}

impl Effect {
    fn write(&self, writer: &mut Writer) {
        writer.array(3);
        writer.text(self.kind);
        writer.name(self.what);
        writer.text(&self.key);
    }
}

#[derive(Default)]
pub struct FunctionShape {
    pub name: Name,
    pub line: u32,
    pub start: u32,
    pub end: u32,
    pub parameters: Vec<Parameter>,
    pub is_async: bool,
    pub decorators: Vec<Name>,
    pub returns: Vec<CallText>,
    pub returned_names: Vec<Name>,
    pub annotation: String,
    pub is_retired: bool,
    pub effects: Vec<Effect>,
    pub form: &'static str,
}

impl FunctionShape {
    pub fn write(&self, writer: &mut Writer) {
        writer.array(13);
        writer.name(self.name);
        writer.number(self.line);
        writer.number(self.start);
        writer.number(self.end);
        write_parameters(writer, &self.parameters);
        writer.truth(self.is_async);
        writer.names_of(&self.decorators);
        writer.list(&self.returns, |writer, one| one.write(writer));
        writer.names_of(&self.returned_names);
        writer.text(&self.annotation);
        writer.truth(self.is_retired);
        writer.list(&self.effects, |writer, one| one.write(writer));
        writer.text(self.form);
    }
}

pub struct KeptCall {
    pub name: Name,
    pub callee: Name,
}

impl KeptCall {
    pub fn write(&self, writer: &mut Writer) {
        writer.array(2);
        writer.name(self.name);
        writer.name(self.callee);
    }
}
