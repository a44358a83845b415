"""Change sets as people review them: hunks that stand for all their edits, shapes that stand for all their hunks."""

import pytest
from hypothesis import given, settings

from migrator.batches.review import (
    COMMON_FROM,
    SHOWN_BYTES,
    content_digest,
    hunks_of,
    shapes_of,
    with_decisions,
)
from migrator.batches.values import Decision, Hunk
from migrator.recipes.values import Edit, FileChange
from tests.batches.strategies import changes

BLOB = "0" * 40


def edit(
    start: int, end: int, new: bytes, *, hunk: str = "h", shape: str = "s", optional: bool = True
) -> Edit:
    return Edit(start=start, end=end, new=new, hunk=hunk, shape=shape, why="why", optional=optional)


def hunk_in(raw: bytes, *edits: Edit, path: str = "f.py") -> Hunk:
    (hunk,) = hunks_of([FileChange(path, BLOB, edits)], lambda _: raw)
    return hunk


@given(changes())
@settings(max_examples=80, deadline=None)
def test_every_edit_is_in_exactly_one_hunk(change: tuple[bytes, FileChange]) -> None:
    raw, made = change
    hunks = hunks_of([made], lambda _: raw)
    assert sorted(hunk.key for hunk in hunks) == sorted({one.hunk for one in made.edits})
    shapes = shapes_of(hunks)
    assert sorted(key for shape in shapes for key in shape.hunks) == sorted(hunk.key for hunk in hunks)


def test_edits_of_one_hunk_are_one_decision_at_the_first_ones_line() -> None:
    hunk = hunk_in(b"a\nb\nc\n", edit(2, 3, b"B"), edit(4, 5, b"C"))
    assert (hunk.line, hunk.old, hunk.new) == (2, "b ... c", "B ... C")


def test_a_hunk_with_one_required_edit_is_required() -> None:
    assert not hunk_in(b"a\nb\n", edit(0, 1, b"A"), edit(2, 3, b"B", optional=False)).optional


def test_hunks_are_listed_by_path_and_place() -> None:
    second = FileChange("b.py", BLOB, (edit(0, 1, b"x", hunk="b1"),))
    first = FileChange("a.py", BLOB, (edit(2, 3, b"x", hunk="a2"), edit(0, 1, b"x", hunk="a1")))
    assert [hunk.key for hunk in hunks_of([second, first], lambda _: b"a\nb\n")] == ["a1", "a2", "b1"]


def test_a_new_empty_file_is_a_decision_that_the_batch_needs() -> None:
    (hunk,) = hunks_of([FileChange("pkg/__init__.py", None, ())], lambda _: b"")
    assert not hunk.optional
    assert hunk.path == "pkg/__init__.py"


def test_a_file_without_edits_is_no_decision() -> None:
    assert hunks_of([FileChange("pkg/m.py", BLOB, ())], lambda _: b"x") == ()


def test_a_name_that_is_no_utf8_is_a_path_like_any_other() -> None:
    assert hunks_of([FileChange("pkg/\udcff.py", None, ())], lambda _: b"")
    assert content_digest(hunk_in(b"a", edit(0, 1, b"\xff"), path="\udcff.py"))


@pytest.mark.parametrize(
    ("raw", "edits"),
    [
        pytest.param(b"a\nb\n", [edit(0, 1, b"z")], id="other new bytes"),
        pytest.param(b"c\nb\n", [edit(0, 1, b"x")], id="other old bytes"),
        pytest.param(b"a\nb\n", [edit(0, 1, b"x"), edit(2, 2, b"y")], id="one edit more"),
    ],
)
def test_rev_03_an_approval_does_not_cover_other_bytes(raw: bytes, edits: list[Edit]) -> None:
    approved = hunk_in(b"a\nb\n", edit(0, 1, b"x"))
    decided = {approved.key: (content_digest(approved), Decision.APPROVED, "")}
    assert with_decisions([approved], decided)[0].decision is Decision.APPROVED
    changed = hunk_in(raw, *edits)
    assert changed.key == approved.key
    assert with_decisions([changed], decided)[0].decision is Decision.OPEN


def test_rev_03_an_approval_covers_also_what_the_list_is_too_short_for() -> None:
    text = b"x" * (SHOWN_BYTES + 10)
    approved, changed = hunk_in(b"a", edit(0, 1, text)), hunk_in(b"a", edit(0, 1, text + b"!"))
    assert approved.new == changed.new
    assert content_digest(approved) != content_digest(changed)


def test_rev_03_the_same_bytes_cut_otherwise_are_another_content() -> None:
    first = hunk_in(b"ab", edit(0, 1, b""), edit(1, 1, b"x"))
    second = hunk_in(b"ab", edit(0, 1, b"x"), edit(1, 1, b""))
    assert (first.old, first.new) == (second.old, second.new)
    assert content_digest(first) != content_digest(second)


def test_an_approval_survives_lines_that_come_before() -> None:
    approved = hunk_in(b"a\n", edit(0, 1, b"x"))
    moved = hunk_in(b"new\na\n", edit(4, 5, b"x"))
    assert moved.line != approved.line
    assert content_digest(moved) == content_digest(approved)


def test_a_shape_alone_of_its_kind_is_an_outlier_beside_common_ones() -> None:
    edits = [edit(n, n, b"x", hunk=f"h{n}", shape="common") for n in range(COMMON_FROM)]
    edits.append(edit(9, 9, b"y", hunk="odd", shape="rare"))
    hunks = hunks_of([FileChange("f.py", BLOB, tuple(edits))], lambda _: b"0123456789")
    assert [hunk.key for hunk in hunks if hunk.outlier] == ["odd"]
    shapes = shapes_of(hunks)
    assert [(shape.text, shape.outlier) for shape in shapes] == [("common", False), ("rare", True)]


def test_few_hunks_have_no_outliers() -> None:
    edits = (edit(0, 0, b"x", hunk="a", shape="one"), edit(1, 1, b"y", hunk="b", shape="other"))
    assert not any(hunk.outlier for hunk in hunks_of([FileChange("f.py", BLOB, edits)], lambda _: b"01"))
