//! How deep a file may be nested before it is left to the reference.
//!
//! They are far below what the interpreter's own parser takes and what the stack of a thread holds, so neither is ever reached from here.

/// Brackets in brackets.
pub const BRACKETS: usize = 40;
/// Calls of the parser for an expression inside an expression, or a statement in a statement.
pub const NESTING: u32 = 90;
/// Blocks in blocks.
pub const BLOCKS: usize = 30;
/// Arms of one `if`: each is nested in the one before.
pub const ARMS: usize = 150;
/// Height of one expression's tree: `a + b + c` and `a.b.c` are as high as they are long.
pub const HEIGHT: u16 = 250;
/// Digits of an integer; interpreters refuse those of more than 4,300.
pub const DIGITS: usize = 4000;
/// Bytes of a file. The reference takes more, in a process whose memory is limited; here it is that of the whole program, and the tree of a
/// file takes up to a hundred times its size.
pub const LARGEST: usize = 2_000_000;
