//! Which bytes are plain Python source: UTF-8 without a BOM, lines that end in LF or CRLF. The twin of `migrator/source/bytes.py`.

use crate::decline::{Decline, Read};

/// Files whose first lines reach beyond this are looked at by the reference: it reads no further for the cookie.
const LOOKED_AT: usize = 4096;

/// The text of a plain file.
pub fn decode_source(raw: &[u8]) -> Read<&str> {
    if raw.starts_with(b"\xef\xbb\xbf") || raw.contains(&0) {
        return Err(Decline::Encoding);
    }
    check_cookie(raw)?;
    let text = std::str::from_utf8(raw).map_err(|_| Decline::Encoding)?;
    check_line_ends(raw)?;
    Ok(text)
}

/// The offset of the first byte of each line.
pub fn line_starts(raw: &[u8]) -> Vec<u32> {
    let mut starts = Vec::with_capacity(raw.len() / 32 + 1);
    starts.push(0);
    starts.extend(raw.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(index, _)| index as u32 + 1));
    starts
}

/// Carriage returns stand before line feeds only.
pub fn check_line_ends(raw: &[u8]) -> Read<()> {
    if !raw.contains(&b'\r') {
        return Ok(());
    }
    let is_lone = |(index, byte): (usize, &u8)| *byte == b'\r' && raw.get(index + 1) != Some(&b'\n');
    match raw.iter().enumerate().any(is_lone) {
        true => Err(Decline::Layout),
        false => Ok(()),
    }
}

fn check_cookie(raw: &[u8]) -> Read<()> {
    let mut read = 0;
    for line in raw.split_inclusive(|byte| *byte == b'\n').take(2) {
        read += line.len();
        if line.trim_ascii_start().starts_with(b"#") || line.contains(&0x0c) {
            check_cookie_line(line)?;
        }
    }
    match read >= LOOKED_AT && !raw[..read].is_ascii() {
        true => Err(Decline::Encoding),
        false => Ok(()),
    }
}

/// Every `coding:` in the line must say UTF-8; the reference takes the first of them.
fn check_cookie_line(line: &[u8]) -> Read<()> {
    const MARK: &[u8] = b"coding";
    for (index, window) in line.windows(MARK.len()).enumerate() {
        let rest = &line[index + MARK.len()..];
        if window != MARK || !matches!(rest.first(), Some(b':' | b'=')) {
            continue;
        }
        let rest = &rest[1..];
        let blank = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | 0x80..);
        let name: Vec<u8> = rest[blank..].iter().copied().take_while(is_part).collect();
        let name = name.to_ascii_lowercase();
        if !name.is_empty() && !matches!(&name[..], b"utf-8" | b"utf8" | b"utf_8") {
            return Err(Decline::Encoding);
        }
    }
    Ok(())
}
