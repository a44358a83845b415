//! What a node is made of, in the order of the fields of Python's `ast`.

use super::tree::{Arguments, Clause, ExprKind, Node, PatternKind, Piece, StmtKind, Tree, E, S};

impl Tree {
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
        ExprKind::Subscript(left, right, _) | ExprKind::Named(left, right) | ExprKind::Binary { left, right, .. } => {
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
        ExprKind::Boolean { values, .. } | ExprKind::List(values) | ExprKind::Tuple(values) | ExprKind::Set(values) => {
            values.iter().copied().for_each(found)
        }
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
    let all = plain.chain(&arguments.variable).chain(&arguments.keyword_only).chain(&arguments.variable_keyword);
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
