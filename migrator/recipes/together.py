"""Several recipes of one batch, planned on the same tree.

What can be merged is merged, so that a reviewer reads one diff against the base. A recipe that claims bytes which another one edits is handed
back: whoever asked plans it on the result of the others.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from migrator.model.model import Model
from migrator.recipes.edits import OverlappingEditsError, merge_change_sets
from migrator.recipes.planning import plan_recipe
from migrator.recipes.repair_dead_import import plan_repairs
from migrator.recipes.values import ChangeSet
from migrator.records.intentions import Exclusion, Recipe, RepairDeadImport
from migrator.source.values import Tree


@dataclass(frozen=True)
class PlannedTogether:
    """What could be planned on one tree, and the recipes that have to wait for its result."""

    change_set: ChangeSet
    waiting: tuple[Recipe, ...]


def plan_together(
    recipes: Sequence[Recipe], model: Model, tree: Tree, exclusions: Sequence[Exclusion] = ()
) -> PlannedTogether:
    """Plan recipes on one tree. ``model`` must be the model of ``tree``; a refusal of one refuses all."""
    repairs = tuple(recipe for recipe in recipes if isinstance(recipe, RepairDeadImport))
    total = plan_repairs(repairs, model, tree, exclusions) if repairs else ChangeSet()
    waiting: list[Recipe] = []
    for recipe in recipes:
        if isinstance(recipe, RepairDeadImport):
            continue
        planned = plan_recipe(recipe, model, tree, exclusions=exclusions)
        try:
            total = merge_change_sets(total, planned)
        except OverlappingEditsError:
            waiting.append(recipe)
    return PlannedTogether(total, tuple(waiting))
