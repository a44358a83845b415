"""When a recipe counts as satisfied on a tree where it cannot be planned: what it wanted is so, by whoever's hand."""

import pytest

from migrator.model.values import Symbol
from migrator.plan.values import Plan
from migrator.records.intentions import (
    AliasDuplicate,
    DropImport,
    ImportFromDefinition,
    Moved,
    MoveModule,
    MoveSymbols,
    Recipe,
    RepairDeadImport,
    ReplaceCalls,
)
from migrator.replay.settled import why_settled
from tests.recipes.conftest import DictTree, Sandbox

C, NEW, NEWER = Symbol("pkg.old", "C"), Symbol("pkg.new", "C"), Symbol("pkg.newer", "C")
MOVE = MoveSymbols((Moved(C, NEW),), "pkg.new")
CLASS = "class C:\n    pass\n"


@pytest.mark.parametrize(
    ("recipe", "files", "is_settled"),
    [
        pytest.param(MOVE, {"pkg/old.py": CLASS, "pkg/new.py": ""}, False, id="it is where it was"),
        pytest.param(
            MOVE, {"pkg/old.py": "from pkg.new import C\n", "pkg/new.py": CLASS}, True, id="it moved"
        ),
        pytest.param(MOVE, {"pkg/new.py": CLASS}, True, id="it moved, and the old module is gone"),
        pytest.param(
            MOVE, {"pkg/old.py": CLASS, "pkg/new.py": CLASS}, False, id="two of the name are no move"
        ),
        pytest.param(
            MOVE, {"pkg/old.py": "", "pkg/new.py": ""}, False, id="it is nowhere: somebody must look"
        ),
        pytest.param(
            MOVE,
            {
                "pkg/old.py": "from pkg.newer import C\n",
                "pkg/new.py": "from pkg.newer import C\n",
                "pkg/newer.py": CLASS,
            },
            True,
            id="a later move took it on",
        ),
        pytest.param(MoveModule("pkg.old", "pkg.new"), {"pkg/new.py": CLASS}, True, id="the module is there"),
        pytest.param(
            MoveModule("pkg.old", "pkg.new"), {"pkg/old.py": CLASS}, False, id="the module is not there"
        ),
        pytest.param(
            RepairDeadImport(C, NEW),
            {"pkg/old.py": CLASS, "pkg/new.py": CLASS},
            True,
            id="the dead name exists again",
        ),
        pytest.param(
            RepairDeadImport(C, NEW),
            {"pkg/old.py": "", "pkg/user.py": "from pkg.old import C\n"},
            False,
            id="it is dead and named",
        ),
        pytest.param(RepairDeadImport(C, NEW), {"pkg/old.py": ""}, True, id="it is dead and nobody names it"),
        pytest.param(AliasDuplicate(C, NEW), {"pkg/new.py": CLASS}, True, id="the duplicate is gone"),
        pytest.param(
            AliasDuplicate(C, NEW),
            {"pkg/old.py": CLASS, "pkg/new.py": CLASS},
            False,
            id="the duplicate is there",
        ),
        pytest.param(
            AliasDuplicate(C, NEW),
            {"pkg/old.py": "", "pkg/new.py": CLASS, "pkg/user.py": "from pkg.old import C\n"},
            False,
            id="the duplicate is gone and somebody names it",
        ),
        pytest.param(
            ReplaceCalls(Symbol("pkg.old", "make"), Symbol("pkg.new", "make")),
            {"pkg/old.py": "from pkg.new import make\n", "pkg/new.py": "def make() -> int:\n    return 1\n"},
            True,
            id="the creator is the canonical one",
        ),
        pytest.param(
            ImportFromDefinition("pkg.user", "pkg.old", ("C",)),
            {"pkg/old.py": "", "pkg/new.py": CLASS, "pkg/user.py": "from pkg.new import C\n"},
            True,
            id="the importer takes it from elsewhere",
        ),
        pytest.param(
            DropImport("pkg.user", "pkg.old", ("C",)),
            {"pkg/old.py": CLASS, "pkg/user.py": "from pkg.old import C\n"},
            False,
            id="the import is there",
        ),
        pytest.param(
            DropImport("pkg.user", "pkg.old", ("C",)), {"pkg/old.py": CLASS}, True, id="the importer is gone"
        ),
    ],
)
def test_satisfied_is_what_is_so_already(recipe: Recipe, files: dict[str, str], is_settled: bool) -> None:  # noqa: FBT001
    plan = Plan(name="t", packages=("pkg",))
    model = Sandbox(DictTree({"pkg/__init__.py": "", **files}), plan).model
    assert bool(why_settled(recipe, model)) is is_settled
