//! The parameters of a function: the twin of `migrator/facts/parameters.py`.

use super::positions::Positions;
use super::shapes::Parameter;
use crate::decline::Read;
use crate::syntax::tree::{Arguments, Tree, E};

const LONGEST: usize = 200;

/// All of them, in the order of the signature.
pub fn parameters_of(tree: &Tree, arguments: &Arguments, positions: &Positions) -> Read<Vec<Parameter>> {
    let mut found = Vec::new();
    let text = |node: Option<E>| node.map(|node| positions.text_up_to(tree, node, LONGEST)).transpose();
    let plain = arguments.positional_only.iter().chain(&arguments.plain);
    let required = arguments.positional_only.len() + arguments.plain.len() - arguments.defaults.len();
    for (index, one) in plain.enumerate() {
        let kind = if index < arguments.positional_only.len() { "/" } else { "" };
        let default = index.checked_sub(required).map(|index| arguments.defaults[index]);
        found.push(Parameter { name: one.name, kind, default: text(default)? });
    }
    if let Some(one) = &arguments.variable {
        found.push(Parameter { name: one.name, kind: "*", default: None });
    }
    for (one, default) in arguments.keyword_only.iter().zip(&arguments.keyword_defaults) {
        found.push(Parameter { name: one.name, kind: "=", default: text(*default)? });
    }
    if let Some(one) = &arguments.variable_keyword {
        found.push(Parameter { name: one.name, kind: "**", default: None });
    }
    Ok(found)
}
