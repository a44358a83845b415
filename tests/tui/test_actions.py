"""The table of actions: no key means two things in one place, and everything in it exists."""

from collections import Counter

import pytest

from migrator.tui.actions import (
    ACTIONS,
    CALLS,
    COMPARED,
    COMPARISON,
    DASHBOARD,
    DIFF,
    EVERYWHERE,
    LIST,
    MEMBERS,
    PAGE,
    REVIEW,
    SECTIONS,
    TABLE,
    Action,
    applying,
)
from migrator.tui.app import Dashboard
from migrator.tui.comparison import Comparison
from migrator.tui.creator import Creator
from migrator.tui.dashboard import DashboardScreen
from migrator.tui.diff_view import DiffView
from migrator.tui.list_view import ListView, TableView
from migrator.tui.page_view import PageView
from migrator.tui.review import Review

OWNERS: dict[str, tuple[type, ...]] = {
    "app": (Dashboard,),
    "dashboard": (DashboardScreen,),
    "review": (Review,),
    "comparison": (Comparison,),
    "screen": (DashboardScreen, Review, Comparison, Creator),
}
PLACES: dict[type, frozenset[str]] = {
    DashboardScreen: DASHBOARD,
    Review: REVIEW,
    Comparison: COMPARISON,
    Creator: COMPARED - COMPARISON,
}
VIEWS: dict[str, type] = {LIST: ListView, TABLE: TableView, PAGE: PageView, DIFF: DiffView}


def kinds_in(place: str) -> tuple[str, ...]:
    """The widgets that a place may be."""
    if place in {MEMBERS, CALLS}:
        return (TABLE,)
    return (PAGE,) if place in COMPARED else (LIST, PAGE, DIFF)


@pytest.mark.parametrize(
    ("place", "kind"), [(place, kind) for place in sorted(EVERYWHERE) for kind in kinds_in(place)]
)
def test_no_key_means_two_things_in_one_place(place: str, kind: str) -> None:
    keys = Counter(key for action in applying((place, kind)) for key in action.keys)
    assert [key for key, count in keys.items() if count > 1] == []


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_tui_08_every_action_of_the_table_is_carried_out_by_somebody(action: Action) -> None:
    name = f"action_{action.id.partition('(')[0]}"
    places = [VIEWS[place] for place in action.places] if action.owner == "view" else OWNERS[action.owner]
    for owner in places:
        if action.places.isdisjoint(PLACES.get(owner, EVERYWHERE | set(VIEWS))):
            continue
        assert hasattr(owner, name) or hasattr(owner, f"_{name}"), f"{owner.__name__} lacks {name}"


def test_tui_08_every_action_has_words_a_section_and_a_key() -> None:
    assert all(action.words and action.keys and action.section in SECTIONS for action in ACTIONS)


def test_no_action_needs_alt_or_ctrl_shift() -> None:
    assert not [key for action in ACTIONS for key in action.keys if "alt+" in key or "ctrl+shift" in key]
