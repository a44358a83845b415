import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.display import plural, shorten, visible, visible_line

ANY_TEXT = st.text(st.characters(exclude_categories=()))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain ünïcode 漢字", "plain ünïcode 漢字"),
        ("line one\n\tline two", "line one\n\tline two"),
        ("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
        ("\x1b]52;c;ZXZpbA==\x07", "\\x1b]52;c;ZXZpbA==\\x07"),
        ("\x9b31m", "\\x9b31m"),
        ("progress\rdone", "progress\\rdone"),
        ("rm\x08\x08", "rm\\x08\\x08"),
        ("access = 'user\u202e \u2066'\u2069", "access = 'user\\u202e \\u2066'\\u2069"),
        ("[red]not markup[/]", "[red]not markup[/]"),
    ],
    ids=["plain", "layout", "csi", "osc-52", "c1", "return", "backspace", "bidi", "markup-stays-text"],
)
def test_tui_01_what_drives_a_terminal_becomes_readable(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_fsy_08_a_file_name_that_is_not_utf8_shows_its_bytes() -> None:
    assert visible(b"caf\xe9.py".decode("utf-8", "surrogateescape")) == "caf\\xe9.py"


@given(ANY_TEXT)
def test_tui_01_no_text_reaches_the_terminal_with_a_control_character(text: str) -> None:
    shown = visible(text)
    shown.encode("utf-8")
    assert not [c for c in shown if (ord(c) < 32 and c not in "\n\t") or 0x7F <= ord(c) <= 0x9F]


@given(ANY_TEXT)
def test_visible_is_idempotent_so_it_may_be_applied_at_every_edge(text: str) -> None:
    assert visible(visible(text)) == visible(text)


@given(ANY_TEXT)
def test_a_visible_line_is_one_line(text: str) -> None:
    assert len(visible_line(text).splitlines()) <= 1


def test_plural_says_one_and_many_and_groups_thousands() -> None:
    assert [plural(1, "file"), plural(0, "file"), plural(10309, "file")] == [
        "1 file",
        "0 files",
        "10,309 files",
    ]
    assert plural(2, "batch", "batches") == "2 batches"


@given(st.text(), st.integers(0, 50))
def test_shorten_never_exceeds_the_width(text: str, width: int) -> None:
    assert len(shorten(text, width)) <= width or len(text) <= width


def test_shorten_keeps_both_ends() -> None:
    assert shorten("package.module.name", 9) == "pack…name"
