"""Text of the repository made safe to show.

File names, source lines, commit messages and the output of checks are data: none of it may drive the terminal. Both front ends send every
such text through `visible`. A terminal acts on escape sequences and on the C1 range; people are deceived by bidirectional controls; and a
file name that is not UTF-8 arrives with lone surrogates, which cannot be printed at all.
"""

import re

_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_LINES = "\u2028\u2029"
_UNSAFE = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f{_BIDI}{_LINES}\ufeff\ud800-\udfff]")
_UNSAFE_IN_LINE = re.compile(f"[\x00-\x1f\x7f-\x9f{_BIDI}{_LINES}\ufeff\ud800-\udfff]")
_SHORT = {"\n": "\\n", "\t": "\\t", "\r": "\\r", "\x1b": "\\x1b"}


def visible(text: str) -> str:
    r"""The text with everything that could drive a terminal turned into escapes one can read.

    Newlines and tabs stay; ``ESC`` becomes ``\x1b``, a byte of a file name that is not UTF-8 becomes that byte (``\xff``).
    The result has no lone surrogate, so it can be encoded.
    """
    return _UNSAFE.sub(_escape, text)


def visible_line(text: str) -> str:
    r"""As `visible`, for a place that has one line: newlines and tabs become ``\n`` and ``\t``."""
    return _UNSAFE_IN_LINE.sub(_escape, text)


def plural(count: int, noun: str, several: str = "") -> str:
    """``1 file``, ``2 files``, ``10,309 files``; ``several`` is the plural where it is not noun + ``s``."""
    return f"{count:,} {noun if count == 1 else several or noun + 's'}"


def shorten(text: str, width: int) -> str:
    """The text in at most ``width`` characters, its middle left out: both ends of a dotted name tell something."""
    if len(text) <= width:
        return text
    if width <= 1:
        return "…"[:width]
    head = (width - 1) // 2
    tail = width - 1 - head
    return f"{text[:head]}…{text[len(text) - tail :]}"


def _escape(found: re.Match[str]) -> str:
    character = found.group()
    if character in _SHORT:
        return _SHORT[character]
    number = ord(character)
    if 0xDC80 <= number <= 0xDCFF:  # surrogateescape: the byte that was there
        return f"\\x{number - 0xDC00:02x}"
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}"
