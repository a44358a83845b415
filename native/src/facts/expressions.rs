//! Expressions: the twin of `migrator/facts/expressions.py`.

use super::characters::strip;
use super::literals::{
    dotted_name, exported_names, hands_itself_away, is_own_module, is_path_like, join_reversed, last_part,
    writes_namespace,
};
use super::outside::makes_what_is_missing;
use super::scopes::{Context, ScopeKind, MODULE};
use super::values::{Arm, DottedString, Moment};
use super::visit::Walk;
use crate::decline::{Decline, Read};
use crate::names::{Name, EMPTY};
use crate::syntax::tree::{Access, Call, Clause, ExprKind, Joined, Node, Piece, E, NOWHERE, P};

/// A name alone.
pub fn name(walk: &mut Walk, node: E, name: Name, access: Access, context: Context) -> Read<()> {
    match access {
        Access::Load => walk.look_up(name, node, context, false),
        Access::Store => walk.bind(name, Node::E(node), context, false),
        Access::Delete => delete(walk, node, name, context),
    }
}

/// A chain of attributes: looked up as a whole where it starts at a name.
pub fn attribute(walk: &mut Walk, node: E, parts: (E, Name, Access), context: Context) -> Read<()> {
    let (value, last, access) = parts;
    if access != Access::Load {
        walk.harvest.outside.note_attribute(walk.tree, walk.names, walk.positions, node, (value, last))?;
    }
    let mut chain = vec![last];
    let mut inner = value;
    while let ExprKind::Attribute(value, name, _) = walk.tree.expr(inner) {
        chain.push(*name);
        inner = *value;
    }
    match walk.tree.name(inner) {
        Some(first) => {
            chain.push(first);
            let chain = join_reversed(walk.names, &chain);
            walk.look_up(chain, node, context, access != Access::Load)
        }
        None => {
            walk.push(inner, context);
            Ok(())
        }
    }
}

/// In annotations `Literal` holds values, and only the first part of `Annotated` is a type.
pub fn subscript(walk: &mut Walk, node: E, parts: (E, E, Access), context: Context) -> Read<()> {
    let (value, slice, access) = parts;
    if access != Access::Load {
        walk.harvest.outside.note_item(walk.tree, walk.names, walk.positions, node, parts)?;
    }
    let plain = Context { is_annotation: false, ..context };
    let last = walk.names.text(last_part(walk.tree, value));
    if is_own_module(walk.tree, walk.names, node) || !context.is_annotation {
        walk.push_children(Node::E(node), context);
    } else if last == "Literal" {
        walk.push(value, context);
        walk.push(slice, plain);
    } else if let (true, ExprKind::Tuple(items)) = (last == "Annotated", walk.tree.expr(slice)) {
        let (first, rest) = items.split_first().map_or((slice, &[][..]), |(first, rest)| (*first, rest));
        walk.push_all(&[value, first], context);
        walk.push_all(rest, plain);
    } else {
        walk.push_children(Node::E(node), context);
    }
    Ok(())
}

/// Arguments may be paths, types in quotes, or the module's own namespace.
pub fn call(walk: &mut Walk, node: E, call: &Call, context: Context) -> Read<()> {
    let name = dotted_name(walk.tree, walk.names, call.function);
    let last = last_part(walk.tree, call.function);
    if !context.is_quoted {
        note_effects(walk, node, call, (name, last), context)?;
    }
    walk.push(call.function, context);
    push_arguments(walk, call, name, last, context)
}

/// What a call may do to this module, its `__all__`, and others.
fn note_effects(walk: &mut Walk, node: E, call: &Call, called: (Name, Name), context: Context) -> Read<()> {
    let (name, last) = called;
    let at_module_level = context.scope == MODULE;
    if writes_namespace(walk.tree, walk.names, call, last, at_module_level)
        || (context.moment == Moment::ImportTime && hands_itself_away(walk.tree, walk.names, call, last))
    {
        walk.harvest.is_dynamic = true;
    }
    walk.harvest.outside.note_call(walk.tree, walk.names, walk.positions, node, call, last)?;
    if at_module_level && walk.names.text(name).starts_with("__all__.") {
        change_exports(walk, call);
    }
    Ok(())
}

/// Types in quotes, targets of patches, and plain values.
fn push_arguments(walk: &mut Walk, call: &Call, name: Name, last: Name, context: Context) -> Read<()> {
    let plain = Context { is_annotation: false, ..context };
    let is_guarded = context.is_guarded || makes_what_is_missing(walk.tree, walk.names, call);
    let target = Context { is_guarded, ..plain };
    let typed = Context { is_annotation: true, ..context };
    let (is_cast, is_variable) = match walk.names.text(last) {
        "cast" => (true, false),
        "TypeVar" => (false, true),
        _ => (false, false),
    };
    let is_patch = matches!(walk.names.text(last), "patch" | "multiple" | "dict" | "object" | "setattr" | "delattr");
    for (index, argument) in call.arguments.iter().enumerate() {
        match index {
            0 if is_cast => push_argument(walk, *argument, name, typed)?,
            1.. if is_patch => push_argument(walk, *argument, EMPTY, plain)?,
            _ => push_argument(walk, *argument, name, target)?,
        }
    }
    for keyword in &call.keywords {
        let word = keyword.name.map_or("", |word| walk.names.text(word));
        if word == "bound" && is_variable {
            push_argument(walk, keyword.value, name, typed)?;
        } else if is_patch && !matches!(word, "target" | "in_dict") {
            push_argument(walk, keyword.value, EMPTY, plain)?;
        } else {
            push_argument(walk, keyword.value, name, target)?;
        }
    }
    Ok(())
}

/// A string given to a function is kept with the function's name.
fn push_argument(walk: &mut Walk, argument: E, call: Name, context: Context) -> Read<()> {
    match walk.tree.string(argument) {
        Some(value) if !context.is_annotation => add_string(walk, argument, value, call, context),
        _ => {
            walk.push(argument, context);
            Ok(())
        }
    }
}

/// `__all__.extend(...)` and the like.
fn change_exports(walk: &mut Walk, call: &Call) {
    let only = match call.arguments[..] {
        [only] => Some(only),
        _ => None,
    };
    let text = only.and_then(|only| walk.tree.string(only));
    let is_constant = only.is_some_and(|only| walk.tree.is_constant(only));
    let text = text.map(|text| walk.names.number(text));
    let is_known = |name: &Name| walk.harvest.exports.as_ref().is_some_and(|names| names.contains(name));
    match (walk.names.text(last_part(walk.tree, call.function)), text) {
        ("append", Some(name)) => walk.harvest.export(&[name], true),
        ("remove", Some(name)) if is_constant && is_known(&name) => {
            if let Some(names) = &mut walk.harvest.exports {
                names.retain(|one| *one != name);
            }
        }
        ("extend", _) => {
            let (names, is_whole) = exported_names(walk.tree, walk.names, only);
            walk.harvest.export(&names, is_whole);
        }
        ("sort" | "index" | "count" | "copy", _) => (),
        _ => walk.harvest.export(&[], false),
    }
}

/// A string: code where annotations are expected, else perhaps a path.
pub fn constant(walk: &mut Walk, node: E, context: Context) -> Read<()> {
    let Some(value) = walk.tree.string(node) else {
        return Ok(());
    };
    if !context.is_annotation {
        return add_string(walk, node, value, EMPTY, context);
    }
    let anchor = match context.anchor {
        NOWHERE => walk.tree.span(node)?.0,
        anchor => anchor,
    };
    let inner = Context { moment: Moment::Typing, anchor, is_quoted: true, ..context };
    walk.annotations.push((strip(value).to_owned(), inner));
    Ok(())
}

/// Keeps a string that looks like a path.
fn add_string(walk: &mut Walk, node: E, value: &str, call: Name, context: Context) -> Read<()> {
    if context.anchor != NOWHERE || !is_path_like(value, walk.names.text(call))? {
        return Ok(());
    }
    let (start, end) = walk.tree.span(node)?;
    let moment = match context.moment {
        _ if context.is_typing => Moment::Typing,
        Moment::Deferred => Moment::Deferred,
        _ => Moment::ImportTime,
    };
    walk.harvest.strings.push(DottedString {
        value: value.to_owned(),
        start,
        end,
        line: walk.positions.line(start),
        call,
        moment,
        is_optional: context.is_guarded || context.arm != Arm::None,
    });
    Ok(())
}

/// Positions inside f-strings differ between interpreters: all are given the f-string's own.
pub fn joined(walk: &mut Walk, node: E, joined: &Joined, context: Context) -> Read<()> {
    let anchor = match context.anchor {
        NOWHERE => walk.tree.span(node)?.0,
        anchor => anchor,
    };
    let inner = Context { anchor, is_annotation: false, ..context };
    for piece in joined.pieces.iter().rev() {
        if let Piece::Field(field) = piece {
            walk.push(*field, inner);
        }
    }
    Ok(())
}

/// An expression statement; a string alone is a docstring or a comment.
pub fn expression(walk: &mut Walk, value: E, context: Context) {
    if !walk.tree.is_constant(value) {
        walk.push(value, context);
    }
}

/// `name := value`.
pub fn named(walk: &mut Walk, node: E, parts: (E, E), context: Context) -> Read<()> {
    let (target, value) = parts;
    let name = walk.tree.name(target).ok_or(Decline::Panic)?;
    walk.bind(name, Node::E(node), context, true)?;
    walk.push(value, context);
    Ok(())
}

/// The first iterable is evaluated outside, the rest in a scope of its own.
pub fn comprehension(walk: &mut Walk, clauses: &[Clause], results: &[E], context: Context) {
    let scope = walk.harvest.scopes.child(walk.names, context.scope, ScopeKind::Comprehension, EMPTY);
    let inner = Context { scope, ..context };
    let mut parts = Vec::new();
    for (index, clause) in clauses.iter().enumerate() {
        parts.push(clause.target);
        if index == 0 {
            walk.push(clause.iterable, context);
        } else {
            parts.push(clause.iterable);
        }
        parts.extend(clause.tests.iter());
    }
    walk.push_all(&parts, inner);
    walk.push_all(results, inner);
}

/// Names that a `match` pattern binds.
pub fn pattern(walk: &mut Walk, node: P, name: Option<Name>, context: Context) -> Read<()> {
    if let Some(name) = name {
        walk.bind(name, Node::P(node), context, false)?;
    }
    walk.push_children(Node::P(node), context);
    Ok(())
}

/// `del name`.
fn delete(walk: &mut Walk, node: E, name: Name, context: Context) -> Read<()> {
    match walk.harvest.scopes.binder(context.scope, name) {
        Some(scope) if scope != MODULE => walk.harvest.scopes.bind(scope, name),
        Some(scope) if scope == context.scope && !context.is_conditional && !context.is_typing => {
            let (start, _) = walk.tree.span(node)?;
            walk.harvest.deletions.push((start, name));
        }
        _ => (),
    }
    Ok(())
}
