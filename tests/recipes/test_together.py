import pytest

from migrator.model.values import Symbol
from migrator.plan.values import Finds
from migrator.recipes.editing.edits import apply_change_set
from migrator.recipes.planning import can_close
from migrator.recipes.together import plan_together
from migrator.records.intentions import (
    DropImport,
    GuardForTyping,
    Moved,
    MoveModule,
    MoveSymbols,
    Recipe,
    RepairDeadImport,
    RewriteImports,
)
from tests.recipes.conftest import Make


def _rewrite(name: str) -> RewriteImports:
    return RewriteImports(definition=Symbol("pkg.new", name), canonical=Symbol("pkg.new", name))


FILES = {
    "pkg/__init__.py": "",
    "pkg/new.py": "class A: ...\n\n\nclass B: ...\n",
    "pkg/old.py": "from pkg.new import A, B\n",
}


def test_names_of_one_statement_are_rewritten_in_one_edit(make: Make) -> None:
    sandbox = make({**FILES, "pkg/user.py": "from pkg.old import A, B\n"})
    planned = plan_together([_rewrite("A"), _rewrite("B")], sandbox.model, sandbox.tree)
    assert planned.waiting == ()
    done = apply_change_set(sandbox.tree, planned.change_set)
    assert done["pkg/user.py"] == b"from pkg.new import A, B\n"


def test_dead_names_of_one_statement_are_repaired_in_one_edit(make: Make) -> None:
    sandbox = make({**FILES, "pkg/user.py": "from pkg.gone import A, B\n"})
    repairs = [RepairDeadImport(dead=Symbol("pkg.gone", one), means=Symbol("pkg.new", one)) for one in "AB"]
    planned = plan_together(repairs, sandbox.model, sandbox.tree)
    done = apply_change_set(sandbox.tree, planned.change_set)
    assert done["pkg/user.py"] == b"from pkg.new import A, B\n"


def test_a_recipe_that_meets_another_in_one_statement_waits_for_its_result(make: Make) -> None:
    sandbox = make({**FILES, "pkg/user.py": "from pkg.old import A, B\n\n\ndef f(b: B) -> None: ...\n"})
    drop = DropImport(importer="pkg.user", imported="pkg.old", names=("A",))
    guard = GuardForTyping(importer="pkg.user", imported="pkg.old", names=("B",))
    recipes: list[Recipe] = [drop, guard]
    planned = plan_together(recipes, sandbox.model, sandbox.tree)
    assert planned.waiting == (guard,)
    assert len(planned.change_set.files) == 1


def test_a_site_keeps_its_key_whichever_names_are_rewritten_along_with_it(make: Make) -> None:
    sandbox = make(
        {**FILES, "pkg/user.py": "from pkg.old import A\n", "pkg/other.py": "from pkg.old import B\n"}
    )

    def key(recipes: list[Recipe]) -> str:
        files = plan_together(recipes, sandbox.model, sandbox.tree).change_set.files
        return next(change.edits[0].hunk for change in files if change.path == "pkg/user.py")

    assert key([_rewrite("A")]) == key([_rewrite("B"), _rewrite("A")])


def test_each_recipe_says_what_it_can_close() -> None:
    assert can_close(_rewrite("A")) == {Finds.IMPORT_PATHS, Finds.SHIMS}
    assert Finds.IMPORT_CYCLES in can_close(DropImport(importer="a", imported="b", names=()))


def test_where_one_recipe_is_refused_nothing_is_planned(make: Make) -> None:
    sandbox = make({**FILES, "pkg/user.py": "from pkg.old import A\n"})
    refused = RewriteImports(definition=Symbol("pkg.new", "B"), canonical=Symbol("pkg.new", "A"))
    drop = DropImport(importer="pkg.old", imported="pkg.new", names=("B",))
    planned = plan_together([drop, refused], sandbox.model, sandbox.tree)
    assert planned.change_set.refused
    assert planned.change_set.files == ()


def test_two_paths_for_one_definition_are_refused(make: Make) -> None:
    sandbox = make({**FILES, "pkg/user.py": "from pkg.old import A\n"})
    other = RewriteImports(definition=Symbol("pkg.new", "A"), canonical=Symbol("pkg.old", "A"))
    planned = plan_together([_rewrite("A"), other], sandbox.model, sandbox.tree)
    assert (
        planned.change_set.refused
        == "pkg.new:A and pkg.old:A are both asked for as the one path of pkg.new:A"
    )


@pytest.mark.parametrize(
    ("recipes", "said"),
    [
        pytest.param(
            (MoveModule("pkg.old", "pkg.one"), MoveModule("pkg.old", "pkg.two")),
            "pkg.old is to move to pkg.one and to pkg.two: it can live in one place",
            id="module",
        ),
        pytest.param(
            (
                MoveSymbols((Moved(Symbol("pkg.new", "A"), Symbol("pkg.one", "A")),), "pkg.one"),
                MoveSymbols((Moved(Symbol("pkg.new", "A"), Symbol("pkg.two", "A")),), "pkg.two"),
            ),
            "pkg.new:A is to move to pkg.one:A and to pkg.two:A: it can live in one place",
            id="definition",
        ),
    ],
)
def test_two_places_for_one_thing_are_refused_since_the_second_would_move_only_its_shim(
    make: Make, recipes: tuple[Recipe, ...], said: str
) -> None:
    sandbox = make(FILES)
    planned = plan_together(recipes, sandbox.model, sandbox.tree)
    assert planned.change_set.refused == said
    assert planned.change_set.is_empty
    assert planned.waiting == ()


def test_the_same_move_asked_for_twice_is_one_move(make: Make) -> None:
    sandbox = make(FILES)
    move = MoveModule("pkg.old", "pkg.one")
    planned = plan_together((move, move), sandbox.model, sandbox.tree)
    assert planned.change_set.refused == ""
    assert ("pkg.old", "pkg.one") in planned.change_set.modules


@pytest.mark.parametrize("is_first", [True, False], ids=["asked for first", "asked for last"])
def test_imports_that_a_cycle_forbids_wait_for_the_move_that_opens_it(make: Make, *, is_first: bool) -> None:
    """Else the batch, done again, would rewrite what it has left."""
    sandbox = make(
        {
            "pkg/__init__.py": "from .low import Store\nfrom .user import helper\n",
            "pkg/low.py": "class Store: ...\n",
            "pkg/user.py": "from .low import Store\n\n\ndef helper(): ...\n\n\ndef run():\n    return Store()\n",
        }
    )
    move = MoveSymbols((Moved(Symbol("pkg.user", "helper"), Symbol("pkg.made", "helper")),), "pkg.made")
    rewrite = RewriteImports(definition=Symbol("pkg.low", "Store"), canonical=Symbol("pkg", "Store"))
    recipes: tuple[Recipe, ...] = (rewrite, move) if is_first else (move, rewrite)
    planned = plan_together(recipes, sandbox.model, sandbox.tree)
    assert planned.waiting == (rewrite,)
    assert planned.change_set.left == ()
