//! Expressions, from the lists of `return a, *b` down to `a ** b`; what stands in brackets is in `atoms`.

use super::parser::Parser;
use super::tokens::Kind;
use super::tree::{Access, Comparison, Elements, ExprKind, E};
use crate::decline::{Decline, Read};

impl Parser<'_> {
    /// `a, *b, c`: one expression, or a tuple of several.
    pub fn star_expressions(&mut self) -> Read<E> {
        let start = self.start();
        let is_starred = self.kind() == Kind::Star;
        let first = self.star_expression()?;
        if self.kind() != Kind::Comma {
            return match is_starred {
                true => Err(Decline::Syntax), // parses, but no interpreter runs it
                false => Ok(first),
            };
        }
        let items = self.rest_of_list(first, Self::star_expression)?;
        self.add(start, ExprKind::Tuple(items))
    }

    /// `a, b` without stars: what a string annotation may be.
    pub fn expressions(&mut self) -> Read<E> {
        let start = self.start();
        let first = self.expression()?;
        if self.kind() != Kind::Comma {
            return Ok(first);
        }
        let items = self.rest_of_list(first, Self::expression)?;
        self.add(start, ExprKind::Tuple(items))
    }

    /// Items behind the first, up to what cannot start one.
    pub fn rest_of_list(&mut self, first: E, mut item: impl FnMut(&mut Self) -> Read<E>) -> Read<Box<[E]>> {
        let mut items = vec![first];
        while self.accept(Kind::Comma) {
            if ends_list(self.kind()) {
                break;
            }
            items.push(item(self)?);
        }
        Ok(items.into())
    }

    fn star_expression(&mut self) -> Read<E> {
        match self.kind() {
            Kind::Star => self.starred(),
            _ => self.expression(),
        }
    }

    /// As `star_expression`, with `name := value`.
    pub fn star_named_expression(&mut self) -> Read<E> {
        match self.kind() {
            Kind::Star => self.starred(),
            _ => self.named_expression(),
        }
    }

    fn starred(&mut self) -> Read<E> {
        let start = self.start();
        self.expect(Kind::Star)?;
        let value = self.nested(|parser| parser.binary(0))?;
        self.add(start, ExprKind::Starred(value))
    }

    /// `name := value`, or any expression.
    pub fn named_expression(&mut self) -> Read<E> {
        if self.kind() == Kind::Name && self.kind_at(1) == Kind::Walrus {
            if self.is_inside {
                return Err(Decline::Replacement); // it binds a name at a place inside a string
            }
            let start = self.start();
            let name = self.expect_name()?;
            let target = self.add(start, ExprKind::Name(name, Access::Store))?;
            self.expect(Kind::Walrus)?;
            let value = self.expression()?;
            return self.add(start, ExprKind::Named(target, value));
        }
        self.expression()
    }

    /// What stands in most places: a condition, `a if b else c`, or a `lambda`.
    pub fn expression(&mut self) -> Read<E> {
        self.nested(Self::expression_here)
    }

    fn expression_here(&mut self) -> Read<E> {
        if self.kind() == Kind::Lambda {
            return self.lambda();
        }
        let start = self.start();
        let body = self.disjunction()?;
        if self.kind() != Kind::If {
            return Ok(body);
        }
        self.advance();
        let test = self.disjunction()?;
        self.expect(Kind::Else)?;
        let orelse = self.expression()?;
        self.add(start, ExprKind::IfElse { test, body, orelse })
    }

    fn lambda(&mut self) -> Read<E> {
        let start = self.start();
        self.expect(Kind::Lambda)?;
        let arguments = self.parameters(Kind::Colon, false)?;
        self.expect(Kind::Colon)?;
        let body = self.expression()?;
        self.add(start, ExprKind::Lambda(Box::new(arguments), body))
    }

    /// `yield`, `yield a, b` and `yield from c`.
    pub fn yield_expression(&mut self) -> Read<E> {
        let start = self.start();
        self.expect(Kind::Yield)?;
        if self.accept(Kind::From) {
            let value = self.expression()?;
            return self.add(start, ExprKind::YieldFrom(value));
        }
        let value = match ends_list(self.kind()) {
            true => None,
            false => Some(self.star_expressions()?),
        };
        self.add(start, ExprKind::Yield(value))
    }

    /// What may stand on the right of `=`.
    pub fn value(&mut self) -> Read<E> {
        match self.kind() {
            Kind::Yield => self.yield_expression(),
            _ => self.star_expressions(),
        }
    }

    /// `a or b`.
    pub fn disjunction(&mut self) -> Read<E> {
        let start = self.start();
        let first = self.conjunction()?;
        if self.kind() != Kind::Or {
            return Ok(first);
        }
        let mut values = vec![first];
        while self.accept(Kind::Or) {
            values.push(self.conjunction()?);
        }
        self.add(start, ExprKind::Boolean { is_and: false, values: values.into() })
    }

    fn conjunction(&mut self) -> Read<E> {
        let start = self.start();
        let first = self.inversion()?;
        if self.kind() != Kind::And {
            return Ok(first);
        }
        let mut values = vec![first];
        while self.accept(Kind::And) {
            values.push(self.inversion()?);
        }
        self.add(start, ExprKind::Boolean { is_and: true, values: values.into() })
    }

    fn inversion(&mut self) -> Read<E> {
        if self.kind() != Kind::Not {
            return self.comparison();
        }
        let start = self.start();
        self.advance();
        let operand = self.nested(Self::inversion)?;
        self.add(start, ExprKind::Unary { is_not: true, operand })
    }

    fn comparison(&mut self) -> Read<E> {
        let start = self.start();
        let left = self.binary(0)?;
        let mut others = Vec::new();
        while let Some((operator, size)) = self.comparing() {
            for _ in 0..size {
                self.advance();
            }
            others.push((operator, self.binary(0)?));
        }
        match others.is_empty() {
            true => Ok(left),
            false => self.add(start, ExprKind::Compare(left, others.into())),
        }
    }

    /// The comparison that comes next, and of how many tokens it is.
    fn comparing(&self) -> Option<(Comparison, usize)> {
        match (self.kind(), self.kind_at(1)) {
            (Kind::Equal, _) => Some((Comparison::Equal, 1)),
            (Kind::In, _) => Some((Comparison::In, 1)),
            (Kind::Not, Kind::In) | (Kind::Is, Kind::Not) => Some((Comparison::Other, 2)),
            (Kind::NotEqual | Kind::Less | Kind::LessEqual | Kind::Greater | Kind::GreaterEqual | Kind::Is, _) => {
                Some((Comparison::Other, 1))
            }
            _ => None,
        }
    }

    /// Binary operators that bind at least as tightly as the given one.
    pub fn binary(&mut self, least: u8) -> Read<E> {
        let start = self.start();
        let mut left = self.factor()?;
        while let Some(strength) = strength(self.kind()).filter(|strength| *strength >= least) {
            let is_sum = self.kind() == Kind::Plus;
            self.advance();
            let right = self.binary(strength + 1)?; // at most as many levels as there are strengths
            left = self.add(start, ExprKind::Binary { left, right, is_sum })?;
        }
        Ok(left)
    }

    fn factor(&mut self) -> Read<E> {
        if !matches!(self.kind(), Kind::Plus | Kind::Minus | Kind::Tilde) {
            return self.power();
        }
        let start = self.start();
        self.advance();
        let operand = self.nested(Self::factor)?;
        self.add(start, ExprKind::Unary { is_not: false, operand })
    }

    fn power(&mut self) -> Read<E> {
        let start = self.start();
        let left = self.await_primary()?;
        if !self.accept(Kind::DoubleStar) {
            return Ok(left);
        }
        let right = self.nested(Self::factor)?;
        self.add(start, ExprKind::Binary { left, right, is_sum: false })
    }

    fn await_primary(&mut self) -> Read<E> {
        if self.kind() != Kind::Await {
            return self.primary();
        }
        let start = self.start();
        self.advance();
        let value = self.primary()?;
        self.add(start, ExprKind::Await(value))
    }

    /// An atom with what is attached to it: attributes, calls, subscripts.
    pub fn primary(&mut self) -> Read<E> {
        let start = self.start();
        let mut node = self.atom()?;
        loop {
            match self.kind() {
                Kind::Dot => {
                    self.advance();
                    let name = self.expect_name()?;
                    node = self.add(start, ExprKind::Attribute(node, name, Access::Load))?;
                }
                Kind::OpenRound => node = self.call(start, node)?,
                Kind::OpenSquare => {
                    self.advance();
                    let slice = self.nested(Self::slices)?;
                    self.expect(Kind::CloseSquare)?;
                    node = self.add(start, ExprKind::Subscript(node, slice, Access::Load))?;
                }
                _ => return Ok(node),
            }
        }
    }

    fn slices(&mut self) -> Read<E> {
        let start = self.start();
        let is_starred = self.kind() == Kind::Star;
        let first = self.slice_or_starred()?;
        if self.kind() != Kind::Comma && !is_starred {
            return Ok(first);
        }
        let mut items = vec![first]; // a colon begins one here, so this is no `rest_of_list`
        while self.accept(Kind::Comma) && self.kind() != Kind::CloseSquare {
            items.push(self.slice_or_starred()?);
        }
        self.add(start, ExprKind::Tuple(items.into()))
    }

    fn slice_or_starred(&mut self) -> Read<E> {
        let start = self.start();
        if self.kind() == Kind::Star {
            self.advance();
            let value = self.expression()?;
            return self.add(start, ExprKind::Starred(value));
        }
        let lower = match self.kind() {
            Kind::Colon => None,
            _ => Some(self.named_expression()?),
        };
        if self.kind() != Kind::Colon {
            return lower.ok_or(Decline::Syntax);
        }
        let is_bare = |node: E| self.tree.exprs[node as usize].start == start; // in brackets it starts behind one
        if lower.is_some_and(|node| matches!(self.tree.expr(node), ExprKind::Named(..)) && is_bare(node)) {
            return Err(Decline::Syntax);
        }
        self.advance();
        let upper = self.slice_part()?;
        let step = match self.accept(Kind::Colon) {
            true => self.slice_part()?,
            false => None,
        };
        self.add(start, ExprKind::Slice(lower, upper, step))
    }

    fn slice_part(&mut self) -> Read<Option<E>> {
        match self.kind() {
            Kind::Colon | Kind::Comma | Kind::CloseSquare => Ok(None),
            _ => Ok(Some(self.expression()?)),
        }
    }

    /// `for a in b if c` behind the element of a comprehension; the element's kind says of which.
    pub fn comprehension(&mut self, start: u32, kind: Elements, element: E, close: Kind) -> Read<E> {
        let clauses = self.clauses()?;
        self.expect(close)?;
        self.add(start, ExprKind::Comprehension(kind, element, clauses))
    }
}

/// How tightly a binary operator binds.
fn strength(kind: Kind) -> Option<u8> {
    match kind {
        Kind::Bar => Some(0),
        Kind::Caret => Some(1),
        Kind::Ampersand => Some(2),
        Kind::LeftShift | Kind::RightShift => Some(3),
        Kind::Plus | Kind::Minus => Some(4),
        Kind::Star | Kind::Slash | Kind::DoubleSlash | Kind::Percent | Kind::At => Some(5),
        _ => None,
    }
}

/// Whether a comma in front of the token was the last of its list.
pub fn ends_list(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Newline
            | Kind::Semicolon
            | Kind::Assign
            | Kind::CloseRound
            | Kind::CloseSquare
            | Kind::CloseCurly
            | Kind::Colon
            | Kind::Augmented
            | Kind::In
            | Kind::End
    )
}
