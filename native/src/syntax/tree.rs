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
    Binary {
        left: E,
        right: E,
        is_sum: bool,
    },
    Boolean {
        is_and: bool,
        values: Box<[E]>,
    },
    Unary {
        is_not: bool,
        operand: E,
    },
    Compare(E, Box<[(Comparison, E)]>),
    IfElse {
        test: E,
        body: E,
        orelse: E,
    },
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
    AnnAssign {
        target: E,
        annotation: E,
        value: Option<E>,
    },
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
    Mapping {
        keys: Box<[E]>,
        patterns: Box<[P]>,
        rest: Option<Name>,
    },
    Class {
        class: E,
        patterns: Box<[P]>,
        keyword_patterns: Box<[P]>,
    },
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

    /// Calls back with each part of an expression, in the order of Python's fields.
    pub fn parts(&self, node: E, found: &mut dyn FnMut(E)) {
        expr_parts(self.expr(node), found);
    }

    /// Calls back with all parts of a node, in the order of Python's fields; what has no number of its own gives its parts.
    pub fn children(&self, node: Node, found: &mut dyn FnMut(Node)) {
        match node {
            Node::E(node) => self.parts(node, &mut |part| found(Node::E(part))),
            Node::S(node) => stmt_children(self.stmt(node), found),
            Node::P(node) => pattern_children(&self.patterns[node as usize].kind, found),
        }
    }
}

fn expr_parts(kind: &ExprKind, found: &mut dyn FnMut(E)) {
    match kind {
        ExprKind::Name(..) | ExprKind::Constant(_) => (),
        ExprKind::Attribute(value, ..)
        | ExprKind::Starred(value)
        | ExprKind::Await(value)
        | ExprKind::YieldFrom(value)
        | ExprKind::Unary { operand: value, .. } => found(*value),
        ExprKind::Yield(value) => value.iter().copied().for_each(found),
        ExprKind::Subscript(left, right, _)
        | ExprKind::Named(left, right)
        | ExprKind::Binary { left, right, .. } => {
            found(*left);
            found(*right);
        }
        ExprKind::Call(call) => {
            found(call.function);
            call.arguments.iter().for_each(|one| found(*one));
            call.keywords.iter().for_each(|one| found(one.value));
        }
        ExprKind::Joined(joined) => {
            for piece in &joined.pieces {
                if let Piece::Field(field) = piece {
                    found(*field);
                }
            }
        }
        ExprKind::FormattedValue(value, specification) => {
            found(*value);
            specification.iter().copied().for_each(found);
        }
        ExprKind::Boolean { values, .. }
        | ExprKind::List(values)
        | ExprKind::Tuple(values)
        | ExprKind::Set(values) => values.iter().copied().for_each(found),
        ExprKind::Compare(left, others) => {
            found(*left);
            others.iter().for_each(|(_, other)| found(*other));
        }
        ExprKind::IfElse { test, body, orelse } => {
            found(*test);
            found(*body);
            found(*orelse);
        }
        ExprKind::Lambda(arguments, body) => {
            argument_parts(arguments, found);
            found(*body);
        }
        ExprKind::Comprehension(_, element, clauses) => {
            found(*element);
            clause_parts(clauses, found);
        }
        ExprKind::DictComprehension(key, value, clauses) => {
            found(*key);
            found(*value);
            clause_parts(clauses, found);
        }
        ExprKind::Dict(items) => {
            items.iter().filter_map(|(key, _)| *key).for_each(&mut *found);
            items.iter().for_each(|(_, value)| found(*value));
        }
        ExprKind::Slice(lower, upper, step) => {
            [lower, upper, step].into_iter().filter_map(|one| *one).for_each(found);
        }
    }
}

fn clause_parts(clauses: &[Clause], found: &mut dyn FnMut(E)) {
    for clause in clauses {
        found(clause.target);
        found(clause.iterable);
        clause.tests.iter().for_each(|test| found(*test));
    }
}

fn argument_parts(arguments: &Arguments, found: &mut dyn FnMut(E)) {
    let plain = arguments.positional_only.iter().chain(&arguments.plain);
    let all = plain
        .chain(&arguments.variable)
        .chain(&arguments.keyword_only)
        .chain(&arguments.variable_keyword);
    all.filter_map(|one| one.annotation).for_each(&mut *found);
    arguments.keyword_defaults.iter().filter_map(|one| *one).for_each(&mut *found);
    arguments.defaults.iter().for_each(|one| found(*one));
}

fn stmt_children(kind: &StmtKind, found: &mut dyn FnMut(Node)) {
    let mut exprs: Vec<E> = Vec::new();
    let mut blocks: Vec<&[S]> = Vec::new();
    match kind {
        StmtKind::Function(function) => {
            argument_parts(&function.arguments, &mut |part| exprs.push(part));
            exprs.extend(&function.decorators);
            exprs.extend(function.returns);
            blocks.push(&function.body);
        }
        StmtKind::Class(class) => {
            exprs.extend(class.bases.iter());
            exprs.extend(class.keywords.iter().map(|one| one.value));
            exprs.extend(&class.decorators);
            blocks.push(&class.body);
        }
        StmtKind::Return(value) => exprs.extend(value),
        StmtKind::Delete(targets) => exprs.extend(targets.iter()),
        StmtKind::Assign(targets, value) => {
            exprs.extend(targets.iter());
            exprs.push(*value);
        }
        StmtKind::AugAssign(target, value) => exprs.extend([target, value]),
        StmtKind::AnnAssign { target, annotation, value } => {
            exprs.extend([target, annotation]);
            exprs.extend(value);
        }
        StmtKind::For(node) => {
            exprs.extend([node.target, node.iterable]);
            blocks.extend([&node.body[..], &node.orelse[..]]);
        }
        StmtKind::While(node) | StmtKind::If(node) => {
            exprs.push(node.test);
            blocks.extend([&node.body[..], &node.orelse[..]]);
        }
        StmtKind::With(node) => {
            for (context, target) in &node.items {
                exprs.push(*context);
                exprs.extend(target);
            }
            blocks.push(&node.body);
        }
        StmtKind::Match(subject, cases) => {
            found(Node::E(*subject));
            for case in cases.iter() {
                found(Node::P(case.pattern));
                case.guard.iter().for_each(|guard| found(Node::E(*guard)));
                case.body.iter().for_each(|one| found(Node::S(*one)));
            }
        }
        StmtKind::Raise(error, cause) => exprs.extend(error.iter().chain(cause)),
        StmtKind::Try(node) => {
            blocks.push(&node.body);
            for handler in &node.handlers {
                exprs.extend(handler.kind);
                blocks.push(&handler.body);
            }
            blocks.extend([&node.orelse[..], &node.finalbody[..]]);
        }
        StmtKind::Assert(test, message) => {
            exprs.push(*test);
            exprs.extend(message);
        }
        StmtKind::Expr(value) => exprs.push(*value),
        StmtKind::Import(_)
        | StmtKind::ImportFrom(_)
        | StmtKind::Global(_)
        | StmtKind::Nonlocal(_)
        | StmtKind::Pass
        | StmtKind::Break
        | StmtKind::Continue => (),
    }
    exprs.into_iter().for_each(|one| found(Node::E(one)));
    blocks.into_iter().flatten().for_each(|one| found(Node::S(*one)));
}

fn pattern_children(kind: &PatternKind, found: &mut dyn FnMut(Node)) {
    match kind {
        PatternKind::Singleton | PatternKind::Star(_) => (),
        PatternKind::Value(value) => found(Node::E(*value)),
        PatternKind::Sequence(patterns) | PatternKind::Or(patterns) => {
            patterns.iter().for_each(|one| found(Node::P(*one)));
        }
        PatternKind::Mapping { keys, patterns, .. } => {
            keys.iter().for_each(|one| found(Node::E(*one)));
            patterns.iter().for_each(|one| found(Node::P(*one)));
        }
        PatternKind::Class { class, patterns, keyword_patterns } => {
            found(Node::E(*class));
            patterns.iter().chain(keyword_patterns.iter()).for_each(|one| found(Node::P(*one)));
        }
        PatternKind::As(pattern, _) => pattern.iter().for_each(|one| found(Node::P(*one))),
    }
}
