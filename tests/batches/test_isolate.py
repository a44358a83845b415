"""The search for the part of a change that breaks something, asked of sets whose answer is known."""

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from migrator.batches.isolate import smallest_breaking

ITEMS = tuple(range(40))


def asked_of(
    breaks: Callable[[frozenset[int]], bool | None],
) -> tuple[tuple[int, ...], list[tuple[int, ...]]]:
    asked: list[tuple[int, ...]] = []

    def ask(some: tuple[int, ...]) -> bool | None:
        asked.append(some)
        return breaks(frozenset(some))

    return smallest_breaking(ITEMS, ask), asked


@given(st.sampled_from(ITEMS))
def test_one_culprit_is_found_in_as_many_questions_as_two_logarithms(culprit: int) -> None:
    found, asked = asked_of(lambda some: culprit in some)
    assert found == (culprit,)
    assert len(asked) <= 12


@given(st.sets(st.sampled_from(ITEMS), min_size=1, max_size=4))
def test_what_breaks_only_together_is_found_together_and_nothing_more(culprits: set[int]) -> None:
    found, _ = asked_of(lambda some: culprits <= some)
    assert found == tuple(sorted(culprits))


@given(st.sets(st.sampled_from(ITEMS), min_size=1, max_size=6))
def test_of_several_culprits_one_is_found(culprits: set[int]) -> None:
    found, _ = asked_of(lambda some: bool(culprits & some))
    assert len(found) == 1
    assert culprits.issuperset(found)


@given(st.sampled_from(ITEMS), st.sampled_from(ITEMS))
def test_where_some_subsets_cannot_stand_alone_the_part_still_breaks(culprit: int, needed: int) -> None:
    found, _ = asked_of(lambda some: None if needed not in some else culprit in some)
    assert {culprit, needed} == set(found)


def test_the_same_question_twice_goes_the_same_way() -> None:
    assert asked_of(lambda some: {3, 17} <= some) == asked_of(lambda some: {3, 17} <= some)
