"""What happens to files: bytes and lines lost, doubled and swapped, two files in one, cookies that lie, endings cut off, nesting without end.

Each operator is a function of chance and bytes; a mutated file is a real one with one to four of them applied.
"""

import re
from collections.abc import Callable, Sequence
from random import Random

Operator = Callable[[Random, bytes, Sequence[bytes]], bytes]

LARGEST = 60_000
"""Bytes of a file that is mutated; longer ones are cut, so that a run has many files instead of few."""
_COOKIES = (
    b"utf-8", b"latin-1", b"cp1252", b"ascii", b"euc-jp", b"shift_jis", b"gb18030", b"big5hkscs", b"johab", b"utf-16", b"utf-7", b"rot13", b"hz",
    b"idna", b"punycode", b"unicode_escape", b"raw_unicode_escape", b"undefined", b"base64", b"cp037", b"koi8-r", b"no-such", b"utf-8-sig", b"UTF8",
    b"utf-8-unix", b"latin-1-dos", b"mbcs", b"euc_jis_2004", b"iso2022_jp", b"cp65001", b"palmos", b"\xff", b"u" * 300,
)  # fmt: skip
_INSERTED = (
    b"\0", b"\r", b"\r\n", b"\n", b"\x0c", b"\x0b", b"\x1a", b"\x1c", b"\x85", b"\xc2\x85", b"\xe2\x80\xa8", b"\xef\xbb\xbf", b"\xff\xfe", b"\xed\xa0\x80",
    b"\xed\xb0\x80", b"\xf4\x90\x80\x80", b"\xc0\x80", b"\x80", b"\\", b"\\\n", b"\t", b" ", b"\xc2\xa0", b"\xe2\x80\x8b", b";", b"@", b":", b":=", b"$", b"`",
    b"'", b'"', b"'''", b'"""', b"f'{", b'rb"', b"(", b"[", b"{", b")", b"]", b"}", b"#", b"import a.b as c\n", b"from . import (", b"global x\n", b"'\\ud800'",
    b"'''\\ud800'''\n", b"__all__ = ['\\udfff']\n", b"'\\N{DIGIT ONE}'", b"0777", b"1_", b"0" * 5000, b"1" * 5000, b"<>", b"print 1\n", b"type X = int\n",
    b"except* E:\n", b"lambda:(yield)", b"await x\n", b"{**a, *b}", b"\\N{", b"1if 1else 2", b"...", b"->", b"async ", b"match x:\n case _: y = 1\n",
)  # fmt: skip
_NAMES = tuple(
    text.encode()
    for text in ("ﬁx", "𝔫𝔞𝔪𝔢", "ª", "ℌ", "K", "é", "e\u0301", "日本", "x·y", "℘", "゛", "a\u200d", "\u1885x", "ﷺ", "𝟙a", "ſelf", "ⅷ", "_" * 2000, "\U0001f600")
)  # fmt: skip
_NAME = re.compile(rb"[A-Za-z_]\w*")
_QUOTE = re.compile(rb"'''|\"\"\"|['\"]")
_BRACKET = re.compile(rb"[][(){}]")
_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n)?")
_NESTED = (
    (b"(", b")"), (b"[", b"]"), (b"{", b"}"), (b"-", b""), (b"not ", b""), (b"lambda: ", b""), (b"f(", b")"), (b"a[", b"]"), (b"(yield ", b")"),
    (b"1+", b""), (b"1 if a else ", b""), (b"a**", b""), (b"await ", b""), (b"a.", b""), (b"(a:=", b")"), (b"{**", b"}"), (b"*", b""), (b"[x for x in ", b"]"),
    (b"f'{", b"}'"), (b"a or ", b""), (b"a < ", b""), (b"a().b", b""), (b"'a' ", b""), (b"x, ", b""), (b"x = ", b""),
)  # fmt: skip
_BLOCKS = (
    b"if a:\n",
    b"while a:\n",
    b"class A:\n",
    b"def f():\n",
    b"try:\n",
    b"with a:\n",
    b"for a in b:\n",
    b"match a:\n",
)


def mutated(random: Random, files: Sequence[bytes]) -> bytes:
    """A file of several, with one to four things done to it."""
    raw = random.choice(files)[:LARGEST]
    for _ in range(random.choice((1, 1, 2, 3, 4))):
        raw = random.choice(OPERATORS)(random, raw, files)
    return raw


def flip_bits(random: Random, raw: bytes, _files: Sequence[bytes]) -> bytes:
    """Some bits are others."""
    changed = bytearray(raw)
    for _ in range(random.randint(1, 8) if raw else 0):
        changed[random.randrange(len(raw))] ^= 1 << random.randrange(8)
    return bytes(changed)


def insert_piece(random: Random, raw: bytes, _files: Sequence[bytes]) -> bytes:
    """Something that means much to a tokenizer, anywhere."""
    return _put(raw, random.randint(0, len(raw)), random.choice(_INSERTED) * random.choice((1, 1, 1, 2, 100)))


def insert_bytes(random: Random, raw: bytes, _files: Sequence[bytes]) -> bytes:
    """Bytes of chance."""
    return _put(raw, random.randint(0, len(raw)), random.randbytes(random.randint(1, 12)))


def delete_bytes(random: Random, raw: bytes, _files: Sequence[bytes]) -> bytes:
    """A few bytes, or many."""
    start = random.randint(0, len(raw))
    return raw[:start] + raw[start + random.choice((1, 2, 3, 10, 1000)) :]


def double_bytes(random: Random, raw: bytes, _files: Sequence[bytes]) -> bytes:
    """A piece comes twice."""
    start = random.randint(0, len(raw))
    return _put(raw, start, raw[start : start + random.choice((1, 2, 5, 40))])


def delete_lines(random: Random, raw: bytes, _files: Sequence[bytes]) -> bytes:
    """Lines are gone, which leaves blocks without bodies."""
    lines = _lines(raw)
    start = random.randrange(len(lines))
    return b"".join(lines[:start] + lines[start + random.randint(1, 5) :])


def double_lines(random: Random, raw: bytes, _files: Sequence[bytes]) -> bytes:
    """Lines come again, where they are or elsewhere."""
    lines = _lines(raw)
    start, end = random.randrange(len(lines)), random.randint(0, len(lines))
    again = lines[start : start + random.randint(1, 8)]
    return b"".join(lines[:end] + again + lines[end:])


def swap_lines(random: Random, raw: bytes, _files: Sequence[bytes]) -> bytes:
    """Two lines change places."""
    lines = _lines(raw)
    one, other = random.randrange(len(lines)), random.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return b"".join(lines)


def indent_lines(random: Random, raw: bytes, _files: Sequence[bytes]) -> bytes:
    """Lines stand deeper, with spaces, tabs or form feeds."""
    lines = _lines(raw)
    start = random.randrange(len(lines))
    by = random.choice((b" ", b"\t", b"    ", b"\x0c", b" \t"))
    return b"".join(by + line if start <= number < start + 20 else line for number, line in enumerate(lines))


def splice(random: Random, raw: bytes, files: Sequence[bytes]) -> bytes:
    """The beginning of one file and the end of another."""
    other = random.choice(files)[:LARGEST]
    return raw[: random.randint(0, len(raw))] + other[random.randint(0, len(other)) :]


def truncate(random: Random, raw: bytes, _files: Sequence[bytes]) -> bytes:
    """The end is lost."""
    return raw[: random.randint(0, len(raw))]


def change_cookie(random: Random, raw: bytes, _files: Sequence[bytes]) -> bytes:
    """The file says that it is in another encoding: in the first line, the second, or too late to count."""
    cookie = random.choice(
        (b"# -*- coding: %s -*-", b"#coding=%s", b"\x0c# vim: set fileencoding=%s :")
    ) % random.choice(_COOKIES)
    ends = random.choice((b"\n", b"\n", b"\r\n", b"\r"))
    above = random.choice(
        (
            b"",
            b"",
            b"#!/usr/bin/python" + ends,
            ends,
            b"# " + b"long " * 2000 + ends,
            b"x = 1" + ends,
            ends * 2,
        )
    )
    return above + cookie + ends + raw


def recode(random: Random, raw: bytes, _files: Sequence[bytes]) -> bytes:
    """Another encoding, truly."""
    codec = random.choice(
        ("latin-1", "cp1252", "utf-16", "utf-16-le", "utf-8-sig", "euc-jp", "gb18030", "shift_jis")
    )
    cookie = f"# coding: {codec}\n" if random.random() < 0.8 else ""
    return (cookie + raw.decode("utf-8", "replace")).encode(codec, "replace")


def change_line_ends(random: Random, raw: bytes, _files: Sequence[bytes]) -> bytes:
    """All lines, or some, end otherwise."""
    ends = random.choice((b"\r", b"\r\n", b"\n\r", b"\x0c\n", b"\\\n", b"\x0b"))
    if random.random() < 0.5:
        return raw.replace(b"\n", ends)
    return b"".join(line.replace(b"\n", ends) if random.random() < 0.2 else line for line in _lines(raw))


def prefix(random: Random, raw: bytes, _files: Sequence[bytes]) -> bytes:
    """Something in front: marks, form feeds, blank space."""
    marks = (
        b"\xef\xbb\xbf",
        b"\xef\xbb\xbf\xef\xbb\xbf",
        b"\xff\xfe",
        b"\xfe\xff",
        b"\x0c",
        b"\x0c\n",
        b" ",
        b"\\\n",
        b"\r",
        b"\0\0\xfe\xff",
        b"\xef\xbb\xbf#",
    )
    return random.choice(marks) + raw


def rename(random: Random, raw: bytes, _files: Sequence[bytes]) -> bytes:
    """A name becomes one that is equal to others only after NFKC, or is very long, or is none."""
    found = _names(raw)
    if not found:
        return raw
    old, new = random.choice(found), random.choice(_NAMES)
    return re.sub(rb"\b%s\b" % re.escape(old), lambda _: new, raw)


def lose_delimiters(random: Random, raw: bytes, _files: Sequence[bytes]) -> bytes:
    """A quote or a bracket is gone."""
    found = list(random.choice((_QUOTE, _BRACKET)).finditer(raw))
    if not found:
        return raw
    lost = random.choice(found)
    return raw[: lost.start()] + raw[lost.end() :]


def nest(random: Random, raw: bytes, _files: Sequence[bytes]) -> bytes:
    """Something very deep behind a line."""
    opens, closes = random.choice(_NESTED)
    depth = random.choice((5, 20, 50, 90, 99, 200, 900, 1500, 3000, 10_000))
    lines = _lines(raw)
    at = random.randint(0, len(lines))
    deep = b"x = " + opens * depth + b"1" + closes * depth + b"\n"
    return b"".join([*lines[:at], deep, *lines[at:]])


def nest_blocks(random: Random, raw: bytes, _files: Sequence[bytes]) -> bytes:
    """Blocks in blocks, or a chain of ``elif``, at the end."""
    if random.random() < 0.3:
        return raw + b"\nif a: pass\n" + b"elif b: import c\n" * random.choice((50, 390, 1000, 3000))
    depth = random.choice((5, 18, 21, 95, 101))
    head = random.choice(_BLOCKS)
    return (
        raw
        + b"\n"
        + b"".join(b" " * level + head for level in range(depth))
        + b" " * depth
        + b"import deep.a\n"
    )


def lengthen(random: Random, raw: bytes, _files: Sequence[bytes]) -> bytes:
    """One line gets very long."""
    piece = random.choice(
        (b"a, ", b"f'{", b'f"{a}"', b"'a.b', ", b"x = 1; ", b"import a; ", b"(", b" ", b"#", b"def f(", b"print ", b"[a]", b"'\\ud800'", b"\xc3\xa9", b"0", b"a.b.", b"except E, ", b"`a`")
    )  # fmt: skip
    lines = _lines(raw)
    number = random.randrange(len(lines))
    lines[number] = lines[number].rstrip(b"\r\n") + piece * random.choice((100, 2000, 20_000)) + b"\n"
    return b"".join(lines)


def _lines(raw: bytes) -> list[bytes]:
    return _LINE.findall(raw)


def _names(raw: bytes) -> list[bytes]:
    return sorted(set(_NAME.findall(raw)))


def _put(raw: bytes, at: int, piece: bytes) -> bytes:
    return raw[:at] + piece + raw[at:]


OPERATORS: tuple[Operator, ...] = (
    flip_bits, insert_piece, insert_piece, insert_bytes, delete_bytes, double_bytes, delete_lines, double_lines, swap_lines, indent_lines, splice, truncate,
    change_cookie, recode, change_line_ends, prefix, rename, rename, lose_delimiters, nest, nest_blocks, lengthen,
)  # fmt: skip
