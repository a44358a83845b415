//! Where nodes stand in the bytes on disk: the twin of `migrator/facts/positions.py`. Here all offsets are bytes of UTF-8 from the start.

use crate::decline::{Decline, Read};
use crate::source::line_starts;
use crate::syntax::tree::{Node, Tree, E, NOWHERE};

pub struct Positions<'a> {
    pub source: &'a str,
    starts: Vec<u32>,
}

impl<'a> Positions<'a> {
    pub fn new(source: &'a str) -> Self {
        Positions { source, starts: line_starts(source.as_bytes()) }
    }

    /// The number of lines; a last one without a line end counts.
    pub fn lines(&self) -> u32 {
        let is_empty = self.starts.last() == Some(&(self.source.len() as u32));
        self.starts.len() as u32 - u32::from(is_empty)
    }

    /// The line (from 1) of an offset.
    pub fn line(&self, offset: u32) -> u32 {
        self.starts.partition_point(|start| *start <= offset) as u32
    }

    /// The place of a node.
    pub fn span(&self, tree: &Tree, node: Node) -> Read<(u32, u32)> {
        let (start, end) = match node {
            Node::E(node) => return tree.span(node),
            Node::S(node) => (tree.stmts[node as usize].start, tree.stmts[node as usize].end),
            Node::P(node) => (tree.patterns[node as usize].start, tree.patterns[node as usize].end),
        };
        match start {
            NOWHERE => Err(Decline::Place),
            _ => Ok((start, end)),
        }
    }

    /// What stands there, as written.
    pub fn text(&self, tree: &Tree, node: E) -> Read<&'a str> {
        let (start, end) = tree.span(node)?;
        Ok(&self.source[start as usize..end as usize])
    }

    /// The first characters of what stands there.
    pub fn text_up_to(&self, tree: &Tree, node: E, longest: usize) -> Read<String> {
        Ok(first_characters(self.text(tree, node)?, longest).to_owned())
    }

    /// The comment lines directly above a line, nearest first.
    pub fn comments_above(&self, line: u32, most: u32) -> Vec<&'a str> {
        let mut found = Vec::new();
        let lowest = (line - 1).saturating_sub(most);
        for number in (lowest + 1..line).rev() {
            let (start, end) = (self.starts[number as usize - 1], self.starts[number as usize]);
            let is_blank = |one: char| matches!(one, ' ' | '\t' | '\n' | '\r' | '\x0b' | '\x0c');
            let raw = self.source[start as usize..end as usize].trim_matches(is_blank);
            if !raw.starts_with('#') {
                break;
            }
            found.push(raw);
        }
        found
    }

    /// The offset of the `@` before a decorator: the nearest line above that begins with one.
    pub fn decorated_start(&self, tree: &Tree, first_decorator: E) -> Read<u32> {
        let (start, _) = tree.span(first_decorator)?;
        for number in (1..=self.line(start)).rev() {
            let from = self.starts[number as usize - 1];
            let before = &self.source.as_bytes()[from as usize..start as usize];
            let blank = before.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | 0x0c)).count();
            if before.get(blank) == Some(&b'@') {
                return Ok(from + blank as u32);
            }
        }
        Ok(start)
    }
}

/// At most so many characters of a text.
pub fn first_characters(text: &str, most: usize) -> &str {
    match text.char_indices().nth(most) {
        Some((end, _)) => &text[..end],
        None => text,
    }
}
