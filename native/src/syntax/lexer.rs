//! Cuts source into tokens, with the indents and line ends that Python's tokenizer gives.

use super::limits::{BLOCKS, BRACKETS, DIGITS};
use super::tokens::{mark, word, Kind, Token};
use crate::decline::{Decline, Read};

/// The tokens of a whole file.
pub fn tokens_of_file(source: &[u8]) -> Read<Vec<Token>> {
    let mut lexer = Lexer::new(source, 0, source.len());
    lexer.run_lines()?;
    Ok(lexer.tokens)
}

/// The tokens of an expression that stands in brackets, or in a string: line ends are no tokens, and there are no indents.
pub fn tokens_of_expression(source: &[u8], start: usize, end: usize) -> Read<Vec<Token>> {
    let mut lexer = Lexer::new(source, start, end);
    lexer.is_enclosed = true;
    while lexer.at < lexer.end {
        lexer.token()?;
    }
    lexer.finish()?;
    Ok(lexer.tokens)
}

struct Lexer<'a> {
    source: &'a [u8],
    at: usize,
    end: usize,
    tokens: Vec<Token>,
    indents: Vec<usize>,
    brackets: Vec<u8>,
    is_enclosed: bool,
    /// The byte that indents this file: spaces beside tabs are left to the reference.
    indented_by: Option<u8>,
}

impl<'a> Lexer<'a> {
    fn new(source: &'a [u8], start: usize, end: usize) -> Self {
        Lexer {
            source,
            at: start,
            end,
            tokens: Vec::with_capacity((end - start) / 4 + 4),
            indents: vec![0],
            brackets: Vec::new(),
            is_enclosed: false,
            indented_by: None,
        }
    }

    fn peek(&self, ahead: usize) -> u8 {
        let index = self.at + ahead;
        if index < self.end {
            self.source[index]
        } else {
            0
        }
    }

    fn push(&mut self, kind: Kind, start: usize) {
        self.tokens.push(Token { kind, start: start as u32, end: self.at as u32 });
    }

    fn run_lines(&mut self) -> Read<()> {
        while self.at < self.end {
            if self.skip_blank_line()? {
                continue;
            }
            self.indent()?;
            while self.at < self.end && self.token()? {}
        }
        if self.tokens.last().is_some_and(|last| last.kind != Kind::Newline) {
            self.push(Kind::Newline, self.end);
        }
        while self.indents.len() > 1 {
            self.indents.pop();
            self.push(Kind::Dedent, self.end);
        }
        self.finish()
    }

    fn finish(&mut self) -> Read<()> {
        if !self.brackets.is_empty() {
            return Err(Decline::Syntax);
        }
        self.push(Kind::End, self.end);
        Ok(())
    }

    /// Goes behind a line of blanks and comments, if it is one.
    fn skip_blank_line(&mut self) -> Read<bool> {
        let mut index = self.at;
        let mut has_form_feed = false;
        while index < self.end && matches!(self.source[index], b' ' | b'\t' | 0x0c) {
            has_form_feed |= self.source[index] == 0x0c;
            index += 1;
        }
        if index < self.end && self.source[index] == b'#' {
            index = self.line_end(index);
        } else if index < self.end && !matches!(self.source[index], b'\n' | b'\r') {
            return match has_form_feed || self.source[index] == b'\\' {
                true => Err(Decline::Layout),
                false => Ok(false),
            };
        }
        self.at = (self.line_end(index) + 1).min(self.end);
        Ok(true)
    }

    /// The offset of the line feed, or of the end.
    fn line_end(&self, from: usize) -> usize {
        let rest = &self.source[from..self.end];
        rest.iter().position(|byte| *byte == b'\n').map_or(self.end, |size| from + size)
    }

    fn indent(&mut self) -> Read<()> {
        let start = self.at;
        while matches!(self.peek(0), b' ' | b'\t') {
            let byte = self.peek(0);
            if *self.indented_by.get_or_insert(byte) != byte {
                return Err(Decline::Layout);
            }
            self.at += 1;
        }
        let column = self.at - start;
        let current = self.indents.last().copied().unwrap_or(0);
        if column > current {
            self.indents.push(column);
            if self.indents.len() > BLOCKS {
                return Err(Decline::Depth);
            }
            self.push(Kind::Indent, self.at);
        }
        while column < self.indents.last().copied().unwrap_or(0) {
            self.indents.pop();
            self.push(Kind::Dedent, self.at);
        }
        match self.indents.last() == Some(&column) {
            true => Ok(()),
            false => Err(Decline::Syntax),
        }
    }

    /// One token, or what stands between two; false behind the end of a logical line.
    fn token(&mut self) -> Read<bool> {
        let start = self.at;
        match self.source[start] {
            b' ' | b'\t' => self.blanks(),
            b'\n' => return Ok(self.newline(1)),
            b'\r' if self.peek(1) == b'\n' => return Ok(self.newline(2)),
            b'#' => self.at = self.comment_end(start),
            b'\\' => self.continuation()?,
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => self.word()?,
            b'0'..=b'9' => self.number()?,
            b'.' if self.peek(1).is_ascii_digit() => self.number()?,
            b'"' | b'\'' => self.string(start)?,
            0x80.. => return Err(Decline::Unicode),
            0x0c => return Err(Decline::Layout),
            _ => self.mark()?,
        }
        Ok(true)
    }

    fn blanks(&mut self) {
        let rest = &self.source[self.at..self.end];
        self.at += rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    }

    fn newline(&mut self, size: usize) -> bool {
        let start = self.at;
        self.at += size;
        if self.is_enclosed || !self.brackets.is_empty() {
            return true;
        }
        self.push(Kind::Newline, start);
        false
    }

    fn comment_end(&self, start: usize) -> usize {
        let end = self.line_end(start);
        if end > start && end < self.end && self.source[end - 1] == b'\r' {
            end - 1
        } else {
            end
        }
    }

    /// A backslash in front of a line end; the line behind it must hold something.
    fn continuation(&mut self) -> Read<()> {
        self.at += match (self.peek(1), self.peek(2)) {
            (b'\n', _) => 2,
            (b'\r', b'\n') => 3,
            _ => return Err(Decline::Syntax),
        };
        let mut index = self.at;
        while index < self.end && matches!(self.source[index], b' ' | b'\t') {
            index += 1;
        }
        match index >= self.end || matches!(self.source[index], b'\n' | b'\r' | b'#' | b'\\') {
            true => Err(Decline::Layout),
            false => Ok(()),
        }
    }

    fn word(&mut self) -> Read<()> {
        let start = self.at;
        let rest = &self.source[start..self.end];
        self.at += rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
        let text = &self.source[start..self.at];
        match self.peek(0) {
            0x80.. => return Err(Decline::Unicode),
            b'"' | b'\'' if is_prefix(text) => return self.string(start),
            _ => (),
        }
        self.push(word(text), start);
        Ok(())
    }

    fn number(&mut self) -> Read<()> {
        let start = self.at;
        match (self.peek(0), self.peek(1) | 0x20) {
            (b'0', b'x') => self.radix(|byte| byte.is_ascii_hexdigit())?,
            (b'0', b'o') => self.radix(|byte| matches!(byte, b'0'..=b'7'))?,
            (b'0', b'b') => self.radix(|byte| matches!(byte, b'0' | b'1'))?,
            _ => self.decimal()?,
        }
        let next = self.peek(0);
        if next.is_ascii_alphanumeric() || matches!(next, b'_' | 0x80..) || self.at - start > DIGITS {
            return Err(Decline::Number);
        }
        self.push(Kind::Number, start);
        Ok(())
    }

    fn radix(&mut self, is_digit: fn(u8) -> bool) -> Read<()> {
        self.at += 2;
        if self.peek(0) == b'_' {
            self.at += 1;
        }
        self.digits(is_digit)
    }

    /// Digits with single underscores between them.
    fn digits(&mut self, is_digit: fn(u8) -> bool) -> Read<()> {
        loop {
            let start = self.at;
            while is_digit(self.peek(0)) {
                self.at += 1;
            }
            if self.at == start {
                return Err(Decline::Number);
            }
            if self.peek(0) != b'_' {
                return Ok(());
            }
            self.at += 1;
        }
    }

    fn decimal(&mut self) -> Read<()> {
        let start = self.at;
        let is_digit = |byte: u8| byte.is_ascii_digit();
        if is_digit(self.peek(0)) {
            self.digits(is_digit)?;
        }
        let whole = &self.source[start..self.at];
        let is_padded = whole.len() > 1 && whole[0] == b'0';
        let has_value = whole.iter().any(|byte| matches!(byte, b'1'..=b'9'));
        let mut is_float = false;
        if self.peek(0) == b'.' {
            self.at += 1;
            is_float = true;
            if is_digit(self.peek(0)) {
                self.digits(is_digit)?;
            }
        }
        if self.peek(0) | 0x20 == b'e' {
            self.at += 1;
            is_float = true;
            if matches!(self.peek(0), b'+' | b'-') {
                self.at += 1;
            }
            self.digits(is_digit)?;
        }
        if self.peek(0) | 0x20 == b'j' {
            self.at += 1;
            is_float = true;
        }
        match is_padded && (is_float || has_value) {
            true => Err(Decline::Number),
            false => Ok(()),
        }
    }

    /// A string literal whose prefix starts at `start`, up to its closing quotes.
    fn string(&mut self, start: usize) -> Read<()> {
        let quote = self.peek(0);
        let is_triple = self.peek(1) == quote && self.peek(2) == quote;
        self.at += if is_triple { 3 } else { 1 };
        loop {
            if self.at >= self.end {
                return Err(Decline::Syntax);
            }
            let byte = self.source[self.at];
            match byte {
                b'\\' => {
                    if self.peek(1) == b'\r' {
                        self.at += 1;
                    }
                    self.at += 2;
                }
                b'\n' if !is_triple => return Err(Decline::Syntax),
                _ if byte == quote && !is_triple => {
                    self.at += 1;
                    break;
                }
                _ if byte == quote && self.peek(1) == quote && self.peek(2) == quote => {
                    self.at += 3;
                    break;
                }
                _ => {
                    let rest = &self.source[self.at + 1..self.end];
                    let is_plain = |byte: &&u8| **byte != quote && !matches!(byte, b'\\' | b'\n');
                    self.at += 1 + rest.iter().take_while(is_plain).count();
                }
            }
        }
        if self.at > self.end {
            return Err(Decline::Syntax);
        }
        self.push(Kind::String, start);
        Ok(())
    }

    fn mark(&mut self) -> Read<()> {
        let start = self.at;
        let (kind, size) = mark(&self.source[start..self.end]).ok_or(Decline::Syntax)?;
        match kind {
            Kind::OpenRound | Kind::OpenSquare | Kind::OpenCurly => {
                self.brackets.push(self.source[start]);
                if self.brackets.len() > BRACKETS {
                    return Err(Decline::Depth);
                }
            }
            Kind::CloseRound => self.close(b'(')?,
            Kind::CloseSquare => self.close(b'[')?,
            Kind::CloseCurly => self.close(b'{')?,
            _ => (),
        }
        self.at += size;
        self.push(kind, start);
        Ok(())
    }

    fn close(&mut self, opening: u8) -> Read<()> {
        match self.brackets.pop() == Some(opening) {
            true => Ok(()),
            false => Err(Decline::Syntax),
        }
    }
}

fn is_prefix(text: &[u8]) -> bool {
    matches!(&text.to_ascii_lowercase()[..], b"r" | b"u" | b"b" | b"f" | b"br" | b"rb" | b"fr" | b"rf")
}
