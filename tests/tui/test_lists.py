"""The list's model: cursor, folds, filter, marks. No screen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.tui.lists import ListModel, Row, matched_spans, matching, regrouped


def rows(*texts: str) -> list[Row]:
    return [Row(key=text, text=text) for text in texts]


def grouped() -> ListModel:
    items = [
        Row(key=f"{group}{number}", text=f"{group} {number}", group=group)
        for group in "ab"
        for number in range(3)
    ]
    return ListModel(
        regrouped(items, [Row(key="a", text="A", folds=True), Row(key="b", text="B", folds=True)])
    )


def keys(model: ListModel) -> list[str]:
    return [model.rows[index].key for index in model.shown]


def test_the_cursor_stays_on_its_row_when_rows_are_replaced() -> None:
    model = ListModel(rows("one", "two", "three"))
    model.move(1)
    model.show(rows("zero", "one", "two"))
    assert model.current is not None
    assert model.current.key == "two"


def test_the_cursor_stays_near_where_its_row_was_when_that_is_gone() -> None:
    model = ListModel(rows("one", "two", "three"))
    model.move(2)
    model.show(rows("one", "two"))
    assert model.cursor == 1


def test_groups_count_their_rows_and_empty_ones_are_left_out() -> None:
    found = regrouped(
        rows_of_group := [Row(key="x", text="x", group="g")], [Row(key="g", text="G"), Row(key="h", text="H")]
    )
    assert [(row.key, row.note) for row in found] == [("g", "1"), ("x", "")]
    assert rows_of_group


def test_folding_hides_the_rows_of_a_group_and_goes_up_from_one_of_them() -> None:
    model = grouped()
    model.select("a1")
    assert model.fold()
    assert model.current is not None
    assert model.current.key == "a"
    assert model.fold()
    assert keys(model) == ["a", "b", "b0", "b1", "b2"]
    assert model.unfold()
    assert len(keys(model)) == 8


def test_selecting_a_row_unfolds_and_unfilters_what_hides_it() -> None:
    model = grouped()
    model.fold()
    assert model.select("a2")
    model.filter("b")
    assert model.select("a2")
    assert model.current is not None
    assert model.current.key == "a2"


def test_a_filter_shows_matches_under_their_groups_with_the_cursor_on_a_match() -> None:
    model = grouped()
    model.filter("b 1")
    assert keys(model) == ["b", "b1"]
    assert model.current is not None
    assert model.current.key == "b1"
    assert model.position == "1 of 1 (6) · /b 1"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("", ["OrderManager", "CartManager", "UserStore"], id="an empty filter keeps all"),
        pytest.param("manager", ["OrderManager", "CartManager"], id="case does not matter"),
        pytest.param("manager cart", ["CartManager"], id="every word must match"),
        pytest.param("manager !cart", ["OrderManager"], id="an exclamation mark inverts"),
        pytest.param("ordmg", ["OrderManager"], id="letters may be spread out"),
        pytest.param(
            "!", ["OrderManager", "CartManager", "UserStore"], id="an exclamation mark alone says nothing"
        ),
        pytest.param("r.*", [], id="a pattern is text"),
    ],
)
def test_filter(query: str, expected: list[str]) -> None:
    found = rows("OrderManager", "CartManager", "UserStore")
    assert [found[index].key for index in matching(found, query)] == expected


@given(st.text(alphabet="abİß! ", max_size=8), st.text(alphabet="abİß! ", max_size=8))
def test_matched_spans_lie_in_the_text_and_do_not_overlap(text: str, query: str) -> None:
    spans = matched_spans(text, query)
    ends = [0, *(end for pair in spans for end in pair)]
    assert ends == sorted(ends)
    assert ends[-1] <= len(text)


def test_marks_go_on_to_the_next_row_and_skip_groups() -> None:
    model = grouped()
    model.mark()
    model.move(1)
    model.mark()
    model.mark()
    assert model.marked == {"a0", "a1"}


def test_position_counts_items_not_groups() -> None:
    model = grouped()
    assert model.position == "6"
    model.select("b0")
    assert model.position == "4 of 6"
    assert ListModel().position == "none"


@given(
    st.lists(
        st.sampled_from(["down", "up", "fold", "unfold", "toggle", "filter", "clear", "show"]), max_size=30
    )
)
def test_whatever_is_done_the_cursor_is_on_a_shown_row(steps: list[str]) -> None:
    model = grouped()
    everything = model.rows
    for step in steps:
        match step:
            case "down":
                model.move(2)
            case "up":
                model.move(-1)
            case "fold":
                model.fold()
            case "unfold":
                model.unfold()
            case "toggle":
                model.toggle_fold()
            case "filter":
                model.filter("1")
            case "clear":
                model.filter("")
            case _:
                model.show(everything[1:])
        assert 0 <= model.cursor < len(model.shown)
        assert model.current is not None
