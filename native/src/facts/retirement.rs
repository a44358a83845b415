//! Whether a function is retired: the twin of `migrator/facts/retirement.py`.

use super::literals::last_part;
use crate::names::Names;
use crate::syntax::tree::{ExprKind, Function, StmtKind, Tree, S};

/// Its body is one deprecation warning and one `return` of a call, imports for them aside.
pub fn is_retired(tree: &Tree, names: &Names, function: &Function) -> bool {
    let mut body = function.body.iter().filter(|statement| !says_nothing(tree, **statement));
    let (Some(warning), Some(last), None) = (body.next(), body.next(), body.next()) else {
        return false;
    };
    let StmtKind::Return(Some(returned)) = tree.stmt(*last) else {
        return false;
    };
    let returned = match tree.expr(*returned) {
        ExprKind::Await(value) => *value,
        _ => *returned,
    };
    warns(tree, names, *warning) && matches!(tree.expr(returned), ExprKind::Call(_))
}

fn says_nothing(tree: &Tree, statement: S) -> bool {
    match tree.stmt(statement) {
        StmtKind::Import(_) | StmtKind::ImportFrom(_) => true,
        StmtKind::Expr(value) => tree.is_constant(*value),
        _ => false,
    }
}

fn warns(tree: &Tree, names: &Names, statement: S) -> bool {
    let StmtKind::Expr(value) = tree.stmt(statement) else {
        return false;
    };
    let ExprKind::Call(call) = tree.expr(*value) else {
        return false;
    };
    let keywords = call.keywords.iter().map(|one| one.value);
    let mut arguments = call.arguments.iter().copied().chain(keywords);
    names.text(last_part(tree, *value)) == "warn"
        && arguments.any(|one| names.text(last_part(tree, one)).ends_with("DeprecationWarning"))
}
