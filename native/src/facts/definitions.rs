//! Imports, functions and classes: the twin of `migrator/facts/definitions.py`.

use super::literals::{dotted_name, last_part};
use super::scopes::{Context, Scope, ScopeKind, MODULE};
use super::values::{Colour, DefinitionKind, ImportStatement, ImportedName, Moment};
use super::visit::Walk;
use crate::decline::{Decline, Read};
use crate::names::{Name, EMPTY};
use crate::syntax::tree::{Alias, Argument, Arguments, Class, ExprKind, Function, ImportFrom, Node, E, S};

/// `import a.b as c`.
pub fn import(walk: &mut Walk, node: S, names: &[Alias], context: Context) -> Read<()> {
    add_import(walk, node, names, context, None)
}

/// `from a import b`.
pub fn import_from(walk: &mut Walk, node: S, found: &ImportFrom, context: Context) -> Read<()> {
    if found.module.is_some_and(|module| walk.names.text(module) == "__future__") {
        let is_there = found.names.iter().any(|one| walk.names.text(one.name) == "annotations");
        walk.harvest.has_future_annotations |= is_there;
    }
    for one in &found.names {
        if let Some(asname) = one.asname.filter(|_| walk.names.text(one.name) == "TYPE_CHECKING") {
            walk.typing_aliases.insert(asname);
        }
    }
    add_import(walk, node, &found.names, context, Some((found.module.unwrap_or(EMPTY), found.level)))
}

/// Keeps the statement with where it stands, and binds its names.
fn add_import(walk: &mut Walk, node: S, aliases: &[Alias], context: Context, from: Option<(Name, u32)>) -> Read<()> {
    let mut names = Vec::with_capacity(aliases.len());
    for one in aliases {
        let binds = match one.asname {
            Some(name) => name,
            None => walk.names.first_part(one.name),
        };
        names.push(ImportedName { name: one.name, asname: one.asname, start: one.start, end: one.end, binds });
    }
    let bound: Vec<(Name, Name)> = names.iter().map(|one| (one.name, one.binds)).collect();
    let (start, end) = walk.positions.span(walk.tree, Node::S(node))?;
    let colour = match context.moment {
        _ if context.is_typing => Colour::Typing,
        Moment::Deferred => Colour::Deferred,
        _ => Colour::ImportTime,
    };
    let (module, level) = from.unwrap_or((EMPTY, 0));
    walk.harvest.imports.push(ImportStatement {
        is_from: from.is_some(),
        module,
        level,
        names,
        start,
        end,
        line: walk.positions.line(start),
        colour,
        scope: walk.harvest.scopes.name(context.scope),
        arm: context.arm,
        is_conditional: context.is_conditional,
    });
    for (name, binds) in bound {
        let binder = walk.harvest.scopes.binder(context.scope, binds);
        if walk.names.text(name) == "*" {
            walk.harvest.scopes.has_star = true;
        } else if let Some(binder) = binder {
            walk.harvest.scopes.import(binder, binds);
            if binder != context.scope {
                walk.define(binds, DefinitionKind::Other, Node::S(node), context)?;
            }
        }
    }
    Ok(())
}

/// A `def`: its signature is evaluated here, its body later.
pub fn function(walk: &mut Walk, node: S, found: &Function, context: Context) -> Read<()> {
    add_definition(walk, node, (found.name, &found.decorators, DefinitionKind::Function), context)?;
    walk.push_all(&found.decorators, context);
    push_signature(walk, &found.arguments, context);
    push_annotation(walk, found.returns, context, true);
    let scope = walk.harvest.scopes.child(walk.names, context.scope, ScopeKind::Function, found.name);
    let inner = enter_function(walk, &found.arguments, scope, context);
    walk.push_block(&found.body, inner);
    Ok(())
}

/// As `function`, without a name.
pub fn lambda(walk: &mut Walk, arguments: &Arguments, body: E, context: Context) {
    push_signature(walk, arguments, context);
    let scope = walk.harvest.scopes.child(walk.names, context.scope, ScopeKind::Function, EMPTY);
    let inner = enter_function(walk, arguments, scope, context);
    walk.push(body, inner);
}

/// A class: its body runs here, in a scope that functions in it do not see.
pub fn class(walk: &mut Walk, node: S, found: &Class, context: Context) -> Read<()> {
    let binding = add_definition(walk, node, (found.name, &found.decorators, DefinitionKind::Class), context)?;
    walk.push_all(&found.decorators, context);
    let is_enum = |one: &E| walk.names.text(last_part(walk.tree, *one)) == "global_enum";
    if found.decorators.iter().any(is_enum) {
        walk.harvest.is_dynamic = true;
    }
    let keywords: Vec<E> = found.keywords.iter().map(|one| one.value).collect();
    walk.push_all(&keywords, context); // met behind the bases: the stack is met from its end
    walk.push_all(&found.bases, context);
    let scope = walk.harvest.scopes.child(walk.names, context.scope, ScopeKind::Class, found.name);
    if let Some(index) = binding {
        let bases = base_names(walk, &found.bases);
        let binding = walk.harvest.bindings.get_mut(index).ok_or(Decline::Panic)?;
        binding.bases = bases;
        binding.class_scope = Some(scope);
    }
    walk.push_block(&found.body, Context { scope, ..context });
    Ok(())
}

/// The context of a function's body.
fn enter_function(walk: &mut Walk, arguments: &Arguments, scope: Scope, context: Context) -> Context {
    for argument in all_arguments(arguments) {
        walk.harvest.scopes.bind(scope, argument.name);
    }
    let is_kept = context.is_typing || context.moment == Moment::Typing;
    Context {
        moment: if is_kept { context.moment } else { Moment::Deferred },
        is_typing: context.is_typing,
        anchor: context.anchor,
        is_quoted: context.is_quoted,
        ..Context::new(scope)
    }
}

/// Defaults and annotations.
fn push_signature(walk: &mut Walk, arguments: &Arguments, context: Context) {
    let keyword_defaults: Vec<E> = arguments.keyword_defaults.iter().filter_map(|one| *one).collect();
    walk.push_all(&keyword_defaults, context); // met behind the others: the stack is met from its end
    walk.push_all(&arguments.defaults, context);
    for argument in all_arguments(arguments) {
        push_annotation(walk, argument.annotation, context, true);
    }
}

/// An annotation; variables in functions are never evaluated.
pub fn push_annotation(walk: &mut Walk, node: Option<E>, context: Context, is_evaluated: bool) {
    if let Some(node) = node {
        let is_never = context.is_typing || !is_evaluated;
        let moment = if is_never { Moment::Typing } else { Moment::Annotation };
        walk.push(node, Context { moment, is_annotation: true, ..context });
    }
}

/// Binds the name; at module level keeps it as a definition, and gives its place among the bindings.
fn add_definition(
    walk: &mut Walk,
    node: S,
    found: (Name, &[E], DefinitionKind),
    context: Context,
) -> Read<Option<usize>> {
    let (name, decorators, kind) = found;
    let Some(binder) = walk.harvest.scopes.binder(context.scope, name) else {
        return Ok(None);
    };
    walk.harvest.scopes.bind(binder, name);
    if binder != MODULE {
        return Ok(None);
    }
    let start = match decorators.first() {
        Some(first) => Some(walk.positions.decorated_start(walk.tree, *first)?),
        None => None,
    };
    let decorators = base_names(walk, decorators);
    let binding = walk.define(name, kind, Node::S(node), context)?;
    binding.start = start.unwrap_or(binding.start);
    binding.decorators = decorators;
    Ok(Some(walk.harvest.bindings.len() - 1))
}

fn all_arguments(arguments: &Arguments) -> impl Iterator<Item = &Argument> {
    let named = arguments.positional_only.iter().chain(&arguments.plain).chain(&arguments.keyword_only);
    named.chain(&arguments.variable).chain(&arguments.variable_keyword)
}

/// `a.B` for `a.B`, `a.B[T]` and `a.B(...)`; others are left out.
fn base_names(walk: &mut Walk, nodes: &[E]) -> Vec<Name> {
    let mut found = Vec::new();
    for node in nodes {
        let mut node = *node;
        loop {
            match walk.tree.expr(node) {
                ExprKind::Subscript(value, ..) => node = *value,
                ExprKind::Call(call) => node = call.function,
                _ => break,
            }
        }
        match dotted_name(walk.tree, walk.names, node) {
            EMPTY => (),
            name => found.push(name),
        }
    }
    found
}
