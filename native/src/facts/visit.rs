//! The state of one pass over a syntax tree: the twin of `migrator/facts/visit.py`.

use super::harvest::{Binding, Harvest, LookupKey};
use super::positions::Positions;
use super::scopes::{Context, ScopeKind, MODULE};
use super::values::DefinitionKind;
use crate::decline::{Decline, Read};
use crate::names::{Name, Names, Set};
use crate::syntax::tree::{Node, Tree, E, NOWHERE, S};

pub struct Walk<'a> {
    pub tree: &'a Tree,
    pub names: &'a mut Names,
    pub harvest: &'a mut Harvest,
    pub positions: &'a Positions<'a>,
    pub typing_aliases: &'a mut Set<Name>,
    /// Nodes to be met, the next one last.
    pub stack: Vec<(Node, Context)>,
    /// Annotations in strings, read behind this pass: nothing in them depends on the order.
    pub annotations: Vec<(String, Context)>,
}

impl Walk<'_> {
    /// Puts one node on the stack.
    pub fn push(&mut self, node: E, context: Context) {
        self.stack.push((Node::E(node), context));
    }

    /// Puts expressions on the stack so that they are met in the given order.
    pub fn push_all(&mut self, nodes: &[E], context: Context) {
        self.stack.extend(nodes.iter().rev().map(|node| (Node::E(*node), context)));
    }

    /// As `push_all` for statements.
    pub fn push_block(&mut self, nodes: &[S], context: Context) {
        self.stack.extend(nodes.iter().rev().map(|node| (Node::S(*node), context)));
    }

    /// Puts all children of a node on the stack.
    pub fn push_children(&mut self, node: Node, context: Context) {
        let start = self.stack.len();
        let stack = &mut self.stack;
        self.tree.children(node, &mut |child| stack.push((child, context)));
        self.stack[start..].reverse();
    }

    /// Counts a lookup.
    pub fn look_up(&mut self, chain: Name, node: E, context: Context, is_store: bool) -> Read<()> {
        let offset = match context.anchor {
            NOWHERE => self.tree.span(node)?.0,
            anchor => anchor,
        };
        let key =
            LookupKey { scope: context.scope, chain, moment: context.moment, is_store, is_guarded: context.is_guarded };
        let found = self.harvest.lookups.entry(key).or_insert((offset, 0));
        found.0 = found.0.min(offset);
        found.1 += 1;
        Ok(())
    }

    /// A binding that nothing could be moved by.
    pub fn bind(&mut self, name: Name, node: Node, context: Context, is_named: bool) -> Read<()> {
        let scopes = &mut self.harvest.scopes;
        let mut scope = context.scope;
        while is_named && scopes.kind(scope) == ScopeKind::Comprehension {
            match scopes.parent(scope) {
                Some(parent) => scope = parent,
                None => break,
            }
        }
        let Some(binder) = scopes.binder(scope, name) else {
            return Ok(());
        };
        scopes.bind(binder, name);
        if binder == MODULE {
            self.define(name, DefinitionKind::Other, node, context)?;
        }
        Ok(())
    }

    /// Keeps a module-level binding.
    pub fn define(&mut self, name: Name, kind: DefinitionKind, node: Node, context: Context) -> Read<&mut Binding> {
        let (start, end) = self.positions.span(self.tree, node)?;
        self.harvest.bindings.push(Binding {
            name,
            kind,
            start,
            end,
            line: self.positions.line(start),
            bases: Vec::new(),
            decorators: Vec::new(),
            alias_of: crate::names::EMPTY,
            is_conditional: context.is_nested || context.scope != MODULE,
            is_typing: context.is_typing,
            class_scope: None,
        });
        self.harvest.bindings.last_mut().ok_or(Decline::Panic)
    }
}
