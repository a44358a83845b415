//! The tokens of Python, keywords told from names.

/// What a token is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[rustfmt::skip]
pub enum Kind {
    Name, Number, String, Newline, Indent, Dedent, End,
    // keywords
    False, None, True, And, As, Assert, Async, Await, Break, Class, Continue, Def, Del, Elif, Else, Except, Finally, For, From, Global, If,
    Import, In, Is, Lambda, Nonlocal, Not, Or, Pass, Raise, Return, Try, While, With, Yield,
    // brackets and marks
    OpenRound, CloseRound, OpenSquare, CloseSquare, OpenCurly, CloseCurly, Colon, Comma, Semicolon, Dot, Ellipsis, Arrow, At, Assign, Walrus,
    // operators
    Plus, Minus, Star, DoubleStar, Slash, DoubleSlash, Percent, LeftShift, RightShift, Ampersand, Bar, Caret, Tilde,
    Less, Greater, LessEqual, GreaterEqual, Equal, NotEqual,
    /// `+=` and the like.
    Augmented,
}

/// A token with its place in the source.
#[derive(Clone, Copy, Debug)]
pub struct Token {
    pub kind: Kind,
    pub start: u32,
    pub end: u32,
}

/// The keyword that a word is, or a name.
pub fn word(text: &[u8]) -> Kind {
    match text {
        b"False" => Kind::False,
        b"None" => Kind::None,
        b"True" => Kind::True,
        b"and" => Kind::And,
        b"as" => Kind::As,
        b"assert" => Kind::Assert,
        b"async" => Kind::Async,
        b"await" => Kind::Await,
        b"break" => Kind::Break,
        b"class" => Kind::Class,
        b"continue" => Kind::Continue,
        b"def" => Kind::Def,
        b"del" => Kind::Del,
        b"elif" => Kind::Elif,
        b"else" => Kind::Else,
        b"except" => Kind::Except,
        b"finally" => Kind::Finally,
        b"for" => Kind::For,
        b"from" => Kind::From,
        b"global" => Kind::Global,
        b"if" => Kind::If,
        b"import" => Kind::Import,
        b"in" => Kind::In,
        b"is" => Kind::Is,
        b"lambda" => Kind::Lambda,
        b"nonlocal" => Kind::Nonlocal,
        b"not" => Kind::Not,
        b"or" => Kind::Or,
        b"pass" => Kind::Pass,
        b"raise" => Kind::Raise,
        b"return" => Kind::Return,
        b"try" => Kind::Try,
        b"while" => Kind::While,
        b"with" => Kind::With,
        b"yield" => Kind::Yield,
        _ => Kind::Name,
    }
}

/// The longest mark or operator at the start of the text, and its size.
pub fn mark(text: &[u8]) -> Option<(Kind, usize)> {
    let second = text.get(1).copied().unwrap_or(0);
    let third = text.get(2).copied().unwrap_or(0);
    let found = match (text[0], second, third) {
        (b'.', b'.', b'.') => (Kind::Ellipsis, 3),
        (b'*', b'*', b'=') | (b'/', b'/', b'=') | (b'<', b'<', b'=') | (b'>', b'>', b'=') => (Kind::Augmented, 3),
        (b'*', b'*', _) => (Kind::DoubleStar, 2),
        (b'/', b'/', _) => (Kind::DoubleSlash, 2),
        (b'<', b'<', _) => (Kind::LeftShift, 2),
        (b'>', b'>', _) => (Kind::RightShift, 2),
        (b'+' | b'-' | b'*' | b'/' | b'%' | b'&' | b'|' | b'^' | b'@', b'=', _) => (Kind::Augmented, 2),
        (b'<', b'=', _) => (Kind::LessEqual, 2),
        (b'>', b'=', _) => (Kind::GreaterEqual, 2),
        (b'=', b'=', _) => (Kind::Equal, 2),
        (b'!', b'=', _) => (Kind::NotEqual, 2),
        (b':', b'=', _) => (Kind::Walrus, 2),
        (b'-', b'>', _) => (Kind::Arrow, 2),
        (b'<', b'>', _) | (b'!', _, _) => return None,
        (b'(', _, _) => (Kind::OpenRound, 1),
        (b')', _, _) => (Kind::CloseRound, 1),
        (b'[', _, _) => (Kind::OpenSquare, 1),
        (b']', _, _) => (Kind::CloseSquare, 1),
        (b'{', _, _) => (Kind::OpenCurly, 1),
        (b'}', _, _) => (Kind::CloseCurly, 1),
        (b':', _, _) => (Kind::Colon, 1),
        (b',', _, _) => (Kind::Comma, 1),
        (b';', _, _) => (Kind::Semicolon, 1),
        (b'.', _, _) => (Kind::Dot, 1),
        (b'@', _, _) => (Kind::At, 1),
        (b'=', _, _) => (Kind::Assign, 1),
        (b'+', _, _) => (Kind::Plus, 1),
        (b'-', _, _) => (Kind::Minus, 1),
        (b'*', _, _) => (Kind::Star, 1),
        (b'/', _, _) => (Kind::Slash, 1),
        (b'%', _, _) => (Kind::Percent, 1),
        (b'&', _, _) => (Kind::Ampersand, 1),
        (b'|', _, _) => (Kind::Bar, 1),
        (b'^', _, _) => (Kind::Caret, 1),
        (b'~', _, _) => (Kind::Tilde, 1),
        (b'<', _, _) => (Kind::Less, 1),
        (b'>', _, _) => (Kind::Greater, 1),
        _ => return None,
    };
    Some(found)
}
