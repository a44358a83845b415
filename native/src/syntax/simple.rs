//! Statements of one line: assignments, imports, `return` and their like.

use super::parser::Parser;
use super::tokens::Kind;
use super::tree::{Access, Alias, ExprKind, ImportFrom, StmtKind, S};
use crate::decline::{Decline, Read};
use crate::names::Name;

impl Parser<'_> {
    /// Statements with semicolons between them, up to the line's end.
    pub fn simple_statements(&mut self, found: &mut Vec<S>) -> Read<()> {
        loop {
            found.push(self.simple_statement()?);
            if !self.accept(Kind::Semicolon) {
                break;
            }
            if self.kind() == Kind::Newline {
                break;
            }
        }
        self.expect(Kind::Newline)?;
        Ok(())
    }

    fn simple_statement(&mut self) -> Read<S> {
        let start = self.start();
        let kind = match self.kind() {
            Kind::Pass => self.word_alone(StmtKind::Pass),
            Kind::Break => self.word_alone(StmtKind::Break),
            Kind::Continue => self.word_alone(StmtKind::Continue),
            Kind::Return => {
                self.advance();
                let is_bare = matches!(self.kind(), Kind::Newline | Kind::Semicolon);
                StmtKind::Return(if is_bare { None } else { Some(self.star_expressions()?) })
            }
            Kind::Raise => self.raise()?,
            Kind::Del => {
                self.advance();
                StmtKind::Delete(self.delete_targets()?)
            }
            Kind::Global => StmtKind::Global(self.names_alone()?),
            Kind::Nonlocal => StmtKind::Nonlocal(self.names_alone()?),
            Kind::Assert => {
                self.advance();
                let test = self.expression()?;
                let message = if self.accept(Kind::Comma) { Some(self.expression()?) } else { None };
                StmtKind::Assert(test, message)
            }
            Kind::Import => self.import()?,
            Kind::From => self.import_from()?,
            Kind::Yield => StmtKind::Expr(self.yield_expression()?),
            _ => self.assignment()?,
        };
        match self.kind() {
            Kind::Newline | Kind::Semicolon => Ok(self.add_statement(start, kind)),
            _ => Err(Decline::Syntax),
        }
    }

    fn word_alone(&mut self, kind: StmtKind) -> StmtKind {
        self.advance();
        kind
    }

    fn raise(&mut self) -> Read<StmtKind> {
        self.advance();
        if matches!(self.kind(), Kind::Newline | Kind::Semicolon) {
            return Ok(StmtKind::Raise(None, None));
        }
        let error = self.expression()?;
        let cause = if self.accept(Kind::From) { Some(self.expression()?) } else { None };
        Ok(StmtKind::Raise(Some(error), cause))
    }

    fn names_alone(&mut self) -> Read<Box<[Name]>> {
        self.advance();
        let mut names = vec![self.expect_name()?];
        while self.accept(Kind::Comma) {
            names.push(self.expect_name()?);
        }
        Ok(names.into())
    }

    fn import(&mut self) -> Read<StmtKind> {
        self.advance();
        let mut names = Vec::new();
        loop {
            let start = self.start();
            let name = self.dotted_name()?;
            names.push(self.alias(start, name)?);
            if !self.accept(Kind::Comma) {
                return Ok(StmtKind::Import(names));
            }
        }
    }

    fn dotted_name(&mut self) -> Read<Name> {
        let first = self.expect(Kind::Name)?;
        if self.kind() != Kind::Dot {
            return Ok(self.name_of(first));
        }
        let mut text = self.text(first).to_owned();
        while self.accept(Kind::Dot) {
            let next = self.expect(Kind::Name)?;
            text.push('.');
            text.push_str(self.text(next));
        }
        Ok(self.names.number(&text))
    }

    fn alias(&mut self, start: u32, name: Name) -> Read<Alias> {
        let asname = if self.accept(Kind::As) { Some(self.expect_name()?) } else { None };
        Ok(Alias { name, asname, start, end: self.last_end })
    }

    fn import_from(&mut self) -> Read<StmtKind> {
        self.advance();
        let mut level = 0;
        while matches!(self.kind(), Kind::Dot | Kind::Ellipsis) {
            level += if self.advance().kind == Kind::Dot { 1 } else { 3 };
        }
        let module = match self.kind() {
            Kind::Name => Some(self.dotted_name()?),
            _ if level == 0 => return Err(Decline::Syntax),
            _ => None,
        };
        self.expect(Kind::Import)?;
        let names = self.imported_names()?;
        Ok(StmtKind::ImportFrom(Box::new(ImportFrom { module, level, names })))
    }

    fn imported_names(&mut self) -> Read<Vec<Alias>> {
        let start = self.start();
        if self.accept(Kind::Star) {
            let name = self.names.number("*");
            return Ok(vec![Alias { name, asname: None, start, end: self.last_end }]);
        }
        let is_enclosed = self.accept(Kind::OpenRound);
        let mut names = Vec::new();
        loop {
            let start = self.start();
            let name = self.expect_name()?;
            names.push(self.alias(start, name)?);
            if !self.accept(Kind::Comma) || (is_enclosed && self.kind() == Kind::CloseRound) {
                break;
            }
        }
        if is_enclosed {
            self.expect(Kind::CloseRound)?;
        }
        Ok(names)
    }

    /// An expression alone, or an assignment of any kind.
    fn assignment(&mut self) -> Read<StmtKind> {
        let first_kind = self.kind();
        let first = self.star_expressions()?;
        match self.kind() {
            Kind::Assign => {
                let mut targets = vec![first];
                let mut value = first;
                while self.accept(Kind::Assign) {
                    value = self.value()?;
                    targets.push(value);
                }
                targets.pop();
                for target in &targets {
                    self.make_target(*target, Access::Store)?;
                }
                Ok(StmtKind::Assign(targets.into(), value))
            }
            Kind::Augmented => {
                let is_single = matches!(
                    self.tree.expr(first),
                    ExprKind::Name(..) | ExprKind::Attribute(..) | ExprKind::Subscript(..)
                );
                if !is_single {
                    return Err(Decline::Syntax);
                }
                self.make_target(first, Access::Store)?;
                self.advance();
                Ok(StmtKind::AugAssign(first, self.value()?))
            }
            Kind::Colon => {
                let is_single = matches!(
                    self.tree.expr(first),
                    ExprKind::Name(..) | ExprKind::Attribute(..) | ExprKind::Subscript(..)
                );
                if !is_single || first_kind == Kind::OpenRound {
                    return Err(Decline::Syntax);
                }
                self.make_target(first, Access::Store)?;
                self.advance();
                let annotation = self.expression()?;
                let value = if self.accept(Kind::Assign) { Some(self.value()?) } else { None };
                Ok(StmtKind::AnnAssign { target: first, annotation, value })
            }
            _ => Ok(StmtKind::Expr(first)),
        }
    }
}
