//! The patterns of `match`.

use super::parser::Parser;
use super::tokens::Kind;
use super::tree::{Access, ExprKind, PatternKind, E, P};
use crate::decline::{Decline, Read};
use crate::names::Name;

impl Parser<'_> {
    /// What stands behind `case`: a pattern, or a sequence without brackets.
    pub fn case_pattern(&mut self) -> Read<P> {
        let start = self.start();
        let is_star = self.kind() == Kind::Star;
        let first = self.maybe_star_pattern()?;
        if self.kind() != Kind::Comma {
            return match is_star {
                true => Err(Decline::Syntax),
                false => Ok(first),
            };
        }
        let items = self.rest_of_patterns(first)?;
        Ok(self.add_pattern(start, PatternKind::Sequence(items)))
    }

    fn rest_of_patterns(&mut self, first: P) -> Read<Box<[P]>> {
        let mut items = vec![first];
        while self.accept(Kind::Comma) {
            if matches!(self.kind(), Kind::Colon | Kind::If | Kind::CloseRound | Kind::CloseSquare) {
                break;
            }
            items.push(self.maybe_star_pattern()?);
        }
        Ok(items.into())
    }

    fn maybe_star_pattern(&mut self) -> Read<P> {
        let start = self.start();
        if !self.accept(Kind::Star) {
            return self.nested(Self::as_pattern);
        }
        let name = self.capture_name()?;
        Ok(self.add_pattern(start, PatternKind::Star(name)))
    }

    /// A name that is bound; None for `_`.
    fn capture_name(&mut self) -> Read<Option<Name>> {
        let token = self.expect(Kind::Name)?;
        match self.text(token) {
            "_" => Ok(None),
            _ => Ok(Some(self.name_of(token))),
        }
    }

    fn as_pattern(&mut self) -> Read<P> {
        let start = self.start();
        let pattern = self.or_pattern()?;
        if !self.accept(Kind::As) {
            return Ok(pattern);
        }
        let name = self.capture_name()?.ok_or(Decline::Syntax)?;
        Ok(self.add_pattern(start, PatternKind::As(Some(pattern), Some(name))))
    }

    fn or_pattern(&mut self) -> Read<P> {
        let start = self.start();
        let first = self.closed_pattern()?;
        if self.kind() != Kind::Bar {
            return Ok(first);
        }
        let mut items = vec![first];
        while self.accept(Kind::Bar) {
            items.push(self.closed_pattern()?);
        }
        Ok(self.add_pattern(start, PatternKind::Or(items.into())))
    }

    fn closed_pattern(&mut self) -> Read<P> {
        let start = self.start();
        match self.kind() {
            Kind::Number | Kind::Minus | Kind::String => {
                let value = self.literal()?;
                Ok(self.add_pattern(start, PatternKind::Value(value)))
            }
            Kind::None | Kind::True | Kind::False => {
                self.advance();
                Ok(self.add_pattern(start, PatternKind::Singleton))
            }
            Kind::OpenRound => self.group(Kind::CloseRound),
            Kind::OpenSquare => self.group(Kind::CloseSquare),
            Kind::OpenCurly => self.nested(Self::mapping),
            Kind::Name => self.named_pattern(),
            _ => Err(Decline::Syntax),
        }
    }

    /// A literal: text or a plain number.
    fn literal(&mut self) -> Read<E> {
        let start = self.start();
        let is_negative = self.accept(Kind::Minus);
        if is_negative && self.kind() != Kind::Number {
            return Err(Decline::Syntax);
        }
        let operand = self.atom()?;
        if matches!(self.tree.expr(operand), ExprKind::Joined(_)) || matches!(self.kind(), Kind::Plus | Kind::Minus) {
            return Err(Decline::Syntax);
        }
        match is_negative {
            true => self.add(start, ExprKind::Unary { is_not: false, operand }),
            false => Ok(operand),
        }
    }

    fn group(&mut self, close: Kind) -> Read<P> {
        let start = self.start();
        self.advance();
        if self.accept(close) {
            return Ok(self.add_pattern(start, PatternKind::Sequence(Box::default())));
        }
        let is_star = self.kind() == Kind::Star;
        let first = self.maybe_star_pattern()?;
        if close == Kind::CloseRound && self.kind() == close {
            self.advance();
            return match is_star {
                true => Err(Decline::Syntax),
                false => Ok(first),
            };
        }
        let items = self.rest_of_patterns(first)?;
        self.expect(close)?;
        Ok(self.add_pattern(start, PatternKind::Sequence(items)))
    }

    fn mapping(&mut self) -> Read<P> {
        let start = self.start();
        self.expect(Kind::OpenCurly)?;
        let (mut keys, mut patterns, mut rest) = (Vec::new(), Vec::new(), None);
        while self.kind() != Kind::CloseCurly && rest.is_none() {
            if self.accept(Kind::DoubleStar) {
                rest = Some(self.capture_name()?.ok_or(Decline::Syntax)?);
            } else {
                keys.push(self.key()?);
                self.expect(Kind::Colon)?;
                patterns.push(self.nested(Self::as_pattern)?);
            }
            if !self.accept(Kind::Comma) {
                break;
            }
        }
        self.expect(Kind::CloseCurly)?;
        let (keys, patterns) = (keys.into(), patterns.into());
        Ok(self.add_pattern(start, PatternKind::Mapping { keys, patterns, rest }))
    }

    fn key(&mut self) -> Read<E> {
        match self.kind() {
            Kind::Number | Kind::Minus | Kind::String => self.literal(),
            Kind::None | Kind::True | Kind::False => self.atom(),
            Kind::Name if self.kind_at(1) == Kind::Dot => self.dotted(),
            _ => Err(Decline::Syntax),
        }
    }

    /// `a.b.c`, or a name alone.
    fn dotted(&mut self) -> Read<E> {
        let start = self.start();
        let name = self.expect_name()?;
        let mut node = self.add(start, ExprKind::Name(name, Access::Load))?;
        while self.accept(Kind::Dot) {
            let name = self.expect_name()?;
            node = self.add(start, ExprKind::Attribute(node, name, Access::Load))?;
        }
        Ok(node)
    }

    fn named_pattern(&mut self) -> Read<P> {
        let start = self.start();
        if !matches!(self.kind_at(1), Kind::Dot | Kind::OpenRound) {
            let name = self.capture_name()?;
            return match self.kind() {
                Kind::Assign => Err(Decline::Syntax),
                _ => Ok(self.add_pattern(start, PatternKind::As(None, name))),
            };
        }
        let value = self.dotted()?;
        if self.kind() != Kind::OpenRound {
            return Ok(self.add_pattern(start, PatternKind::Value(value)));
        }
        self.nested(|parser| parser.class_pattern(start, value))
    }

    fn class_pattern(&mut self, start: u32, class: E) -> Read<P> {
        self.expect(Kind::OpenRound)?;
        let (mut patterns, mut keyword_patterns) = (Vec::new(), Vec::new());
        while self.kind() != Kind::CloseRound {
            if self.kind() == Kind::Name && self.kind_at(1) == Kind::Assign {
                self.advance();
                self.advance();
                keyword_patterns.push(self.nested(Self::as_pattern)?);
            } else if keyword_patterns.is_empty() {
                patterns.push(self.nested(Self::as_pattern)?);
            } else {
                return Err(Decline::Syntax);
            }
            if !self.accept(Kind::Comma) {
                break;
            }
        }
        self.expect(Kind::CloseRound)?;
        let (patterns, keyword_patterns) = (patterns.into(), keyword_patterns.into());
        Ok(self.add_pattern(start, PatternKind::Class { class, patterns, keyword_patterns }))
    }
}
