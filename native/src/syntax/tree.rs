//! The syntax tree of one file, flat: nodes refer to each other by number, so dropping it never recurses.
//!
//! The kinds and the order of their parts are those of Python's `ast`.

use crate::decline::{Decline, Read};
use crate::names::Name;

/// An expression's number.
pub type E = u32;
/// A statement's number.
pub type S = u32;
/// A pattern's number.
pub type P = u32;

/// The place of what stands inside a string: interpreters disagree on it.
pub const NOWHERE: u32 = u32::MAX;

/// Whether an expression is read, bound or unbound.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Access {
    Load,
    Store,
    Delete,
}

/// A string's value: a part of `Tree::texts`.
#[derive(Clone, Copy, Debug)]
pub struct Text {
    pub start: u32,
    pub size: u32,
}

/// A constant, as far as anybody asks.
#[derive(Clone, Copy, Debug)]
pub enum Constant {
    Text(Text),
    /// Bytes or a number, and whether it is true.
    Value(bool),
    None,
    True,
    False,
    Ellipsis,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Comparison {
    Equal,
    In,
    Other,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Elements {
    List,
    Set,
    Generator,
}

/// One `for ... in ... if ...` of a comprehension.
#[derive(Debug)]
pub struct Clause {
    pub target: E,
    pub iterable: E,
    pub tests: Box<[E]>,
}

#[derive(Debug)]
pub struct Keyword {
    /// None for `**value`.
    pub name: Option<Name>,
    pub value: E,
}

#[derive(Debug)]
pub struct Call {
    pub function: E,
    pub arguments: Box<[E]>,
    pub keywords: Box<[Keyword]>,
}

#[derive(Debug)]
pub struct Argument {
    pub name: Name,
    pub annotation: Option<E>,
}

#[derive(Debug, Default)]
pub struct Arguments {
    pub positional_only: Vec<Argument>,
    pub plain: Vec<Argument>,
    pub variable: Option<Argument>,
    pub keyword_only: Vec<Argument>,
    pub keyword_defaults: Vec<Option<E>>,
    pub variable_keyword: Option<Argument>,
    pub defaults: Vec<E>,
}

#[derive(Clone, Copy, Debug)]
pub enum Piece {
    Text(Text),
    /// A `FormattedValue`.
    Field(E),
}

#[derive(Debug)]
pub struct Joined {
    pub pieces: Vec<Piece>,
    /// It has a `{value=}`, of which interpreters make different constants.
    pub has_debug: bool,
}

#[derive(Debug)]
pub enum ExprKind {
    Name(Name, Access),
    Attribute(E, Name, Access),
    Subscript(E, E, Access),
    Call(Box<Call>),
    Constant(Constant),
    Joined(Box<Joined>),
    FormattedValue(E, Option<E>),
    Binary { left: E, right: E, is_sum: bool },
    Boolean { is_and: bool, values: Box<[E]> },
    Unary { is_not: bool, operand: E },
    Compare(E, Box<[(Comparison, E)]>),
    IfElse { test: E, body: E, orelse: E },
    Named(E, E),
    Lambda(Box<Arguments>, E),
    Comprehension(Elements, E, Box<[Clause]>),
    DictComprehension(E, E, Box<[Clause]>),
    List(Box<[E]>),
    Tuple(Box<[E]>),
    Set(Box<[E]>),
    Dict(Box<[(Option<E>, E)]>),
    Starred(E),
    Await(E),
    Yield(Option<E>),
    YieldFrom(E),
    Slice(Option<E>, Option<E>, Option<E>),
}

#[derive(Debug)]
pub struct Expr {
    pub start: u32,
    pub end: u32,
    pub height: u16,
    pub kind: ExprKind,
}

#[derive(Debug)]
pub struct Alias {
    pub name: Name,
    pub asname: Option<Name>,
    pub start: u32,
    pub end: u32,
}

#[derive(Debug)]
pub struct Function {
    pub name: Name,
    pub arguments: Arguments,
    pub returns: Option<E>,
    pub body: Vec<S>,
    pub decorators: Vec<E>,
    pub is_async: bool,
}

#[derive(Debug)]
pub struct Class {
    pub name: Name,
    pub bases: Box<[E]>,
    pub keywords: Box<[Keyword]>,
    pub body: Vec<S>,
    pub decorators: Vec<E>,
}

#[derive(Debug)]
pub struct For {
    pub target: E,
    pub iterable: E,
    pub body: Vec<S>,
    pub orelse: Vec<S>,
}

#[derive(Debug)]
pub struct With {
    pub items: Vec<(E, Option<E>)>,
    pub body: Vec<S>,
    pub is_async: bool,
}

#[derive(Debug)]
pub struct Handler {
    pub kind: Option<E>,
    pub name: Option<Name>,
    pub body: Vec<S>,
}

#[derive(Debug)]
pub struct Try {
    pub body: Vec<S>,
    pub handlers: Vec<Handler>,
    pub orelse: Vec<S>,
    pub finalbody: Vec<S>,
    pub is_star: bool,
}

#[derive(Debug)]
pub struct Case {
    pub pattern: P,
    pub guard: Option<E>,
    pub body: Vec<S>,
}

#[derive(Debug)]
pub struct Condition {
    pub test: E,
    pub body: Vec<S>,
    pub orelse: Vec<S>,
}

#[derive(Debug)]
pub struct ImportFrom {
    /// None for `from . import x`.
    pub module: Option<Name>,
    pub level: u32,
    pub names: Vec<Alias>,
}

#[derive(Debug)]
pub enum StmtKind {
    Function(Box<Function>),
    Class(Box<Class>),
    Return(Option<E>),
    Delete(Box<[E]>),
    Assign(Box<[E]>, E),
    AugAssign(E, E),
    AnnAssign { target: E, annotation: E, value: Option<E> },
    For(Box<For>),
    While(Box<Condition>),
    If(Box<Condition>),
    With(Box<With>),
    Match(E, Box<[Case]>),
    Raise(Option<E>, Option<E>),
    Try(Box<Try>),
    Assert(E, Option<E>),
    Import(Vec<Alias>),
    ImportFrom(Box<ImportFrom>),
    Global(Box<[Name]>),
    Nonlocal(Box<[Name]>),
    Expr(E),
    Pass,
    Break,
    Continue,
}

#[derive(Debug)]
pub struct Stmt {
    pub start: u32,
    pub end: u32,
    pub kind: StmtKind,
}

#[derive(Debug)]
pub enum PatternKind {
    Value(E),
    Singleton,
    Sequence(Box<[P]>),
    Mapping { keys: Box<[E]>, patterns: Box<[P]>, rest: Option<Name> },
    Class { class: E, patterns: Box<[P]>, keyword_patterns: Box<[P]> },
    Star(Option<Name>),
    As(Option<P>, Option<Name>),
    Or(Box<[P]>),
}

#[derive(Debug)]
pub struct Pattern {
    pub start: u32,
    pub end: u32,
    pub kind: PatternKind,
}

/// Any node that a walk meets.
#[derive(Clone, Copy, Debug)]
pub enum Node {
    E(E),
    S(S),
    P(P),
}

/// All nodes of one source.
#[derive(Default)]
pub struct Tree {
    pub exprs: Vec<Expr>,
    pub stmts: Vec<Stmt>,
    pub patterns: Vec<Pattern>,
    pub texts: String,
    pub body: Vec<S>,
}

impl Tree {
    /// The kind of an expression.
    pub fn expr(&self, node: E) -> &ExprKind {
        &self.exprs[node as usize].kind
    }

    /// The kind of a statement.
    pub fn stmt(&self, node: S) -> &StmtKind {
        &self.stmts[node as usize].kind
    }

    /// The value of a string.
    pub fn text(&self, text: Text) -> &str {
        &self.texts[text.start as usize..(text.start + text.size) as usize]
    }

    /// The value of a string constant.
    pub fn string(&self, node: E) -> Option<&str> {
        match self.expr(node) {
            ExprKind::Constant(Constant::Text(text)) => Some(self.text(*text)),
            _ => None,
        }
    }

    /// Whether the node is a constant of any kind.
    pub fn is_constant(&self, node: E) -> bool {
        matches!(self.expr(node), ExprKind::Constant(_))
    }

    /// The id of a name.
    pub fn name(&self, node: E) -> Option<Name> {
        match self.expr(node) {
            ExprKind::Name(name, _) => Some(*name),
            _ => None,
        }
    }

    /// The place of an expression.
    pub fn span(&self, node: E) -> Read<(u32, u32)> {
        let expr = &self.exprs[node as usize];
        match expr.start {
            NOWHERE => Err(Decline::Place),
            start => Ok((start, expr.end)),
        }
    }
}
