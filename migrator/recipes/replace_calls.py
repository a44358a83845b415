"""Recipe: call the canonical creator."""

from collections.abc import Sequence

from migrator.model.model import Model
from migrator.recipes.values import ChangeSet
from migrator.records.intentions import Exclusion, ReplaceCalls
from migrator.source.values import Tree


def plan_replace_calls(
    intention: ReplaceCalls, model: Model, tree: Tree, exclusions: Sequence[Exclusion] = ()
) -> ChangeSet:
    """Refused: this change is not planned yet."""
    del model, tree, exclusions
    return ChangeSet(refused=f"this version cannot call the canonical creator ({intention.creator})")
