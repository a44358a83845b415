//! The state of one parse, and what every rule of the grammar needs of it.
//!
//! A node ends where the last token that was read ends, line ends and indents aside: that is how Python's own parser places them.

use super::lexer::{tokens_of_expression, tokens_of_file};
use super::limits::{HEIGHT, NESTING};
use super::tokens::{Kind, Token};
use super::tree::{Expr, ExprKind, Pattern, PatternKind, Stmt, StmtKind, Tree, E, NOWHERE, P, S};
use crate::decline::{Decline, Read};
use crate::names::{Name, Names};

pub struct Parser<'a> {
    pub source: &'a str,
    pub names: &'a mut Names,
    pub tree: Tree,
    pub tokens: Vec<Token>,
    pub at: usize,
    pub last_end: u32,
    nesting: u32,
    /// Nodes made now stand inside a string.
    pub is_inside: bool,
}

/// A place to go back to.
#[derive(Clone, Copy)]
pub struct Mark {
    at: usize,
    last_end: u32,
}

/// The tree of a file.
pub fn parse_file(source: &str, names: &mut Names) -> Read<Tree> {
    let tokens = tokens_of_file(source.as_bytes())?;
    let mut parser = Parser::new(source, names, tokens);
    while parser.kind() != Kind::End {
        let body = parser.statement()?;
        parser.tree.body.extend(body);
    }
    Ok(parser.tree)
}

/// The tree of an expression in a string, and the expression; all of it stands nowhere.
///
/// None where it is surely an error: two names one after the other, or nothing at all.
pub fn parse_annotation(source: &str, names: &mut Names) -> Read<Option<(Tree, E)>> {
    if source.contains(['\r', '\0']) {
        return Err(Decline::Annotation);
    }
    let tokens = tokens_of_expression(source.as_bytes(), 0, source.len())?;
    let is_named_twice = |pair: &[Token]| pair[0].kind == Kind::Name && pair[1].kind == Kind::Name;
    if tokens.len() == 1 || tokens.windows(2).any(is_named_twice) {
        return Ok(None);
    }
    if source.contains('\n') {
        return Err(Decline::Annotation); // line ends were left out as in brackets, and may stand outside of them
    }
    let mut parser = Parser::new(source, names, tokens);
    parser.is_inside = true;
    let body = parser.expressions()?;
    match parser.kind() {
        Kind::End => Ok(Some((parser.tree, body))),
        _ => Err(Decline::Annotation),
    }
}

impl<'a> Parser<'a> {
    fn new(source: &'a str, names: &'a mut Names, tokens: Vec<Token>) -> Self {
        Parser { source, names, tree: Tree::default(), tokens, at: 0, last_end: 0, nesting: 0, is_inside: false }
    }

    /// The next token.
    pub fn token(&self) -> Token {
        self.tokens[self.at]
    }

    /// What the next token is.
    pub fn kind(&self) -> Kind {
        self.tokens[self.at].kind
    }

    /// What a token further on is.
    pub fn kind_at(&self, ahead: usize) -> Kind {
        self.tokens.get(self.at + ahead).map_or(Kind::End, |token| token.kind)
    }

    /// Where the next token starts.
    pub fn start(&self) -> u32 {
        self.tokens[self.at].start
    }

    /// Goes behind the next token.
    pub fn advance(&mut self) -> Token {
        let token = self.tokens[self.at];
        if token.kind != Kind::End {
            self.at += 1;
        }
        if !matches!(token.kind, Kind::Newline | Kind::Indent | Kind::Dedent | Kind::End) {
            self.last_end = token.end;
        }
        token
    }

    /// Goes behind the next token if it is of the kind.
    pub fn accept(&mut self, kind: Kind) -> bool {
        let is_there = self.kind() == kind;
        if is_there {
            self.advance();
        }
        is_there
    }

    /// Goes behind the next token, which must be of the kind.
    pub fn expect(&mut self, kind: Kind) -> Read<Token> {
        match self.kind() == kind {
            true => Ok(self.advance()),
            false => Err(Decline::Syntax),
        }
    }

    /// The source text of a token.
    pub fn text(&self, token: Token) -> &'a str {
        &self.source[token.start as usize..token.end as usize]
    }

    /// The next token, which must be a name.
    pub fn expect_name(&mut self) -> Read<Name> {
        let token = self.expect(Kind::Name)?;
        Ok(self.name_of(token))
    }

    /// The number of a token's text.
    pub fn name_of(&mut self, token: Token) -> Name {
        let text = self.text(token);
        self.names.number(text)
    }

    pub fn mark(&self) -> Mark {
        Mark { at: self.at, last_end: self.last_end }
    }

    pub fn reset(&mut self, mark: Mark) {
        self.at = mark.at;
        self.last_end = mark.last_end;
    }

    /// Runs a rule one level deeper.
    pub fn nested<T>(&mut self, rule: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        if self.nesting >= NESTING {
            return Err(Decline::Depth);
        }
        self.nesting += 1;
        let found = rule(self);
        self.nesting -= 1;
        found
    }

    /// Adds an expression that starts at an offset and ends here.
    pub fn add(&mut self, start: u32, kind: ExprKind) -> Read<E> {
        let number = self.tree.exprs.len() as E;
        let (start, end) = if self.is_inside { (NOWHERE, NOWHERE) } else { (start, self.last_end) };
        self.tree.exprs.push(Expr { start, end, height: 0, kind });
        let mut height = 0;
        self.tree.parts(number, &mut |part| {
            height = height.max(self.tree.exprs[part as usize].height);
        });
        self.tree.exprs[number as usize].height = height + 1;
        match height < HEIGHT {
            true => Ok(number),
            false => Err(Decline::Depth),
        }
    }

    /// Adds a statement that starts at an offset and ends here.
    pub fn add_statement(&mut self, start: u32, kind: StmtKind) -> S {
        let end = self.last_end;
        self.tree.stmts.push(Stmt { start, end, kind });
        self.tree.stmts.len() as S - 1
    }

    /// Adds a pattern that starts at an offset and ends here.
    pub fn add_pattern(&mut self, start: u32, kind: PatternKind) -> P {
        let end = self.last_end;
        self.tree.patterns.push(Pattern { start, end, kind });
        self.tree.patterns.len() as P - 1
    }
}
