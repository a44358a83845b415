//! Python's grammar as far as every supported interpreter agrees on it: what `ast.parse` is for the reference.
//!
//! A file is cut into tokens, the tokens are read into a flat tree. What is not surely accepted by `ast.parse`, with the very same tree,
//! is declined.

pub mod arguments;
pub mod atoms;
pub mod children;
pub mod expressions;
pub mod fstrings;
pub mod lexer;
pub mod limits;
pub mod parser;
pub mod patterns;
pub mod simple;
pub mod statements;
pub mod strings;
pub mod targets;
pub mod tokens;
pub mod tree;
