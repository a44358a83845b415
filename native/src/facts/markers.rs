//! The expressions of `migrator/facts/class_shapes.py` that look for marker words and for names beside them, matched by hand.
//!
//! Each function says which expression it is, and gives what `re` gives: none of them ever has to try twice over the same run of characters.

use super::characters::{class, is_space};
use crate::decline::{Decline, Read};

/// Whether a text can have a marker at all: one of these words is in each.
pub fn may_be_marked(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.windows(2).enumerate().any(|(index, pair)| {
        let word: &[u8] = match (pair[0] | 0x20, pair[1] | 0x20) {
            (b'd', b'e') => b"deprecat",
            (b'l', b'e') => b"legacy",
            (b'c', b'o') => b"compat",
            (b'm', b'o') => b"moved",
            (b'i', b'n') => b"instead",
            _ => return false,
        };
        bytes.get(index..index + word.len()).is_some_and(|part| part.eq_ignore_ascii_case(word))
    })
}

/// A text as characters, each with whether it belongs to a word.
pub struct Marked {
    characters: Vec<char>,
    is_word: Vec<bool>,
}

impl Marked {
    pub fn new(text: &str) -> Read<Self> {
        let characters: Vec<char> = text.chars().collect();
        let is_word = characters.iter().map(|one| Ok(class(*one)?.is_word())).collect::<Read<_>>()?;
        Ok(Marked { characters, is_word })
    }

    fn is_word(&self, index: usize) -> bool {
        self.is_word.get(index).copied().unwrap_or(false)
    }

    fn is_boundary(&self, index: usize) -> bool {
        self.is_word(index) != (index > 0 && self.is_word(index - 1))
    }

    fn is_one_of(&self, index: usize, marks: &str) -> bool {
        self.characters.get(index).is_some_and(|one| marks.contains(*one))
    }

    fn is_space(&self, index: usize) -> bool {
        self.characters.get(index).is_some_and(|one| is_space(*one))
    }

    /// The index behind a word (in lower case) at an index.
    fn after(&self, index: usize, word: &str) -> Option<usize> {
        let end = index + word.len();
        let part = self.characters.get(index..end)?;
        let is_equal = part.iter().zip(word.chars()).all(|(one, other)| one.to_ascii_lowercase() == other);
        is_equal.then_some(end)
    }

    fn skip(&self, index: usize, is_part: impl Fn(usize) -> bool) -> usize {
        let mut end = index;
        while end < self.characters.len() && is_part(end) {
            end += 1;
        }
        end
    }

    fn skip_spaces(&self, index: usize) -> usize {
        self.skip(index, |index| self.is_space(index))
    }

    fn skip_marks(&self, index: usize, marks: &str) -> usize {
        self.skip(index, |index| self.is_one_of(index, marks))
    }

    /// `MARKER`: all matches, in lower case with single spaces.
    pub fn words(&self) -> Read<Vec<String>> {
        let mut found = Vec::new();
        let mut index = 0;
        while index < self.characters.len() {
            match self.marker_at(index) {
                Some(end) => {
                    found.push(self.normalised(index, end)?);
                    index = end;
                }
                None => index += 1,
            }
        }
        Ok(found)
    }

    fn normalised(&self, start: usize, end: usize) -> Read<String> {
        let text: String = self.characters[start..end].iter().collect();
        match text.is_ascii() {
            true => {
                let lower = text.to_ascii_lowercase();
                let words: Vec<&str> = lower.split(is_space).filter(|word| !word.is_empty()).collect();
                Ok(words.join(" "))
            }
            false => Err(Decline::Unicode),
        }
    }

    fn marker_at(&self, start: usize) -> Option<usize> {
        if !self.is_boundary(start) {
            return None;
        }
        let plain = ["deprecated", "legacy", "compatibility", "compat"];
        let bounded = |end: &usize| self.is_boundary(*end);
        let first = plain.iter().find_map(|word| self.after(start, word).filter(bounded));
        first
            .or_else(|| self.backwards_compatible(start))
            .or_else(|| self.after(start, "moved").filter(bounded))
            .or_else(|| self.use_instead(start).filter(bounded))
    }

    /// `backwards?[- ]compatib\w+`
    fn backwards_compatible(&self, start: usize) -> Option<usize> {
        let end = self.after(start, "backward")?;
        let end = self.after(end, "s").unwrap_or(end);
        let end = self.after(end, "-").or_else(|| self.after(end, " "))?;
        let end = self.after(end, "compatib")?;
        let last = self.skip(end, |index| self.is_word(index));
        (last > end).then_some(last)
    }

    /// ``use\s+`{0,2}[\w.:]+`{0,2}\s+instead``
    fn use_instead(&self, start: usize) -> Option<usize> {
        let end = self.after(start, "use")?;
        let name = self.skip_spaces(end);
        if name == end {
            return None; // before anything behind it is looked at: what begins with "use" may be long
        }
        let quoted = self.skip_ticks(name);
        let last = self.skip(quoted, |index| self.is_word(index) || self.is_one_of(index, ".:"));
        let blank = self.skip_ticks(last);
        let word = self.skip_spaces(blank);
        if last == quoted || word == blank {
            return None;
        }
        self.after(word, "instead")
    }

    fn skip_ticks(&self, index: usize) -> usize {
        self.skip_marks(index, "`").min(index + 2)
    }

    /// `_REPLACEMENT`: the last parts of the names that stand where sentences put what takes the place of something.
    pub fn replacements(&self) -> Read<Vec<String>> {
        let mut found = Vec::new();
        let mut index = 0;
        while index < self.characters.len() {
            match self.replacement_at(index) {
                Some((start, end)) => {
                    let name: String = self.characters[start..end].iter().collect();
                    let name = name.rsplit(['.', ':']).next().unwrap_or("").to_owned();
                    if !name.is_ascii() {
                        return Err(Decline::Unicode);
                    }
                    if !is_lower(&name) {
                        found.push(name);
                    }
                    index = end;
                }
                None => index += 1,
            }
        }
        Ok(found)
    }

    fn replacement_at(&self, start: usize) -> Option<(usize, usize)> {
        const LEADING: [&str; 12] =
            ["use", "using", "by", "to", "of", "for", "prefer", "as", "now", "from", "is", "see"];
        if !self.is_boundary(start) {
            return None;
        }
        LEADING.iter().find_map(|word| {
            let end = self.after(start, word)?;
            self.after_article(end).and_then(|end| self.named(end)).or_else(|| self.named(end))
        })
    }

    /// `\s+(?:a|an|the|class|in)`, each ending that goes on to a name tried in turn.
    fn after_article(&self, index: usize) -> Option<usize> {
        let word = self.skip_spaces(index);
        if word == index {
            return None;
        }
        let ends = ["a", "an", "the", "class", "in"].iter().filter_map(|article| self.after(word, article));
        let mut named = ends.filter(|end| self.named(*end).is_some());
        named.next()
    }

    /// ``[\s`:~"'(]*(?:class:)?[`~."']*((?:\w+[.:])*[A-Za-z_]\w*)``
    ///
    /// Both runs are taken whole: what follows them, "class:" or a word, begins with none of their characters.
    fn named(&self, index: usize) -> Option<(usize, usize)> {
        let marks = self.skip(index, |index| self.is_space(index) || self.is_one_of(index, "`:~\"'("));
        let with_role = self.after(marks, "class:").and_then(|end| self.name(self.skip_marks(end, "`~.\"'")));
        with_role.or_else(|| self.name(self.skip_marks(marks, "`~.\"'")))
    }

    /// `(?:\w+[.:])*[A-Za-z_]\w*`
    fn name(&self, start: usize) -> Option<(usize, usize)> {
        let mut starts = vec![start];
        let mut part = start;
        loop {
            let end = self.skip(part, |index| self.is_word(index));
            if end == part || !self.is_one_of(end, ".:") {
                break;
            }
            part = end + 1;
            starts.push(part);
        }
        let is_start =
            |index: &usize| self.characters.get(*index).is_some_and(|one| one.is_ascii_alphabetic() || *one == '_');
        let last = starts.into_iter().rev().find(is_start)?;
        Some((start, self.skip(last, |index| self.is_word(index))))
    }
}

/// As `str.islower` for ASCII.
fn is_lower(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_lowercase()) && !text.bytes().any(|byte| byte.is_ascii_uppercase())
}

/// `_PARAGRAPH`: the text split at empty lines.
pub fn paragraphs(text: &str) -> Vec<&str> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let (mut start, mut index) = (0, 0);
    while index < bytes.len() {
        if bytes[index] == b'\n' {
            let blank = bytes[index + 1..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
            let end = index + 1 + blank;
            if bytes.get(end) == Some(&b'\n') {
                found.push(&text[start..index]);
                start = end + 1;
                index = start;
                continue;
            }
            index = end;
        } else {
            index += 1;
        }
    }
    found.push(&text[start..]);
    found
}

/// `_COMMENT`: what stands behind the first `#` of each line that nothing or a blank stands in front of.
pub fn comments(text: &str) -> Vec<&str> {
    let comment = |line: &'_ str| -> Option<usize> {
        let mut before = ' ';
        for (index, one) in line.char_indices() {
            if one == '#' && is_space(before) {
                return Some(index + 1);
            }
            before = one;
        }
        None
    };
    text.split('\n').filter_map(|line| comment(line).map(|start| &line[start..])).collect()
}
