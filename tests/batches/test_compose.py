"""Edits after edits as edits of the first text: one law, for random texts."""

from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.batches.compose import compose_changes
from migrator.recipes.editing.edits import apply_edits
from migrator.recipes.values import Edit, FileChange
from tests.batches.strategies import edits_of, texts


@st.composite
def two_steps(draw: st.DrawFn) -> tuple[bytes, FileChange, FileChange]:
    base = draw(texts(lines=6))
    first = draw(edits_of(base, label="a", most=4))
    second = draw(edits_of(apply_edits(base, first), label="b", most=4))
    return base, FileChange("f.py", "0" * 40, first), FileChange("f.py", "1" * 40, second)


@given(two_steps())
@settings(max_examples=150, deadline=None)
def test_mod_08_composed_edits_do_what_both_did_one_after_the_other(
    steps: tuple[bytes, FileChange, FileChange],
) -> None:
    base, first, second = steps
    both = compose_changes(base, first, second)
    assert apply_edits(base, both.edits) == apply_edits(apply_edits(base, first.edits), second.edits)


@given(two_steps())
@settings(max_examples=100, deadline=None)
def test_mod_08_composed_edits_are_sorted_lie_apart_and_speak_of_the_base(
    steps: tuple[bytes, FileChange, FileChange],
) -> None:
    base, first, second = steps
    both = compose_changes(base, first, second)
    assert both.blob == first.blob
    assert all(0 <= edit.start <= edit.end <= len(base) for edit in both.edits)
    pairs = list(zip(both.edits, both.edits[1:], strict=False))
    assert all(one.end <= other.start for one, other in pairs)
    assert all((one.start, one.end) <= (other.start, other.end) for one, other in pairs)


@given(two_steps())
@settings(max_examples=60, deadline=None)
def test_an_edit_that_the_second_step_did_not_touch_keeps_its_hunk(
    steps: tuple[bytes, FileChange, FileChange],
) -> None:
    base, first, second = steps
    unmoved = compose_changes(base, first, FileChange("f.py", "1" * 40, ()))
    assert unmoved.edits == first.edits
    both = compose_changes(base, first, second)
    known = {edit.hunk for edit in (*first.edits, *second.edits)}
    assert {edit.hunk for edit in both.edits} <= known
    assert {edit.hunk for edit in both.edits} >= {edit.hunk for edit in second.edits[-1:]}


def test_an_edit_of_a_required_one_is_required_too() -> None:
    first = FileChange("f.py", "0" * 40, (Edit(0, 3, b"two", "a", "s", "the move", optional=False),))
    second = FileChange("f.py", "1" * 40, (Edit(0, 3, b"three", "b", "s", "the rename", optional=True),))
    (edit,) = compose_changes(b"one\n", first, second).edits
    assert not edit.optional
    assert edit.why == "the move; the rename"
    assert (edit.start, edit.end, edit.new) == (0, 3, b"three")


def test_the_second_edit_of_a_new_file_becomes_part_of_its_making() -> None:
    first = FileChange("new.py", None, (Edit(0, 0, b"A = 1\n", "a", "s", "made", optional=False),))
    second = FileChange("new.py", "1" * 40, (Edit(0, 1, b"B", "b", "s", "renamed"),))
    both = compose_changes(b"", first, second)
    assert both.blob is None
    assert apply_edits(b"", both.edits) == b"B = 1\n"
