"""What other facts of a module change for those who take names from it."""

import pytest

from migrator.facts.extract import extract_facts
from migrator.facts.values import Facts
from migrator.model.answers import imports_key, name_keys, outside_key
from migrator.model.changes import Changes, changes


def changed(before: str, after: str) -> Changes:
    old, new = extract_facts(before.encode()), extract_facts(after.encode())
    assert isinstance(old, Facts)
    assert isinstance(new, Facts)
    return changes({"m": (old, new)})


def names_touched(found: Changes) -> set[str]:
    return {name for name in ("A", "B", "C") if set(name_keys("m", name)) <= found.keys}


@pytest.mark.parametrize(
    ("before", "after", "names"),
    [
        pytest.param("A = 1\n", "\n\nA = 1\n", set(), id="a place is no difference"),
        pytest.param("A = 1\nB = A\n", "A = 1\nB = A\nC = 2\n", {"C"}, id="a name more touches itself"),
        pytest.param("A = 1\nB = 2\n", "B = 2\n", {"A"}, id="a name less touches itself"),
        pytest.param("A = 1\n", "A = other\n", {"A"}, id="another alias"),
        pytest.param("from a import A\n", "from b import A\n", {"A"}, id="another import"),
        pytest.param("A = 1\n", "A = 1\ndel A\n", {"A"}, id="unbound in the end"),
        pytest.param("def A(): return 1\n", "def A(): return 2\n", set(), id="what a function does"),
    ],
)
def test_a_change_is_said_name_by_name(before: str, after: str, names: set[str]) -> None:
    found = changed(before, after)
    assert names_touched(found) == names
    assert not found.modules


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "A = 1\nfrom b import *\n", "from b import *\nA = 1\n", id="a star before and after a name"
        ),
        pytest.param(
            "A = 1\nB = A\nA = 2\n", "A = 1\nA = 2\nB = A\n", id="an alias before and after its source"
        ),
        pytest.param("A = 1\n", "A = 1\nfrom b import *\n", id="a star more"),
        pytest.param("A = 1\n", "A = 1\n__all__ = ['A']\n", id="a list of what is offered"),
        pytest.param(
            "A = 1\n", "A = 1\ndef __getattr__(name): ...\n", id="names made when they are asked for"
        ),
    ],
)
def test_what_may_touch_any_name_touches_the_whole_module(before: str, after: str) -> None:
    assert changed(before, after).modules == {"m"}


def test_what_a_file_binds_elsewhere_depends_on_its_imports_too() -> None:
    before = "import a.b as here\nhere.A = 1\n"
    assert outside_key("A") in changed(before, before.replace("a.b", "a.c")).keys
    assert outside_key("A") in changed(before, "import a.b as here\n").keys
    assert outside_key("A") not in changed(before, before + "B = 1\n").keys


def test_an_import_anywhere_is_a_change_of_the_imports() -> None:
    later = "A = 1\ndef work():\n    import b\n"
    assert imports_key("m") in changed("A = 1\n", later).keys
    assert imports_key("m") not in changed(later, f"\n{later}").keys
