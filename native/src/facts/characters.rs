//! What Python's `str` and `re` say of characters, as far as it is known here without their tables: all of ASCII, and the blocks that texts in
//! source files mostly use.

use crate::decline::{Decline, Read};

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// A letter.
    Letter,
    Digit,
    Underscore,
    Space,
    Other,
}

impl Class {
    /// Whether `\w` matches it.
    pub fn is_word(self) -> bool {
        matches!(self, Class::Letter | Class::Digit | Class::Underscore)
    }
}

/// Whether `str.isspace` is true of it.
pub fn is_space(one: char) -> bool {
    matches!(
        one,
        '\t'..='\r' | '\x1c'..='\x20' | '\u{85}' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{2028}' | '\u{2029}' | '\u{202f}'
            | '\u{205f}' | '\u{3000}'
    )
}

/// As `str.strip`.
pub fn strip(text: &str) -> &str {
    text.trim_matches(is_space)
}

/// The class of a character. Those that match an ASCII letter when case is ignored are among the unknown.
pub fn class(one: char) -> Read<Class> {
    match one {
        'a'..='z' | 'A'..='Z' => Ok(Class::Letter),
        '0'..='9' => Ok(Class::Digit),
        '_' => Ok(Class::Underscore),
        _ if is_space(one) => Ok(Class::Space),
        '\0'..='\x7f' => Ok(Class::Other),
        '\u{130}' | '\u{131}' | '\u{17f}' => Err(Decline::Unicode),
        '\u{d7}' | '\u{f7}' => Ok(Class::Other),
        '\u{c0}'..='\u{24f}'
        | '\u{391}'..='\u{3a1}'
        | '\u{3a3}'..='\u{3c9}'
        | '\u{400}'..='\u{481}'
        | '\u{48a}'..='\u{4ff}' => Ok(Class::Letter),
        '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{4e00}'..='\u{9fa5}' | '\u{ac00}'..='\u{d7a3}' => {
            Ok(Class::Letter)
        }
        '\u{a1}'..='\u{a9}' | '\u{ab}'..='\u{ac}' | '\u{ae}'..='\u{b1}' | '\u{b6}'..='\u{b7}' | '\u{bb}' | '\u{bf}' => {
            Ok(Class::Other)
        }
        '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' | '\u{20ac}' | '\u{2190}'..='\u{23ff}' => Ok(Class::Other),
        '\u{2500}'..='\u{2767}' | '\u{2794}'..='\u{27bf}' | '\u{3001}'..='\u{3003}' | '\u{fe0f}' => Ok(Class::Other),
        '\u{ff01}' | '\u{ff08}' | '\u{ff09}' | '\u{ff0c}' | '\u{ff1a}' => Ok(Class::Other),
        '\u{1f300}'..='\u{1f64f}' | '\u{1f680}'..='\u{1f6ff}' | '\u{1f900}'..='\u{1f9ff}' => Ok(Class::Other),
        _ => Err(Decline::Unicode),
    }
}
