"""The diff's model: rows inline and side by side, folds, word marks, decisions. No screen."""

from difflib import SequenceMatcher

from hypothesis import given
from hypothesis import strategies as st

from migrator.tui.diffs import Layout, build, decided, next_open, rows, word_marks
from migrator.wire.batches import FileDiff, HunkView, LineSpan

LINES = st.lists(st.sampled_from(["a = 1", "b = 2", "def f():", "    return 3", ""]), max_size=40)


def diff_of(old: list[str], new: list[str], path: str = "x.py") -> FileDiff:
    opcodes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    spans = tuple(
        LineSpan(i1, i2, j1, j2, (f"h{number}",))
        for number, (tag, i1, i2, j1, j2) in enumerate(opcodes)
        if tag != "equal"
    )
    return FileDiff(path, "changed", tuple(old), tuple(new), spans)


def hunk(key: str, decision: str, reason: str = "") -> HunkView:
    return HunkView(key, "x.py", 1, "s", "a", "b", "because", True, False, decision, reason)


def numbered(count: int) -> list[str]:
    return [f"x{number} = {number}" for number in range(count)]


@given(LINES, LINES)
def test_inline_rows_with_all_folds_open_are_both_files(old: list[str], new: list[str]) -> None:
    layout = rows(build(diff_of(old, new)), split=False, context=1000)
    assert [row.old for row in layout.rows if row.old >= 0] == list(range(len(old)))
    assert [row.new for row in layout.rows if row.new >= 0] == list(range(len(new)))


@given(LINES, LINES)
def test_side_by_side_rows_are_both_files_too(old: list[str], new: list[str]) -> None:
    layout = rows(build(diff_of(old, new)), split=True, context=1000)
    assert [row.old for row in layout.rows if row.old >= 0] == list(range(len(old)))
    assert [row.new for row in layout.rows if row.new >= 0] == list(range(len(new)))


@given(LINES, LINES, st.integers(min_value=0, max_value=5))
def test_what_is_shown_and_what_is_folded_is_the_whole_file(
    old: list[str], new: list[str], context: int
) -> None:
    layout = rows(build(diff_of(old, new)), split=False, context=context)
    hidden = sum(row.count for row in layout.rows if row.kind == "fold")
    shown = sum(row.kind in {"same", "old"} for row in layout.rows)
    assert hidden + shown == len(old)


def test_unchanged_runs_fold_and_open_again() -> None:
    old = numbered(30)
    new = [*old[:15], "changed = 1", *old[16:]]
    model = build(diff_of(old, new))
    folded = rows(model, split=False)
    folds = [row for row in folded.rows if row.kind == "fold"]
    assert [fold.count for fold in folds] == [12, 11]
    opened = rows(model, split=False, unfolded=frozenset({folds[0].old}))
    assert [row.count for row in opened.rows if row.kind == "fold"] == [11]


def test_a_span_knows_where_its_rows_are() -> None:
    old = numbered(30)
    new = [*old[:15], "changed = 1", *old[16:]]
    layout = rows(build(diff_of(old, new)), split=False)
    assert [row.kind for row in layout.rows[layout.starts[0] : layout.ends[0]]] == ["hunk", "old", "new"]
    assert layout.span_at(layout.starts[0] + 1) == 0
    assert Layout(rows=(), starts=(), ends=()).span_at(0) == -1


def test_word_marks_are_what_differs() -> None:
    old, new = "from shop.managers import Order", "from shop.orders import Order"
    first, second = word_marks(old, new)
    assert [old[start:end] for start, end in first] == ["managers"]
    assert [new[start:end] for start, end in second] == ["orders"]


def test_lines_with_little_in_common_get_no_word_marks() -> None:
    assert word_marks("return self.users.get(key)", "import os") == ((), ())


@given(st.text(max_size=60), st.text(max_size=60))
def test_word_marks_lie_in_their_lines(old: str, new: str) -> None:
    for text, marks in zip((old, new), word_marks(old, new), strict=True):
        assert all(0 <= start < end <= len(text) for start, end in marks)


def test_a_span_of_several_hunks_is_mixed_when_they_are_decided_differently() -> None:
    span = build(FileDiff("x.py", "changed", ("a",), ("b",), (LineSpan(0, 1, 0, 1, ("h1", "h2")),))).spans[0]
    both = {"h1": hunk("h1", "approved"), "h2": hunk("h2", "rejected", "slow")}
    assert decided(span, both).state == "mixed"
    assert decided(span, both).reason == "slow"
    assert decided(span, {}).state == "open"


def test_the_next_open_hunk_is_searched_round_the_end() -> None:
    spans = build(
        FileDiff(
            "x.py",
            "changed",
            ("a", "b"),
            ("c", "d"),
            (LineSpan(0, 1, 0, 1, ("h0",)), LineSpan(1, 2, 1, 2, ("h1",))),
        )
    ).spans
    assert next_open(spans, {"h1": hunk("h1", "approved")}, 1) == 0
    assert next_open(spans, {"h0": hunk("h0", "approved"), "h1": hunk("h1", "rejected")}, 0) == -1


def test_carriage_returns_show_only_where_not_every_line_has_one() -> None:
    assert build(FileDiff("x.py", "changed", ("a\r", "b\r", ""), ("a\r", "c\r", ""), ())).old == (
        "a",
        "b",
        "",
    )
    assert build(FileDiff("x.py", "changed", ("a\r", "b", ""), ("a\r", "c", ""), ())).old == ("a\r", "b", "")


def test_a_file_that_does_not_tokenize_is_plain_from_there_on() -> None:
    model = build(FileDiff("x.py", "changed", ("import os", "x = '''", "never closed"), (), ()))
    assert model.old_colours[0]
    assert model.old_colours[2] == []


def test_what_is_no_python_is_plain() -> None:
    assert build(FileDiff("x.toml", "changed", ("import os",), (), ())).old_colours == [[]]
