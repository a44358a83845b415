"""Members of an enum that all mean one become its aliases, and uses name that one."""

from pathlib import Path

import pytest

from migrator.model.values import Symbol
from migrator.records.intentions import CollapseEnum
from tests.recipes.conftest import Make, Sandbox

MODES = 'from enum import Enum\n\n\nclass Mode(Enum):\n    ONE = "one"  # keep\n    TWO = "two"  # old\n    THREE = "three"\n'


def collapse(member: str = "ONE") -> CollapseEnum:
    return CollapseEnum(enum=Symbol("pkg.modes", "Mode"), member=member)


def world(make: Make, user: str = "", modes: str = MODES) -> Sandbox:
    return make({"pkg/__init__.py": "", "pkg/modes.py": modes, "pkg/user.py": user})


def test_the_others_become_aliases_and_keep_their_comments(make: Make) -> None:
    result = world(make).after(collapse())
    assert result.text("pkg/modes.py") == MODES.replace('TWO = "two"', "TWO = ONE").replace(
        'THREE = "three"', "THREE = ONE"
    )
    assert result.planned(collapse()).is_empty


def test_the_remaining_one_is_put_above_its_aliases(make: Make, tmp_path: Path) -> None:
    result = world(make).after(collapse("TWO"))
    assert result.text("pkg/modes.py") == (
        'from enum import Enum\n\n\nclass Mode(Enum):\n    TWO = "two"  # old\n    ONE = TWO  # keep\n    THREE = TWO\n'
    )
    assert (
        result.runs(tmp_path, "from pkg.modes import Mode; print(list(Mode), Mode.ONE is Mode.TWO)")
        == "[<Mode.TWO: 'two'>] True\n"
    )


USES = {
    "by name": (
        "from pkg.modes import Mode\n\nx = Mode.TWO\n",
        "from pkg.modes import Mode\n\nx = Mode.ONE\n",
    ),
    "by an alias": (
        "from .modes import Mode as M\n\nx = [M.TWO, M.THREE]\n",
        "from .modes import Mode as M\n\nx = [M.ONE, M.ONE]\n",
    ),
    "through a module": (
        "import pkg.modes\n\nx = pkg.modes.Mode.TWO\n",
        "import pkg.modes\n\nx = pkg.modes.Mode.ONE\n",
    ),
    "as a default": (
        "from pkg.modes import Mode\n\n\ndef f(x=Mode.TWO): ...\n",
        "from pkg.modes import Mode\n\n\ndef f(x=Mode.ONE): ...\n",
    ),
    "something else of the name": (
        "class Mode:\n    TWO = 1\n\n\nx = Mode.TWO\n",
        "class Mode:\n    TWO = 1\n\n\nx = Mode.TWO\n",
    ),
}


@pytest.mark.parametrize("case", USES)
def test_uses_name_the_remaining_one(case: str, make: Make) -> None:
    before, after = USES[case]
    assert world(make, before).after(collapse()).text("pkg/user.py") == after


LEFT = {
    "by value": ("x = Mode('two')\n", "by its value"),
    "by name": ("x = Mode['TWO']\n", "by its name"),
    "its value": ("x = Mode.TWO.value\n", "gives what the remaining member has"),
    "going through": ("x = [one for one in Mode]\n", "gives one member only"),
    "counting": ("x = len(Mode)\n", "gives one member only"),
    "keys of one dictionary": ("x = {Mode.ONE: 1, Mode.TWO: 2}\n", "keys that are the same now"),
    "compared with a value": ("def f(mode: Mode):\n    return mode == 'two'\n", "compares with what TWO was"),
    "the value of a variable": ("def f(mode: Mode):\n    return mode.value\n", "is the same for all members"),
    "a case": (
        "def f(x):\n    match x:\n        case Mode.TWO:\n            return 1\n",
        "a case for Mode.TWO",
    ),
    "an f-string": ("x = f'{Mode.TWO}'\n", "stands in an f-string"),
}


@pytest.mark.parametrize("case", LEFT)
def test_what_depends_on_the_value_is_listed(case: str, make: Make) -> None:
    text, reason = LEFT[case]
    change_set = world(make, f"from pkg.modes import Mode\n\n{text}").planned(collapse())
    assert [one.path for one in change_set.files] == ["pkg/modes.py"]
    assert any(reason in one.reason and one.path == "pkg/user.py" for one in change_set.left)


def test_values_that_are_found_no_more_are_said(make: Make) -> None:
    assert any("Mode('two') fails" in one for one in world(make).planned(collapse()).notes)


REFUSED = {
    "no such member": (MODES, "FOUR", "has no member FOUR"),
    "no enum": ("class Mode:\n    ONE = 1\n", "ONE", "is no enum"),
    "unique": (
        MODES.replace("class", "@unique\nclass").replace("Enum\n", "Enum, unique\n", 1),
        "ONE",
        "no aliases",
    ),
    "auto below": (
        "from enum import Enum, auto\n\n\nclass Mode(Enum):\n    ONE = auto()\n    TWO = auto()\n",
        "TWO",
        "depend on its place",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_have_aliases_is_refused(case: str, make: Make) -> None:
    modes, member, reason = REFUSED[case]
    assert reason in world(make, modes=modes).planned(collapse(member)).refused
