//! String and bytes literals: their prefixes, and the values of their escapes.

use crate::decline::{Decline, Read};

/// The parts of one literal, as offsets into the source.
#[derive(Clone, Copy, Debug)]
pub struct Literal {
    pub start: usize,
    pub end: usize,
    pub quote: u8,
    pub is_triple: bool,
    pub is_raw: bool,
    pub is_bytes: bool,
    pub is_formatted: bool,
}

/// Reads prefix and quotes of a literal that the lexer found.
pub fn literal(source: &[u8], start: usize, end: usize) -> Literal {
    let mut found =
        Literal { start, end, quote: b'"', is_triple: false, is_raw: false, is_bytes: false, is_formatted: false };
    let mut index = start;
    loop {
        match source[index] | 0x20 {
            b'r' => found.is_raw = true,
            b'b' => found.is_bytes = true,
            b'f' => found.is_formatted = true,
            b'u' => (),
            _ => break,
        }
        index += 1;
    }
    found.quote = source[index];
    found.is_triple = end - index >= 6 && source[index + 1] == found.quote && source[index + 2] == found.quote;
    let size = if found.is_triple { 3 } else { 1 };
    found.start = index + size;
    found.end = end - size;
    found
}

/// Whether a bytes literal is well-formed, and whether it is more than nothing.
pub fn bytes_value(body: &[u8], is_raw: bool) -> Read<bool> {
    if !body.is_ascii() {
        return Err(Decline::Text);
    }
    if is_raw || !body.contains(&b'\\') {
        return Ok(!body.is_empty());
    }
    let mut index = 0;
    let mut is_full = false;
    while index < body.len() {
        let next = body.get(index + 1).copied().unwrap_or(0);
        match (body[index], next) {
            (b'\\', b'\n') => index += 2,
            (b'\\', b'\r') => index += 3,
            (b'\\', b'x') => {
                hexadecimal(body, index + 2, 2)?;
                index += 4;
                is_full = true;
            }
            (byte, _) => {
                index += if byte == b'\\' { 2 } else { 1 };
                is_full = true;
            }
        }
    }
    Ok(is_full)
}

/// Adds the value of a literal's body, or of a part of it, to a text.
pub fn add_value(into: &mut String, body: &str, is_raw: bool) -> Read<()> {
    if is_raw || !body.contains('\\') {
        add_lines(into, body);
        return Ok(());
    }
    let bytes = body.as_bytes();
    let mut index = 0;
    let mut plain = 0;
    while let Some(size) = bytes[index..].iter().position(|byte| *byte == b'\\') {
        index += size;
        add_lines(into, &body[plain..index]);
        index = escape(into, bytes, index)?;
        plain = index;
    }
    add_lines(into, &body[plain..]);
    Ok(())
}

/// Line ends are line feeds in values.
fn add_lines(into: &mut String, text: &str) {
    if text.contains('\r') {
        into.push_str(&text.replace("\r\n", "\n"));
    } else {
        into.push_str(text);
    }
}

/// The value of the escape at an offset; gives the offset behind it.
fn escape(into: &mut String, body: &[u8], index: usize) -> Read<usize> {
    let byte = *body.get(index + 1).ok_or(Decline::Text)?;
    let plain = match byte {
        b'\n' => return Ok(index + 2),
        b'\r' => return Ok(index + 3),
        b'\\' | b'\'' | b'"' => byte as char,
        b'a' => '\x07',
        b'b' => '\x08',
        b'f' => '\x0c',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'v' => '\x0b',
        b'0'..=b'7' => return octal(into, body, index + 1),
        b'x' => return coded(into, body, index + 2, 2),
        b'u' => return coded(into, body, index + 2, 4),
        b'U' => return coded(into, body, index + 2, 8),
        b'N' => return Err(Decline::Text),
        _ => {
            into.push('\\'); // no escape: both stay
            return Ok(index + 1);
        }
    };
    into.push(plain);
    Ok(index + 2)
}

fn octal(into: &mut String, body: &[u8], start: usize) -> Read<usize> {
    let is_digit = |byte: &&u8| matches!(byte, b'0'..=b'7');
    let digits = body[start..].iter().take(3).take_while(is_digit);
    let (mut value, mut size) = (0, 0);
    for digit in digits {
        value = value * 8 + u32::from(digit - b'0');
        size += 1;
    }
    into.push(char::from_u32(value).ok_or(Decline::Text)?);
    Ok(start + size)
}

fn coded(into: &mut String, body: &[u8], start: usize, size: usize) -> Read<usize> {
    let value = hexadecimal(body, start, size)?;
    into.push(char::from_u32(value).ok_or(Decline::Text)?); // a lone surrogate is no text here
    Ok(start + size)
}

fn hexadecimal(body: &[u8], start: usize, size: usize) -> Read<u32> {
    let digits = body.get(start..start + size).ok_or(Decline::Text)?;
    let mut value: u32 = 0;
    for digit in digits {
        let number = (*digit as char).to_digit(16).ok_or(Decline::Text)?;
        value = value << 4 | number;
    }
    Ok(value)
}
