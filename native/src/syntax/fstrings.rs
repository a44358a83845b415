//! Adjacent string literals, formatted ones among them, as Python before 3.12 reads them and every later one does too.
//!
//! Replacement fields with the literal's own quotes, backslashes or comments are new in 3.12: they are declined, as is whatever else
//! the interpreters see differently.

use super::lexer::tokens_of_expression;
use super::parser::Parser;
use super::strings::{add_value, bytes_value, literal, Literal};
use super::tokens::{Kind, Token};
use super::tree::{Constant, ExprKind, Joined, Piece, Text, E};
use crate::decline::{Decline, Read};

/// What adjacent literals have given so far.
#[derive(Default)]
pub struct Concatenation {
    has_text: bool,
    is_formatted: bool,
    has_debug: bool,
    bytes: Option<bool>,
    pieces: Vec<Piece>,
    pending: String,
}

impl Parser<'_> {
    /// Adds one more literal.
    pub fn add_literal(&mut self, joined: &mut Concatenation, token: Token) -> Read<()> {
        let source = self.source;
        let found = literal(source.as_bytes(), token.start as usize, token.end as usize);
        let body = &source[found.start..found.end];
        if found.is_bytes {
            let is_full = bytes_value(body.as_bytes(), found.is_raw)?;
            joined.bytes = Some(joined.bytes.unwrap_or(false) || is_full);
            return Ok(());
        }
        joined.has_text = true;
        if !found.is_formatted {
            return add_value(&mut joined.pending, body, found.is_raw);
        }
        joined.is_formatted = true;
        let end = self.formatted(joined, &found, found.start, 0)?;
        match end == found.end {
            true => Ok(()),
            false => Err(Decline::Replacement),
        }
    }

    /// The node that adjacent literals are.
    pub fn finish_strings(&mut self, mut joined: Concatenation) -> Read<ExprKind> {
        if let Some(is_full) = joined.bytes {
            return match joined.has_text {
                true => Err(Decline::Text),
                false => Ok(ExprKind::Constant(Constant::Value(is_full))),
            };
        }
        if !joined.is_formatted {
            return Ok(ExprKind::Constant(Constant::Text(self.keep(&joined.pending))));
        }
        self.flush(&mut joined);
        Ok(ExprKind::Joined(Box::new(Joined { pieces: joined.pieces, has_debug: joined.has_debug })))
    }

    fn keep(&mut self, text: &str) -> Text {
        let start = self.tree.texts.len() as u32;
        self.tree.texts.push_str(text);
        Text { start, size: text.len() as u32 }
    }

    fn flush(&mut self, joined: &mut Concatenation) {
        if !joined.pending.is_empty() {
            let text = self.keep(&joined.pending);
            joined.pieces.push(Piece::Text(text));
            joined.pending.clear();
        }
    }

    /// Literal text and fields from an offset on, up to the end, or up to the brace that closes a format specification.
    fn formatted(&mut self, joined: &mut Concatenation, within: &Literal, from: usize, level: u32) -> Read<usize> {
        let source = self.source;
        let bytes = source.as_bytes();
        let mut at = from;
        let mut plain = from;
        while at < within.end {
            let next = if at + 1 < within.end { bytes[at + 1] } else { 0 };
            match bytes[at] {
                b'{' | b'}' if level == 0 && next == bytes[at] => {
                    add_value(&mut joined.pending, &source[plain..at + 1], within.is_raw)?;
                    at += 2;
                    plain = at;
                }
                b'}' if level > 0 => break,
                b'{' if level > 0 && next == b'{' => return Err(Decline::Replacement),
                b'{' => {
                    add_value(&mut joined.pending, &source[plain..at], within.is_raw)?;
                    self.flush(joined);
                    at = self.field(joined, within, at + 1, level)?;
                    plain = at;
                }
                b'}' => return Err(Decline::Replacement),
                b'\\' if level > 0 || matches!(next, b'{' | b'}') => return Err(Decline::Replacement),
                b'\n' if level > 0 => return Err(Decline::Replacement),
                b'\\' if !within.is_raw && next == b'N' => return Err(Decline::Text),
                b'\\' if !within.is_raw => at += 2,
                _ => at += 1,
            }
        }
        let end = at.min(within.end);
        add_value(&mut joined.pending, &source[plain..end], within.is_raw)?;
        Ok(end)
    }

    /// A replacement field behind its opening brace; gives the offset behind the closing one.
    fn field(&mut self, joined: &mut Concatenation, within: &Literal, from: usize, level: u32) -> Read<usize> {
        if level > 1 {
            return Err(Decline::Replacement);
        }
        let bytes = self.source.as_bytes();
        let mut at = expression_end(bytes, from, within)?;
        let value = self.enclosed(from, at)?;
        if bytes[at] == b'=' {
            joined.has_debug = true;
            at += 1;
            while at < within.end && bytes[at] == b' ' {
                at += 1;
            }
        }
        if at < within.end && bytes[at] == b'!' {
            let is_known = at + 2 < within.end && matches!(bytes[at + 1], b's' | b'r' | b'a');
            if !is_known {
                return Err(Decline::Replacement);
            }
            at += 2;
        }
        let mut specification = None;
        if at < within.end && bytes[at] == b':' {
            let mut inner = Concatenation { is_formatted: true, ..Concatenation::default() };
            at = self.formatted(&mut inner, within, at + 1, level + 1)?;
            joined.has_debug |= inner.has_debug;
            let kind = self.finish_strings(inner)?;
            specification = Some(self.add_inside(kind)?);
        }
        if at >= within.end || bytes[at] != b'}' {
            return Err(Decline::Replacement);
        }
        let field = self.add_inside(ExprKind::FormattedValue(value, specification))?;
        joined.pieces.push(Piece::Field(field));
        Ok(at + 1)
    }

    fn add_inside(&mut self, kind: ExprKind) -> Read<E> {
        let before = std::mem::replace(&mut self.is_inside, true);
        let node = self.add(0, kind);
        self.is_inside = before;
        node
    }

    /// The expression between two offsets.
    fn enclosed(&mut self, start: usize, end: usize) -> Read<E> {
        let inner = tokens_of_expression(self.source.as_bytes(), start, end)?;
        if inner.len() == 1 {
            return Err(Decline::Replacement);
        }
        let mark = self.mark();
        let tokens = std::mem::replace(&mut self.tokens, inner);
        let is_inside = std::mem::replace(&mut self.is_inside, true);
        self.at = 0;
        let found = self.nested(|parser| {
            let value = parser.star_expressions()?;
            match parser.kind() {
                Kind::End => Ok(value),
                _ => Err(Decline::Replacement),
            }
        });
        self.tokens = tokens;
        self.is_inside = is_inside;
        self.reset(mark);
        found
    }
}

/// Where the expression of a replacement field ends: at `=`, `!`, `:` or `}` outside of brackets and strings.
fn expression_end(bytes: &[u8], from: usize, within: &Literal) -> Read<usize> {
    let mut depth = 0;
    let mut at = from;
    while at < within.end {
        let next = if at + 1 < within.end { bytes[at + 1] } else { 0 };
        match bytes[at] {
            b'\\' | b'#' => return Err(Decline::Replacement),
            quote @ (b'"' | b'\'') => {
                // a later Python would end the literal, or begin another one, where this quote stands
                if quote == within.quote && !within.is_triple {
                    return Err(Decline::Replacement);
                }
                at = inner_string_end(bytes, at, within)?;
                continue;
            }
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' if depth > 0 => depth -= 1,
            b'!' | b'=' | b'<' | b'>' if depth == 0 && next == b'=' => {
                at += 2;
                continue;
            }
            b'!' | b':' | b'}' | b'=' if depth == 0 => return Ok(at),
            b')' | b']' => return Err(Decline::Replacement),
            _ => (),
        }
        at += 1;
    }
    Err(Decline::Replacement)
}

/// The offset behind a string inside a replacement field.
fn inner_string_end(bytes: &[u8], start: usize, within: &Literal) -> Read<usize> {
    let quote = bytes[start];
    if bytes.get(start + 1) == Some(&quote) && bytes.get(start + 2) == Some(&quote) {
        return Err(Decline::Replacement);
    }
    let rest = &bytes[start + 1..within.end];
    let size = rest.iter().position(|byte| *byte == quote).ok_or(Decline::Replacement)?;
    match rest[..size].iter().any(|byte| matches!(byte, b'\\' | b'\n')) {
        true => Err(Decline::Replacement),
        false => Ok(start + 1 + size + 1),
    }
}
