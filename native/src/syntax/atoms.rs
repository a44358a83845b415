//! Atoms: names, constants, strings, and everything in brackets.

use super::expressions::ends_list;
use super::fstrings::Concatenation;
use super::parser::Parser;
use super::tokens::Kind;
use super::tree::{Access, Call, Clause, Constant, Elements, ExprKind, Keyword, E};
use crate::decline::{Decline, Read};

/// What a call is given: arguments in order, and keywords.
type Given = (Box<[E]>, Box<[Keyword]>);

impl Parser<'_> {
    /// A name, a constant, or something in brackets.
    pub fn atom(&mut self) -> Read<E> {
        let token = self.token();
        let start = token.start;
        let kind = match token.kind {
            Kind::Name => {
                let name = self.name_of(token);
                ExprKind::Name(name, Access::Load)
            }
            Kind::Number => ExprKind::Constant(Constant::Value(is_nonzero(self.text(token)))),
            Kind::True => ExprKind::Constant(Constant::True),
            Kind::False => ExprKind::Constant(Constant::False),
            Kind::None => ExprKind::Constant(Constant::None),
            Kind::Ellipsis => ExprKind::Constant(Constant::Ellipsis),
            Kind::String => return self.strings(),
            Kind::OpenRound => return self.nested(Self::round),
            Kind::OpenSquare => return self.nested(Self::square),
            Kind::OpenCurly => return self.nested(Self::curly),
            _ => return Err(Decline::Syntax),
        };
        self.advance();
        self.add(start, kind)
    }

    /// Adjacent string literals, which are one.
    pub fn strings(&mut self) -> Read<E> {
        let start = self.start();
        let mut joined = Concatenation::default();
        while self.kind() == Kind::String {
            let token = self.advance();
            self.add_literal(&mut joined, token)?;
        }
        let kind = self.finish_strings(joined)?;
        self.add(start, kind)
    }

    fn round(&mut self) -> Read<E> {
        let start = self.start();
        self.expect(Kind::OpenRound)?;
        if self.accept(Kind::CloseRound) {
            return self.add(start, ExprKind::Tuple(Box::default()));
        }
        if self.kind() == Kind::Yield {
            let value = self.yield_expression()?;
            self.expect(Kind::CloseRound)?;
            return Ok(value);
        }
        let is_starred = self.kind() == Kind::Star;
        let first = self.star_named_expression()?;
        match self.kind() {
            Kind::Comma => {
                let items = self.rest_of_list(first, Self::star_named_expression)?;
                self.expect(Kind::CloseRound)?;
                self.add(start, ExprKind::Tuple(items))
            }
            _ if is_starred => Err(Decline::Syntax),
            Kind::For | Kind::Async => self.comprehension(start, Elements::Generator, first, Kind::CloseRound),
            _ => {
                self.expect(Kind::CloseRound)?;
                Ok(first)
            }
        }
    }

    fn square(&mut self) -> Read<E> {
        let start = self.start();
        self.expect(Kind::OpenSquare)?;
        if self.accept(Kind::CloseSquare) {
            return self.add(start, ExprKind::List(Box::default()));
        }
        let is_starred = self.kind() == Kind::Star;
        let first = self.star_named_expression()?;
        if matches!(self.kind(), Kind::For | Kind::Async) && !is_starred {
            return self.comprehension(start, Elements::List, first, Kind::CloseSquare);
        }
        let items = self.rest_of_list(first, Self::star_named_expression)?;
        self.expect(Kind::CloseSquare)?;
        self.add(start, ExprKind::List(items))
    }

    fn curly(&mut self) -> Read<E> {
        let start = self.start();
        self.expect(Kind::OpenCurly)?;
        if self.accept(Kind::CloseCurly) {
            return self.add(start, ExprKind::Dict(Box::default()));
        }
        match self.kind() {
            Kind::DoubleStar => return self.dict(start, Vec::new()),
            Kind::Star => {
                let first = self.star_named_expression()?;
                return self.set(start, first);
            }
            _ => (),
        }
        let is_named = self.kind_at(1) == Kind::Walrus;
        let first = self.named_expression()?;
        match self.kind() {
            Kind::Colon if !is_named => {
                self.advance();
                let value = self.expression()?;
                if matches!(self.kind(), Kind::For | Kind::Async) {
                    let clauses = self.clauses()?;
                    self.expect(Kind::CloseCurly)?;
                    return self.add(start, ExprKind::DictComprehension(first, value, clauses));
                }
                let items = vec![(Some(first), value)];
                match self.accept(Kind::Comma) {
                    true => self.dict(start, items),
                    false => self.close_dict(start, items),
                }
            }
            Kind::For | Kind::Async => self.comprehension(start, Elements::Set, first, Kind::CloseCurly),
            _ => self.set(start, first),
        }
    }

    fn set(&mut self, start: u32, first: E) -> Read<E> {
        let items = self.rest_of_list(first, Self::star_named_expression)?;
        self.expect(Kind::CloseCurly)?;
        self.add(start, ExprKind::Set(items))
    }

    fn dict(&mut self, start: u32, mut items: Vec<(Option<E>, E)>) -> Read<E> {
        while self.kind() != Kind::CloseCurly {
            if self.accept(Kind::DoubleStar) {
                items.push((None, self.nested(|parser| parser.binary(0))?));
            } else {
                let key = self.expression()?;
                self.expect(Kind::Colon)?;
                items.push((Some(key), self.expression()?));
            }
            if !self.accept(Kind::Comma) {
                break;
            }
        }
        self.close_dict(start, items)
    }

    fn close_dict(&mut self, start: u32, items: Vec<(Option<E>, E)>) -> Read<E> {
        self.expect(Kind::CloseCurly)?;
        self.add(start, ExprKind::Dict(items.into()))
    }

    /// `for a in b if c for d in e`.
    pub fn clauses(&mut self) -> Read<Box<[Clause]>> {
        let mut clauses = Vec::new();
        loop {
            if self.kind() == Kind::Async && self.kind_at(1) == Kind::For {
                self.advance();
            }
            if !self.accept(Kind::For) {
                break;
            }
            let target = self.loop_target()?;
            self.expect(Kind::In)?;
            let iterable = self.disjunction()?;
            let mut tests = Vec::new();
            while self.accept(Kind::If) {
                tests.push(self.disjunction()?);
            }
            clauses.push(Clause { target, iterable, tests: tests.into() });
        }
        match clauses.is_empty() {
            true => Err(Decline::Syntax),
            false => Ok(clauses.into()),
        }
    }

    /// The brackets of a call, and what stands in them.
    pub fn call(&mut self, start: u32, function: E) -> Read<E> {
        let open = self.start();
        self.expect(Kind::OpenRound)?;
        let (arguments, keywords) = self.nested(|parser| parser.arguments(Some(open)))?;
        self.expect(Kind::CloseRound)?;
        if let [only] = arguments[..] {
            self.widen_generator(only, open);
        }
        self.add(start, ExprKind::Call(Box::new(Call { function, arguments, keywords })))
    }

    /// A generator that is the only argument has the brackets of the call for its own.
    fn widen_generator(&mut self, only: E, open: u32) {
        let end = self.last_end;
        let node = &mut self.tree.exprs[only as usize];
        if node.start == open {
            node.end = end;
        }
    }

    /// The arguments of a call or of a class statement; a bare generator is one where `open` says where its bracket is.
    pub fn arguments(&mut self, open: Option<u32>) -> Read<Given> {
        let mut arguments = Vec::new();
        let mut keywords: Vec<Keyword> = Vec::new();
        let mut has_double_star = false;
        while self.kind() != Kind::CloseRound {
            let start = self.start();
            match self.kind() {
                Kind::DoubleStar => {
                    self.advance();
                    keywords.push(Keyword { name: None, value: self.expression()? });
                    has_double_star = true;
                }
                Kind::Star if !has_double_star => {
                    self.advance();
                    let value = self.expression()?;
                    arguments.push(self.add(start, ExprKind::Starred(value))?);
                }
                Kind::Name if self.kind_at(1) == Kind::Assign => {
                    let name = Some(self.expect_name()?);
                    self.expect(Kind::Assign)?;
                    keywords.push(Keyword { name, value: self.expression()? });
                }
                _ if !keywords.is_empty() => return Err(Decline::Syntax),
                _ => {
                    let value = self.named_expression()?;
                    if matches!(self.kind(), Kind::For | Kind::Async) {
                        let open = open.filter(|_| arguments.is_empty()).ok_or(Decline::Syntax)?;
                        let clauses = self.clauses()?;
                        let kind = ExprKind::Comprehension(Elements::Generator, value, clauses);
                        let only = self.add(open, kind)?;
                        return match self.kind() {
                            Kind::CloseRound => Ok((Box::new([only]), Box::default())),
                            _ => Err(Decline::Syntax),
                        };
                    }
                    arguments.push(value);
                }
            }
            if !self.accept(Kind::Comma) {
                break;
            }
        }
        match ends_list(self.kind()) {
            true => Ok((arguments.into(), keywords.into())),
            false => Err(Decline::Syntax),
        }
    }
}

/// Whether a number is true.
fn is_nonzero(text: &str) -> bool {
    let text: String = text.chars().filter(|one| *one != '_').collect();
    let lower = text.to_ascii_lowercase();
    if let Some(digits) = ["0x", "0o", "0b"].iter().find_map(|prefix| lower.strip_prefix(prefix)) {
        return digits.bytes().any(|digit| digit != b'0');
    }
    let plain = lower.strip_suffix('j').unwrap_or(&lower);
    match plain.bytes().all(|byte| byte.is_ascii_digit()) {
        true => plain.bytes().any(|digit| digit != b'0'),
        false => plain.parse::<f64>().is_ok_and(|value| value != 0.0),
    }
}
