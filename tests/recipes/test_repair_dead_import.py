from pathlib import Path

import pytest

from migrator.model.values import Symbol
from migrator.recipes.repair_dead_import import plan_repairs
from migrator.records.intentions import RepairDeadImport
from tests.recipes.conftest import Make, Sandbox

NAME = RepairDeadImport(dead=Symbol("pkg.gone", "C"), means=Symbol("pkg.new", "C"))
MODULE = RepairDeadImport(dead="pkg.gone", means="pkg.new")


def _with(make: Make, text: str) -> Sandbox:
    return make({"pkg/__init__.py": "", "pkg/new.py": "class C:\n    size = 1\n", "pkg/user.py": text})


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("from pkg.gone import C\n", "from pkg.new import C\n"),
        ("from .gone import C as D\n", "from .new import C as D\n"),
        ("import pkg.gone\nx = pkg.gone.C()\n", "import pkg.new\nx = pkg.new.C()\n"),
        ("from pkg import gone\nx = gone.C()\n", "from pkg import new\nx = new.C()\n"),
    ],
)
def test_a_dead_name_is_taken_from_where_it_is(make: Make, tmp_path: Path, before: str, after: str) -> None:
    done = _with(make, before).after(NAME)
    assert done.text("pkg/user.py") == after
    assert done.planned(NAME).is_empty
    done.runs(tmp_path, "import pkg.user")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("from pkg.gone import C, C as D\n", "from pkg.new import C, C as D\n"),
        ("import pkg.gone\nx = pkg.gone.C()\n", "import pkg.new\nx = pkg.new.C()\n"),
        ("import pkg.gone as g\nx = g.C()\n", "import pkg.new as g\nx = g.C()\n"),
        ("from pkg import gone\nx = gone.C()\n", "from pkg import new as gone\nx = gone.C()\n"),
        ("from . import gone\nx = gone.C()\n", "from . import new as gone\nx = gone.C()\n"),
        ("import pkg.gone\n", "import pkg.new\n"),
        ("from pkg.gone import *\nx = C()\n", "from pkg.new import *\nx = C()\n"),
        (
            "import importlib\nx = importlib.import_module('pkg.gone').C\n",
            "import importlib\nx = importlib.import_module('pkg.new').C\n",
        ),
    ],
)
def test_a_dead_module_is_replaced_in_all_forms(make: Make, tmp_path: Path, before: str, after: str) -> None:
    done = _with(make, before).after(MODULE)
    assert done.text("pkg/user.py") == after
    assert done.planned(MODULE).is_empty
    done.runs(tmp_path, "import pkg.user")


def test_strings_that_name_what_is_dead_follow(make: Make) -> None:
    text = "from unittest.mock import patch\n\n\n@patch('pkg.gone.C.size', 2)\ndef test(): ...\n"
    assert "'pkg.new.C.size'" in _with(make, text).after(MODULE).text("pkg/user.py")
    assert "'pkg.new.C.size'" in _with(make, text).after(NAME).text("pkg/user.py")


def test_an_import_that_is_guarded_against_failing_is_left(make: Make) -> None:
    text = "try:\n    from pkg.gone import C\nexcept ImportError:\n    C = None\n"
    planned = _with(make, text).planned(NAME)
    assert planned.is_empty
    assert planned.left[0].line == 2


@pytest.mark.parametrize(
    "form", ["import pkg.gone", "from pkg import gone", "from pkg.gone import *", "import pkg.gone as g"]
)
def test_a_guarded_import_of_a_dead_module_is_left_in_every_form(make: Make, form: str) -> None:
    planned = _with(make, f"try:\n    {form}\nexcept ImportError:\n    pass\n").planned(MODULE)
    assert planned.is_empty
    assert planned.left[0].line == 2


TWO = (
    RepairDeadImport(dead=Symbol("pkg.gone", "C"), means=Symbol("pkg.new", "C")),
    RepairDeadImport(dead="pkg.lost", means="pkg.new"),
)
C_IS = "pkg.gone:C does not exist; it means pkg.new:C"
LOST_IS = "pkg.lost does not exist; it means pkg.new"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("from pkg.gone import C\n", {C_IS}),
        ("import pkg.gone\nx = pkg.gone.C()\n", {C_IS}),
        ("from pkg.lost import C\n", {LOST_IS}),
        ("import pkg.lost as lost\nx = lost.C()\n", {LOST_IS}),
        ("from pkg.lost import *\nx = C()\n", {LOST_IS}),
        ("from pkg import lost\nx = lost.C()\n", {LOST_IS}),
        ("from pkg.gone import C\nfrom pkg.lost import C as D\n", {C_IS, LOST_IS}),
        ("from unittest.mock import patch\n\n\n@patch('pkg.gone.C.size', 2)\ndef test(): ...\n", {C_IS}),
        ("import importlib\nx = importlib.import_module('pkg.lost').C\n", {LOST_IS}),
        ('"""A :class:`pkg.gone.C`."""\n', {C_IS}),
        ("import pkg.gone, pkg.lost\nx = pkg.gone.C(), pkg.lost.C()\n", {f"{LOST_IS}; {C_IS}"}),
    ],
)
def test_each_hunk_of_several_repairs_says_its_own_reason(make: Make, text: str, why: set[str]) -> None:
    sandbox = _with(make, text)
    planned = plan_repairs(TWO, sandbox.model, sandbox.tree)
    assert {edit.why for change in planned.files for edit in change.edits} == why


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("docs/a.rst", "See :class:`pkg.gone.C`.\n"),
        ("pyproject.toml", '[project.scripts]\nc = "pkg.gone:C"\n'),
    ],
)
def test_a_hunk_of_a_document_says_its_own_reason_too(make: Make, path: str, text: str) -> None:
    sandbox = make({"pkg/__init__.py": "", "pkg/new.py": "class C: ...\n", path: text})
    planned = plan_repairs(TWO, sandbox.model, sandbox.tree)
    assert {edit.why for change in planned.files for edit in change.edits} == {C_IS}


def test_what_exists_is_not_repaired(make: Make) -> None:
    wrong = RepairDeadImport(dead=Symbol("pkg.new", "C"), means=Symbol("pkg.new", "C"))
    assert _with(make, "").planned(wrong).refused == "pkg.new:C exists"


def test_what_does_not_exist_repairs_nothing(make: Make) -> None:
    wrong = RepairDeadImport(dead=Symbol("pkg.gone", "C"), means=Symbol("pkg.new", "Q"))
    assert "does not exist either" in _with(make, "").planned(wrong).refused
