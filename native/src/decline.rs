//! Why a file is left to the reference. The numbers are those of `DECLINED` in `migrator/facts/native.py`.

/// A reason, as the C interface gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Decline {
    /// A bug of this crate.
    Panic = 1,
    /// Larger than the limit.
    Size = 2,
    /// A BOM, a cookie, a NUL, or bytes that are no UTF-8.
    Encoding = 3,
    /// Lone carriage returns, form feeds, tabs beside spaces, odd continuation lines.
    Layout = 4,
    /// Identifiers with characters beyond ASCII, or a text whose characters' classes are not known here.
    Unicode = 5,
    /// A number that is not plainly written.
    Number = 6,
    /// A string literal that is not plainly written, `\N{...}` among them.
    Text = 7,
    /// A replacement field that Pythons read differently.
    Replacement = 8,
    /// Nested too deeply, or too long a chain.
    Depth = 9,
    /// Anything else that the grammar here does not have; most of them do not parse.
    Syntax = 10,
    /// A string where an annotation is expected that this grammar does not read.
    Annotation = 11,
    /// A place inside a string was asked for.
    Place = 12,
}

/// A result, or a reason to decline the file.
pub type Read<T> = Result<T, Decline>;
