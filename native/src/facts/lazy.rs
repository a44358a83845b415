//! What a module's own `__getattr__` answers for: the twin of `migrator/facts/lazy.py`.

use super::harvest::unique;
use super::literals::last_part;
use crate::names::{Name, Names};
use crate::syntax::tree::{Comparison, ExprKind, Function, StmtKind, Tree, S};

/// The names that literal tests answer for, and whether there are no others.
pub fn lazy_names(tree: &Tree, names: &mut Names) -> (Vec<Name>, bool) {
    let is_getattr = |function: &&Function| !function.is_async && names.text(function.name) == "__getattr__";
    let mut functions = tree.body.iter().filter_map(|node| match tree.stmt(*node) {
        StmtKind::Function(function) => Some(&**function),
        _ => None,
    });
    let Some(function) = functions.rfind(is_getattr) else {
        return (Vec::new(), false);
    };
    let Some(parameter) = function.arguments.plain.first() else {
        return (Vec::new(), false);
    };
    let mut found = Vec::new();
    for statement in &function.body {
        if let Some(tested) = tested(tree, names, *statement, parameter.name) {
            found.extend(tested);
            continue;
        }
        match tree.stmt(*statement) {
            StmtKind::Raise(Some(error), _) if names.text(last_part(tree, *error)) == "AttributeError" => {
                return (unique(found), true);
            }
            StmtKind::Expr(value) if tree.is_constant(*value) => (),
            _ => break,
        }
    }
    (unique(found), false)
}

/// The strings that an `if` without `else` compares the parameter with.
fn tested(tree: &Tree, names: &mut Names, statement: S, parameter: Name) -> Option<Vec<Name>> {
    let StmtKind::If(condition) = tree.stmt(statement) else {
        return None;
    };
    let ExprKind::Compare(left, others) = tree.expr(condition.test) else {
        return None;
    };
    if !condition.orelse.is_empty() || tree.name(*left) != Some(parameter) {
        return None;
    }
    let [(comparison, other)] = others[..] else {
        return None;
    };
    let alone = [other];
    let values = match (comparison, tree.expr(other)) {
        (Comparison::Equal, _) => &alone[..],
        (Comparison::In, ExprKind::Set(items) | ExprKind::Tuple(items) | ExprKind::List(items)) => items,
        _ => return None,
    };
    values.iter().map(|value| tree.string(*value).map(|text| names.number(text))).collect()
}
