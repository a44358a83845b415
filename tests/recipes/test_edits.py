import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.recipes.editing.edits import (
    OverlappingEditsError,
    SpanError,
    apply_edits,
    line_of,
    newline_near,
    why_broken,
    without_hunks,
)
from migrator.recipes.editing.merging import merge_on_base
from migrator.recipes.values import ChangeSet, Edit, FileChange
from tests.recipes.conftest import DictTree


def _edit(start: int, end: int, new: bytes, hunk: str = "h", *, optional: bool = True) -> Edit:
    return Edit(start=start, end=end, new=new, hunk=hunk, shape="s", why="w", optional=optional)


def test_edits_are_applied_by_place_whatever_their_order() -> None:
    assert apply_edits(b"abc", [_edit(2, 3, b"C"), _edit(0, 1, b"A")]) == b"AbC"


def test_insertions_at_one_place_keep_their_order() -> None:
    assert apply_edits(b"ab", [_edit(1, 1, b"1"), _edit(1, 1, b"2", "other")]) == b"a12b"


def test_an_edit_that_is_said_twice_is_done_once() -> None:
    assert apply_edits(b"ab", [_edit(0, 1, b"x"), _edit(0, 1, b"x", "other")]) == b"xb"


def test_edits_that_claim_the_same_bytes_are_refused() -> None:
    with pytest.raises(OverlappingEditsError):
        apply_edits(b"abc", [_edit(0, 2, b"x"), _edit(1, 3, b"y")])


def test_an_edit_outside_the_file_is_refused() -> None:
    with pytest.raises(SpanError):
        apply_edits(b"abc", [_edit(2, 9, b"x")])


@given(
    raw=st.binary(max_size=40),
    cuts=st.lists(st.integers(0, 40), min_size=2, max_size=8),
    new=st.binary(max_size=3),
)
def test_src_02_bytes_outside_the_edits_stay(raw: bytes, cuts: list[int], new: bytes) -> None:
    places = sorted({min(cut, len(raw)) for cut in cuts})
    spans = list(zip(places[::2], places[1::2], strict=False))
    result = apply_edits(raw, [_edit(start, end, new) for start, end in spans])
    position = 0
    for start, end in spans:
        untouched = raw[position:start]
        assert result.startswith(untouched + new)
        result, position = result[len(untouched + new) :], end
    assert result == raw[position:]


@pytest.mark.parametrize(
    ("raw", "offset", "line"),
    [
        (b"a\nb\nc", 4, 3),
        (b"a\r\nb", 3, 2),
        (b"a\rb", 2, 2),
        (b"a\x0cb\x0bc", 4, 1),
        ("a\u2028b\n".encode(), 4, 1),
        (b"a\r\n", 2, 1),
    ],
)
def test_src_14_lines_end_as_git_and_python_end_them(raw: bytes, offset: int, line: int) -> None:
    assert line_of(raw, offset) == line


@pytest.mark.parametrize(
    ("raw", "offset", "newline"),
    [
        (b"a\r\nb\n", 0, b"\r\n"),
        (b"a\r\nb\n", 3, b"\n"),
        (b"a\r\nb", 3, b"\r\n"),
        (b"a\rb", 2, b"\r"),
        (b"a", 0, b"\n"),
    ],
)
def test_src_02_a_new_line_copies_the_ending_of_its_neighbour(
    raw: bytes, offset: int, newline: bytes
) -> None:
    assert newline_near(raw, offset) == newline


def test_what_did_not_compile_before_is_not_blamed_on_the_edit() -> None:
    assert why_broken("m.py", b"x =", b"y =") == ""
    assert "SyntaxError" in why_broken("m.py", b"x = 1", b"x =")


def test_an_inseparable_hunk_cannot_be_left_out() -> None:
    change = FileChange("m.py", "b", (_edit(0, 1, b"x", "a"), _edit(1, 2, b"y", "b", optional=False)))
    rest = without_hunks(ChangeSet(files=(change,)), {"m.py": frozenset({"a", "b"})})
    assert [edit.hunk for edit in rest.files[0].edits] == ["b"]


_TEXT = "from old import (\n    A,\n    B,\n)\nimport os\nx = A, B\n"


def _change(*edits: Edit) -> ChangeSet:
    return ChangeSet(files=(FileChange("m.py", "blob", edits),))


def test_recipes_that_edit_different_statements_are_read_as_one() -> None:
    merged = merge_on_base(
        DictTree({"m.py": _TEXT}), _change(_edit(5, 8, b"new")), _change(_edit(41, 43, b"re"))
    )
    assert merged is not None
    assert len(merged.files[0].edits) == 2


def test_recipes_that_take_names_out_of_one_statement_are_not_merged_even_where_no_bytes_overlap() -> None:
    first, second = _change(_edit(18, 25, b"")), _change(_edit(25, 32, b""))
    assert merge_on_base(DictTree({"m.py": _TEXT}), first, second) is None
