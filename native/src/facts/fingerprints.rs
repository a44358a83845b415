//! What facts ask of bodies: the twin of the two functions of `migrator/facts/fingerprints.py` that they use.
//!
//! Its digests are no facts: they are made when two classes are compared.

use crate::names::{Names, EMPTY};
use crate::syntax::tree::{ExprKind, StmtKind, Tree, E, S};

/// `logger.info(...)`, `self._log.debug(...)`, `logging.warning(...)`.
pub fn is_log_call(tree: &Tree, names: &Names, node: E) -> bool {
    let node = match tree.expr(node) {
        ExprKind::Await(value) => *value,
        _ => node,
    };
    let ExprKind::Call(call) = tree.expr(node) else {
        return false;
    };
    let ExprKind::Attribute(owner, method, _) = tree.expr(call.function) else {
        return false;
    };
    let is_method = matches!(
        names.text(*method),
        "debug" | "info" | "warning" | "warn" | "error" | "exception" | "critical" | "log" | "fatal"
    );
    let owner = match tree.expr(*owner) {
        ExprKind::Call(call) => call.function,
        _ => *owner,
    };
    let name = match tree.expr(owner) {
        ExprKind::Attribute(_, name, _) | ExprKind::Name(name, _) => *name,
        _ => EMPTY,
    };
    is_method && names.text(name).to_ascii_lowercase().contains("log")
}

/// Whether a body does nothing of its own.
pub fn is_trivial(tree: &Tree, statements: &[S]) -> bool {
    let only = match without_docstring(tree, statements) {
        [] => return true,
        [only] => tree.stmt(*only),
        _ => return false,
    };
    let mut value = match only {
        StmtKind::Pass | StmtKind::Raise(..) | StmtKind::Return(None) => return true,
        StmtKind::Expr(value) | StmtKind::Return(Some(value)) => *value,
        _ => return false,
    };
    while let ExprKind::Attribute(inner, ..) = tree.expr(value) {
        value = *inner;
    }
    matches!(tree.expr(value), ExprKind::Constant(_) | ExprKind::Name(..))
}

fn without_docstring<'a>(tree: &Tree, statements: &'a [S]) -> &'a [S] {
    match statements.split_first() {
        Some((first, rest)) => match tree.stmt(*first) {
            StmtKind::Expr(value) if tree.string(*value).is_some() => rest,
            _ => statements,
        },
        None => statements,
    }
}
