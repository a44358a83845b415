"""Lines with roles: safe to show, cropped and wrapped by cells."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from migrator.tui.runs import Run, crop, line, plain, run, spread, width_of, wrap


def test_tui_01_a_piece_can_hold_no_control_character() -> None:
    shown = run("a\x1b]52;c;x\x07b\x9b31m\tc\r\n").text
    assert shown == r"a\x1b]52;c;x\x07b\x9b31m    c\r\n"


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        pytest.param("short", 5, "short", id="what fits stays"),
        pytest.param("longer", 4, "lon…", id="an ellipsis stands for the rest"),
        pytest.param("漢字漢字", 5, "漢字…", id="a wide character is not cut in two"),
        pytest.param("anything", 0, "", id="no room"),
    ],
)
def test_crop(text: str, width: int, expected: str) -> None:
    assert plain(crop(line(text), width)) == expected


@given(st.text(max_size=30), st.text(max_size=12), st.integers(min_value=0, max_value=60))
def test_tui_05_both_edges_take_exactly_the_width(left: str, right: str, width: int) -> None:
    assert width_of(spread(line(left), line(right), width)) == width


def test_further_lines_hang_below_what_follows_the_label() -> None:
    lines = wrap(line(("LABEL   ", "accent"), "one two three"), 16)
    assert [plain(one) for one in lines] == ["LABEL   one two ", "        three"]


@given(st.lists(st.text(alphabet="ab 漢", max_size=20), max_size=4), st.integers(min_value=4, max_value=30))
def test_wrapped_lines_fit_and_lose_no_letter(texts: list[str], width: int) -> None:
    pieces = tuple(run(text) for text in texts)
    lines = wrap(pieces, width)
    assert all(cell_len(plain(one)) <= width + 1 for one in lines)
    assert "".join(plain(one) for one in lines).replace(" ", "") == plain(pieces).replace(" ", "")


def test_roles_survive_wrapping() -> None:
    lines = wrap((Run("aa ", "good"), Run("bb", "bad")), 3)
    assert [piece for one in lines for piece in one if piece.text.strip()] == [
        Run("aa", "good"),
        Run("bb", "bad"),
    ]
