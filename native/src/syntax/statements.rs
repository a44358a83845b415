//! Compound statements: definitions, conditions, loops, `try`, `with` and `match`.

use super::limits::ARMS;
use super::parser::Parser;
use super::tokens::Kind;
use super::tree::{Case, Class, Condition, ExprKind, For, Function, Handler, StmtKind, Try, With, E, S};
use crate::decline::{Decline, Read};

impl Parser<'_> {
    /// One compound statement, or a line of simple ones.
    pub fn statement(&mut self) -> Read<Vec<S>> {
        let mut found = Vec::new();
        self.nested(|parser| parser.statement_into(&mut found))?;
        Ok(found)
    }

    fn statement_into(&mut self, found: &mut Vec<S>) -> Read<()> {
        let start = self.start();
        let node = match self.kind() {
            Kind::At => self.decorated()?,
            Kind::Def => self.function(start, Vec::new(), false)?,
            Kind::Class => self.class(start, Vec::new())?,
            Kind::Async => self.asynchronous(start, Vec::new())?,
            Kind::If => self.condition()?,
            Kind::While => self.while_loop()?,
            Kind::For => self.for_loop(start)?,
            Kind::Try => self.try_statement()?,
            Kind::With => self.with_statement(start, false)?,
            Kind::Name if self.may_be_match() => {
                let mark = self.mark();
                match self.match_statement() {
                    Ok(node) => node,
                    Err(Decline::Syntax) => {
                        self.reset(mark);
                        return self.simple_statements(found);
                    }
                    Err(reason) => return Err(reason),
                }
            }
            _ => return self.simple_statements(found),
        };
        found.push(node);
        Ok(())
    }

    fn block(&mut self) -> Read<Vec<S>> {
        self.expect(Kind::Colon)?;
        let mut body = Vec::new();
        if self.kind() != Kind::Newline {
            self.simple_statements(&mut body)?;
            return Ok(body);
        }
        self.advance();
        self.expect(Kind::Indent)?;
        while !self.accept(Kind::Dedent) {
            self.nested(|parser| parser.statement_into(&mut body))?;
        }
        Ok(body)
    }

    fn decorated(&mut self) -> Read<S> {
        let mut decorators = Vec::new();
        while self.accept(Kind::At) {
            decorators.push(self.named_expression()?);
            self.expect(Kind::Newline)?;
        }
        let start = self.start();
        match self.kind() {
            Kind::Def => self.function(start, decorators, false),
            Kind::Class => self.class(start, decorators),
            Kind::Async if self.kind_at(1) == Kind::Def => self.asynchronous(start, decorators),
            _ => Err(Decline::Syntax),
        }
    }

    fn asynchronous(&mut self, start: u32, decorators: Vec<E>) -> Read<S> {
        self.expect(Kind::Async)?;
        match self.kind() {
            Kind::Def => self.function(start, decorators, true),
            Kind::For => self.for_loop(start),
            Kind::With => self.with_statement(start, true),
            _ => Err(Decline::Syntax),
        }
    }

    fn function(&mut self, start: u32, decorators: Vec<E>, is_async: bool) -> Read<S> {
        self.expect(Kind::Def)?;
        let name = self.expect_name()?;
        self.expect(Kind::OpenRound)?;
        let arguments = self.parameters(Kind::CloseRound, true)?;
        self.expect(Kind::CloseRound)?;
        let returns = if self.accept(Kind::Arrow) { Some(self.expression()?) } else { None };
        let body = self.block()?;
        let function = Function { name, arguments, returns, body, decorators, is_async };
        Ok(self.add_statement(start, StmtKind::Function(Box::new(function))))
    }

    fn class(&mut self, start: u32, decorators: Vec<E>) -> Read<S> {
        self.expect(Kind::Class)?;
        let name = self.expect_name()?;
        let (mut bases, mut keywords) = (Box::default(), Box::default());
        if self.accept(Kind::OpenRound) {
            (bases, keywords) = self.arguments(None)?;
            self.expect(Kind::CloseRound)?;
        }
        let body = self.block()?;
        let class = Class { name, bases, keywords, body, decorators };
        Ok(self.add_statement(start, StmtKind::Class(Box::new(class))))
    }

    /// `if` with all its arms: each `elif` is an `if` in the `else` of the one before, and all end where the last one does.
    fn condition(&mut self) -> Read<S> {
        let mut arms = Vec::new();
        loop {
            let start = self.start();
            self.advance();
            let test = self.named_expression()?;
            arms.push((start, test, self.block()?));
            if arms.len() > ARMS {
                return Err(Decline::Depth);
            }
            if self.kind() != Kind::Elif {
                break;
            }
        }
        let mut orelse = self.otherwise()?;
        let mut node = 0;
        while let Some((start, test, body)) = arms.pop() {
            node = self.add_statement(start, StmtKind::If(Box::new(Condition { test, body, orelse })));
            orelse = vec![node];
        }
        Ok(node)
    }

    fn otherwise(&mut self) -> Read<Vec<S>> {
        match self.accept(Kind::Else) {
            true => self.block(),
            false => Ok(Vec::new()),
        }
    }

    fn while_loop(&mut self) -> Read<S> {
        let start = self.start();
        self.advance();
        let test = self.named_expression()?;
        let body = self.block()?;
        let orelse = self.otherwise()?;
        Ok(self.add_statement(start, StmtKind::While(Box::new(Condition { test, body, orelse }))))
    }

    fn for_loop(&mut self, start: u32) -> Read<S> {
        self.expect(Kind::For)?;
        let target = self.loop_target()?;
        self.expect(Kind::In)?;
        let iterable = self.star_expressions()?;
        let body = self.block()?;
        let orelse = self.otherwise()?;
        Ok(self.add_statement(start, StmtKind::For(Box::new(For { target, iterable, body, orelse }))))
    }

    fn try_statement(&mut self) -> Read<S> {
        let start = self.start();
        self.advance();
        let body = self.block()?;
        let mut handlers: Vec<Handler> = Vec::new();
        let mut is_star = false;
        while self.accept(Kind::Except) {
            let has_star = self.accept(Kind::Star);
            if handlers.last().is_some_and(|last| last.kind.is_none() || has_star != is_star) {
                return Err(Decline::Syntax);
            }
            is_star = has_star;
            handlers.push(self.handler(is_star)?);
        }
        let orelse = if handlers.is_empty() { Vec::new() } else { self.otherwise()? };
        let finalbody = if self.accept(Kind::Finally) { self.block()? } else { Vec::new() };
        if handlers.is_empty() && finalbody.is_empty() {
            return Err(Decline::Syntax);
        }
        let node = Try { body, handlers, orelse, finalbody, is_star };
        Ok(self.add_statement(start, StmtKind::Try(Box::new(node))))
    }

    fn handler(&mut self, is_star: bool) -> Read<Handler> {
        let (mut kind, mut name) = (None, None);
        if self.kind() != Kind::Colon || is_star {
            kind = Some(self.expression()?);
            if self.accept(Kind::As) {
                name = Some(self.expect_name()?);
            }
        }
        let body = self.block()?;
        Ok(Handler { kind, name, body })
    }

    fn with_statement(&mut self, start: u32, is_async: bool) -> Read<S> {
        self.expect(Kind::With)?;
        let mark = self.mark();
        let items = match self.enclosed_items() {
            Ok(items) => items,
            Err(Decline::Syntax) => {
                self.reset(mark);
                self.with_items(Kind::Colon)?
            }
            Err(reason) => return Err(reason),
        };
        let body = self.block()?;
        Ok(self.add_statement(start, StmtKind::With(Box::new(With { items, body, is_async }))))
    }

    /// `(a as b, c)` in front of a colon: what looks like a tuple is a list of items.
    fn enclosed_items(&mut self) -> Read<Vec<(E, Option<E>)>> {
        self.expect(Kind::OpenRound)?;
        let items = self.with_items(Kind::CloseRound)?;
        self.expect(Kind::CloseRound)?;
        match self.kind() {
            Kind::Colon => Ok(items),
            _ => Err(Decline::Syntax),
        }
    }

    fn with_items(&mut self, close: Kind) -> Read<Vec<(E, Option<E>)>> {
        let mut items = Vec::new();
        loop {
            let value = self.expression()?;
            let target = if self.accept(Kind::As) { Some(self.as_target()?) } else { None };
            items.push((value, target));
            if !self.accept(Kind::Comma) || (close == Kind::CloseRound && self.kind() == close) {
                return Ok(items);
            }
        }
    }

    fn may_be_match(&self) -> bool {
        self.text(self.token()) == "match"
            && !matches!(
                self.kind_at(1),
                Kind::Newline
                    | Kind::Dot
                    | Kind::Comma
                    | Kind::Assign
                    | Kind::Augmented
                    | Kind::Colon
                    | Kind::Semicolon
            )
    }

    fn match_statement(&mut self) -> Read<S> {
        let start = self.start();
        self.advance();
        let subject = self.subject()?;
        self.expect(Kind::Colon)?;
        self.expect(Kind::Newline)?;
        self.expect(Kind::Indent)?;
        let mut cases = Vec::new();
        while !self.accept(Kind::Dedent) {
            let token = self.expect(Kind::Name)?;
            if self.text(token) != "case" {
                return Err(Decline::Syntax);
            }
            let pattern = self.case_pattern()?;
            let guard = if self.accept(Kind::If) { Some(self.named_expression()?) } else { None };
            cases.push(Case { pattern, guard, body: self.block()? });
        }
        Ok(self.add_statement(start, StmtKind::Match(subject, cases.into())))
    }

    fn subject(&mut self) -> Read<E> {
        let start = self.start();
        let is_starred = self.kind() == Kind::Star;
        let first = self.star_named_expression()?;
        match self.kind() {
            Kind::Comma => {
                let items = self.rest_of_list(first, Self::star_named_expression)?;
                self.add(start, ExprKind::Tuple(items))
            }
            _ if is_starred => Err(Decline::Syntax),
            _ => Ok(first),
        }
    }
}
