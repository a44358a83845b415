"""Recipe: make one class the alias of another."""

from collections.abc import Sequence

from migrator.model.model import Model
from migrator.recipes.values import ChangeSet
from migrator.records.intentions import AliasDuplicate, Exclusion
from migrator.source.values import Tree


def plan_alias(
    intention: AliasDuplicate, model: Model, tree: Tree, exclusions: Sequence[Exclusion] = ()
) -> ChangeSet:
    """Refused: this change is not planned yet."""
    del model, tree, exclusions
    return ChangeSet(
        refused=f"this version cannot make one class the alias of another ({intention.duplicate})"
    )
