"""Recipe: retire a creator behind a warning."""

from collections.abc import Sequence

from migrator.model.model import Model
from migrator.recipes.values import ChangeSet
from migrator.records.intentions import Exclusion, RetireCreator
from migrator.source.values import Tree


def plan_retire(
    intention: RetireCreator, model: Model, tree: Tree, exclusions: Sequence[Exclusion] = ()
) -> ChangeSet:
    """Refused: this change is not planned yet."""
    del model, tree, exclusions
    return ChangeSet(refused=f"this version cannot retire a creator behind a warning ({intention.creator})")
