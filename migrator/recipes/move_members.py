"""Recipe: move the members that a class lacks."""

from collections.abc import Sequence

from migrator.model.model import Model
from migrator.recipes.values import ChangeSet
from migrator.records.intentions import Exclusion, MoveMembers
from migrator.source.values import Tree


def plan_move_members(
    intention: MoveMembers, model: Model, tree: Tree, exclusions: Sequence[Exclusion] = ()
) -> ChangeSet:
    """Refused: this change is not planned yet."""
    del model, tree, exclusions
    return ChangeSet(refused=f"this version cannot move the members that a class lacks ({intention.source})")
