//! What can be bound and unbound: expressions that are read first and turned into targets when what follows them says so.

use super::expressions::ends_list;
use super::parser::Parser;
use super::tokens::Kind;
use super::tree::{Access, ExprKind, E};
use crate::decline::{Decline, Read};

impl Parser<'_> {
    /// The target of a loop or a comprehension: `a`, `a, *b`, `(a, b)`, `a.b`; it ends at `in`.
    pub fn loop_target(&mut self) -> Read<E> {
        let start = self.start();
        let is_starred = self.kind() == Kind::Star;
        let first = self.target_item()?;
        let target = match self.kind() {
            Kind::Comma => {
                let items = self.rest_of_list(first, Self::target_item)?;
                self.add(start, ExprKind::Tuple(items))?
            }
            _ if is_starred => return Err(Decline::Syntax),
            _ => first,
        };
        self.make_target(target, Access::Store)?;
        Ok(target)
    }

    /// The target behind `as`.
    pub fn as_target(&mut self) -> Read<E> {
        let target = self.primary()?;
        self.make_target(target, Access::Store)?;
        Ok(target)
    }

    /// The targets of `del`.
    pub fn delete_targets(&mut self) -> Read<Box<[E]>> {
        let mut targets = Vec::new();
        loop {
            let target = self.primary()?;
            self.make_target(target, Access::Delete)?;
            targets.push(target);
            if !self.accept(Kind::Comma) || ends_list(self.kind()) {
                return Ok(targets.into());
            }
        }
    }

    fn target_item(&mut self) -> Read<E> {
        let start = self.start();
        if self.accept(Kind::Star) {
            let value = self.primary()?;
            return self.add(start, ExprKind::Starred(value));
        }
        self.primary()
    }

    /// Turns an expression into a target.
    pub fn make_target(&mut self, node: E, access: Access) -> Read<()> {
        let mut stack = vec![node];
        while let Some(node) = stack.pop() {
            match &mut self.tree.exprs[node as usize].kind {
                ExprKind::Name(_, found) | ExprKind::Attribute(_, _, found) | ExprKind::Subscript(_, _, found) => {
                    *found = access;
                }
                ExprKind::Tuple(items) | ExprKind::List(items) => {
                    let items = items.clone();
                    for item in items.iter() {
                        stack.push(match self.tree.expr(*item) {
                            ExprKind::Starred(value) if access == Access::Store => *value,
                            _ => *item,
                        });
                    }
                }
                _ => return Err(Decline::Syntax),
            }
        }
        Ok(())
    }
}
