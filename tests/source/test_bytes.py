import ast
import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.source.bytes import SourceText, Undecodable, decode_source, line_starts, split_lines


def decoded(raw: bytes) -> SourceText:
    found = decode_source(raw)
    assert isinstance(found, SourceText), found
    return found


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        pytest.param(b"", "utf-8", id="an empty file is a fine module"),
        pytest.param("é = 1\n".encode(), "utf-8", id="utf-8 is the default"),
        pytest.param(codecs.BOM_UTF8 + b"a = 1\n", "utf-8", id="SRC-04 a BOM"),
        pytest.param("# coding: latin-1\né = 1\n".encode("latin-1"), "iso8859-1", id="SRC-05 latin-1"),
        pytest.param("# -*- coding: cp1252 -*-\nx = '€'\n".encode("cp1252"), "cp1252", id="SRC-05 cp1252"),
        pytest.param(
            "#!/usr/bin/python\n# coding=euc-jp\nx = '日本'\n".encode("euc-jp"), "euc_jp", id="SRC-05 euc-jp"
        ),
        pytest.param(
            "# coding: shift_jis\nx = '表示'\n".encode("shift_jis"), "shift_jis", id="SRC-05 shift_jis"
        ),
        pytest.param(
            b"# coding: latin-1\rx = 1\r", "iso8859-1", id="a cookie in a line that ends in a lone CR"
        ),
        pytest.param(b"x = 1\x1a", "utf-8", id="SRC-10 Ctrl-Z at the end"),
        pytest.param(
            b"# " + b"a" * 5000 + b"\n# coding: latin-1\n'\xe9'",
            "iso8859-1",
            id="a long line above the cookie",
        ),
        pytest.param(b"#" + "é".encode() * 3000, "utf-8", id="a long first line, cut inside a character"),
        pytest.param(b"# \xe9 coding: latin-1", "iso8859-1", id="other than ASCII beside the cookie"),
        pytest.param(b"# \xe9\n# coding: latin-1\n", "iso8859-1", id="other than ASCII above the cookie"),
    ],
)
def test_src_05_the_declared_encoding_is_used(raw: bytes, encoding: str) -> None:
    found = decoded(raw)
    assert found.encoding == encoding
    assert found.bom + found.encode(found.text) == raw


@pytest.mark.parametrize(
    ("raw", "reason", "line"),
    [
        pytest.param(
            b"# coding: utf-8\nx = 1\ny = '\xff'\n", "not valid utf-8", 3, id="SRC-06 invalid bytes"
        ),
        pytest.param(b"'\xff'\n", "not valid utf-8", 1, id="SRC-06 invalid bytes in the first line"),
        pytest.param(b"# coding: nonsense\n", "unknown encoding", 1, id="SRC-07 unknown codec"),
        pytest.param(b"# coding: rot13\n", "cannot be edited safely", 1, id="SRC-07 rot13"),
        pytest.param(b"# coding: utf-7\n", "cannot be edited safely", 1, id="SRC-07 utf-7"),
        pytest.param(b"# coding: hz\n", "cannot be edited safely", 1, id="SRC-07 a codec with shift states"),
        pytest.param(
            codecs.BOM_UTF8 + b"# coding: latin-1\n", "another encoding", 1, id="SRC-07 BOM and cookie differ"
        ),
        pytest.param(b"# coding: idna\n\xff", "edited safely", 1, id="SRC-07 a codec with errors of its own"),
        pytest.param(b"# coding: idna\n'a..b'", "edited safely", 1, id="SRC-07 a codec that cannot encode"),
        pytest.param(
            b"# coding: idna\n'.xn--fsq.b'", "edited safely", 1, id="SRC-07 a codec that spells out letters"
        ),
        pytest.param(b"# coding: raw_unicode_escape\n'\\u65e5'", "edited safely", 1, id="SRC-07 escapes"),
        pytest.param(b"# coding: unicode_escape\n'\\d'", "edited safely", 1, id="SRC-07 escapes it warns of"),
        pytest.param(b"a\nb\0\n", "NUL byte", 2, id="SRC-10 NUL"),
        pytest.param("x = 1\n".encode("utf-16"), "UTF-16", 1, id="SRC-11 UTF-16"),
    ],
)
def test_src_06_src_07_what_cannot_be_edited_is_said_with_its_line(
    raw: bytes, reason: str, line: int
) -> None:
    found = decode_source(raw)
    assert isinstance(found, Undecodable)
    assert reason in found.reason
    assert found.line == line


@given(st.binary())
def test_par_01_decoding_never_raises_and_never_loses_a_byte(raw: bytes) -> None:
    found = decode_source(raw)
    if isinstance(found, SourceText):
        assert found.bom + found.encode(found.text) == raw


@given(st.binary())
def test_lines_joined_are_the_bytes(raw: bytes) -> None:
    assert b"".join(split_lines(raw)) == raw


def test_src_14_only_the_three_line_ends_end_lines() -> None:
    raw = "a\x0b\x0c\x1c\u0085\u2028b\nc\r\nd\re".encode()
    assert [raw[start : start + 1] for start in line_starts(raw)] == [b"a", b"c", b"d", b"e"]


def test_src_02_a_new_line_ends_like_its_neighbour() -> None:
    text = decoded(b"a\r\nb\nc\rd")
    assert [text.newline_at(line) for line in (1, 2, 3, 4)] == [b"\r\n", b"\n", b"\r", b"\r"]
    assert text.newline == b"\r\n"
    assert text.newlines == {b"\r\n", b"\n", b"\r"}
    assert decoded(b"").newline == b"\n"


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param("é = 'é'; name = 1\n".encode(), id="utf-8"),
        pytest.param(codecs.BOM_UTF8 + "é = 'é'; name = 1\n".encode(), id="BOM"),
        pytest.param("# coding: latin-1\né = 'é'; name = 1\n".encode("latin-1"), id="latin-1"),
        pytest.param("# coding: euc-jp\nx = '日本'; name = 1\n".encode("euc-jp"), id="euc-jp"),
    ],
)
def test_columns_of_ast_lead_to_the_bytes(raw: bytes) -> None:
    text = decoded(raw)
    target = next(
        node for node in ast.walk(ast.parse(raw)) if isinstance(node, ast.Name) and node.id == "name"
    )
    start = text.offset_of_utf8(target.lineno, target.col_offset)
    assert raw[start : start + 4] == b"name"
    assert text.offset(*text.position(start)) == start
