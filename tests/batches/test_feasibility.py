"""Weighing a move without its use sites must say the same as planning it whole: on every definition of the sample, at two places."""

import pytest

from migrator.analysis import Analysis, analyse
from migrator.batches.assemble import plan_all
from migrator.campaign.demonstration import sample_folder
from migrator.model.values import Symbol
from migrator.plan.load import find_plan
from migrator.recipes.planning import why_refused
from migrator.records.intentions import Moved, MoveSymbols
from tests.facts.listed_tree import ListedTree

SCOPE = "chat_backend.websocket_core"


@pytest.fixture(scope="module")
def sample() -> Analysis:
    root = sample_folder()
    paths = [path for path in root.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    files = {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}
    plan = find_plan(files.get)
    assert plan is not None
    return analyse(ListedTree(files), plan)


@pytest.mark.parametrize("target", [f"{SCOPE}.types", f"{SCOPE}.shared_types"])
def test_a_move_is_refused_without_its_sites_exactly_where_it_is_with_them(
    sample: Analysis, target: str
) -> None:
    said: dict[bool, int] = {True: 0, False: 0}
    for module in sample.model.modules:
        facts = sample.model.facts_of(module)
        if not module.startswith(f"{SCOPE}.") or facts is None or module == target:
            continue
        for name in dict.fromkeys(definition.name for definition in facts.definitions):
            recipe = MoveSymbols((Moved(Symbol(module, name), Symbol(target, name)),), target)
            whole = plan_all(sample, (recipe,)).refused
            assert why_refused(recipe, sample.model, sample.tree) == whole
            said[bool(whole)] += 1
    assert said[True] > 3
    assert said[False] > 30
