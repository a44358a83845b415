"""Recipe: let all members of an enum mean one."""

from collections.abc import Sequence

from migrator.model.model import Model
from migrator.recipes.values import ChangeSet
from migrator.records.intentions import CollapseEnum, Exclusion
from migrator.source.values import Tree


def plan_collapse(
    intention: CollapseEnum, model: Model, tree: Tree, exclusions: Sequence[Exclusion] = ()
) -> ChangeSet:
    """Refused: this change is not planned yet."""
    del model, tree, exclusions
    return ChangeSet(refused=f"this version cannot let all members of an enum mean one ({intention.enum})")
