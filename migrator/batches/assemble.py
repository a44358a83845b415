"""A proposed batch planned on a tree: its recipes' change sets as one, with hunks and shapes.

Recipes are planned on the same base where that is possible. One that touches what another has edited is planned on the result of those
before it, and its edits are carried back, so that the reviewer always reads one diff against the base.
"""

from collections.abc import Mapping, Sequence

import msgspec

from migrator.analysis import Analysis, analyse
from migrator.batches.compose import compose_changes
from migrator.batches.review import hunks_of, shapes_of
from migrator.batches.values import Batch, PlannedBatch
from migrator.errors import StalePlanError
from migrator.git.objects import name_of_blob
from migrator.model.values import Symbol
from migrator.plan.values import ShimChoice
from migrator.recipes.editing.edits import content_after
from migrator.recipes.together import nothing_where_refused, plan_together
from migrator.recipes.values import ChangeSet, FileChange
from migrator.records.intentions import Exclusion, MoveSymbols, Recipe
from migrator.source.trees import OverlayTree
from migrator.source.values import Tree

SHA256_DIGITS = 64


def plan_batch(analysis: Analysis, batch: Batch, exclusions: Sequence[Exclusion] = ()) -> PlannedBatch:
    """Plan a batch on an analysed tree, around the excluded hunks."""
    change_set = plan_all(analysis, batch.recipes, exclusions)
    hunks = hunks_of(change_set.files, analysis.tree.read)
    return PlannedBatch(
        batch=batch,
        base=analysis.tree.identity,
        change_set=change_set,
        shapes=shapes_of(hunks),
        hunks=hunks,
        left=change_set.left,
        exclusions=tuple(exclusions),
        refused=change_set.refused,
    )


def plan_all(
    analysis: Analysis, recipes: Sequence[Recipe], exclusions: Sequence[Exclusion] = ()
) -> ChangeSet:
    """One change set for several recipes, against the analysed tree. Without a plan cycles may become longer: nobody has set out to open them."""
    may = not analysis.plan.path
    planned = plan_together(
        recipes, analysis.model, analysis.tree, exclusions, analysis.plugins, lengthens=may
    )
    total, waiting = planned.change_set, planned.waiting
    for recipe in waiting:
        if total.refused:
            break
        later = overlay(analysis, total)
        following = plan_together([recipe], later.model, later.tree, exclusions, later.plugins, lengthens=may)
        total = joined(analysis, total, following.change_set)
    if total.refused:
        return nothing_where_refused(total)
    return msgspec.structs.replace(total, retired=(*total.retired, *_retired(recipes)))


def overlay(analysis: Analysis, change_set: ChangeSet) -> Analysis:
    """The analysis of the tree with a change set on top; only the changed files are parsed."""
    tree = OverlayTree(analysis.tree, new_contents(analysis, change_set))
    return analyse(
        tree,
        analysis.plan,
        previous=analysis,
        standing=analysis.standing,
        plugins=analysis.plugins,
        past=analysis.past,
        pending_renames=change_set.renames,
    )


def new_contents(analysis: Analysis, change_set: ChangeSet) -> Mapping[str, bytes | None]:
    """Path to new bytes for every file that a change set changes or makes, None for one that it removes. Raises StalePlanError, see `planned_bytes`."""
    return {
        change.path: content_after(planned_bytes(analysis.tree, change), change)
        for change in change_set.files
    }


def planned_bytes(tree: Tree, change: FileChange) -> bytes:
    """The bytes that a change was planned on.

    Raises:
        StalePlanError: The file reads differently now: somebody saved it in the working tree meanwhile, and spans of other bytes mean nothing.
    """
    if change.blob is None:
        return b""
    raw = tree.read(change.path)
    if name_of_blob(raw, "sha256" if len(change.blob) == SHA256_DIGITS else "sha1") != change.blob:
        raise StalePlanError(f"{change.path} has changed since this was planned", hint="plan again")
    return raw


def _retired(recipes: Sequence[Recipe]) -> tuple[Symbol, ...]:
    """The old paths that a move was told to leave nothing at."""
    moves = (one for one in recipes if isinstance(one, MoveSymbols) and one.shim is ShimChoice.NONE)
    return tuple(moved.old for one in moves for moved in one.moves)


def joined(analysis: Analysis, first: ChangeSet, second: ChangeSet) -> ChangeSet:
    """Both change sets, the second planned on the result of the first, as one of the base."""
    by_path = {change.path: change for change in first.files}
    for change in second.files:
        earlier = by_path.get(change.path)
        if earlier is None:
            by_path[change.path] = change
        elif change.is_gone and earlier.blob is None:
            del by_path[change.path]
        else:
            base = b"" if earlier.blob is None else analysis.tree.read(change.path)
            by_path[change.path] = compose_changes(base, earlier, change)
    return ChangeSet(
        files=tuple(by_path[path] for path in sorted(by_path)),
        left=tuple(sorted({*first.left, *second.left})),
        renames=first.renames + second.renames,
        shims=first.shims + second.shims,
        retired=first.retired + second.retired,
        modules=first.modules + second.modules,
        notes=tuple(dict.fromkeys(first.notes + second.notes)),
        refused=first.refused or second.refused,
    )
