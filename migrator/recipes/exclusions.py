"""Planning around what people decided to leave: a rejected site stays as it is and is listed with its reason."""

from collections.abc import Sequence

import msgspec

from migrator.recipes.editing.edits import line_of, without_hunks
from migrator.recipes.values import ChangeSet, Left
from migrator.records.intentions import Exclusion
from migrator.source.values import Tree


def exclude(change_set: ChangeSet, tree: Tree, exclusions: Sequence[Exclusion]) -> ChangeSet:
    """The change set without the excluded optional hunks; each becomes a site that was left."""
    if not exclusions:
        return change_set
    reasons = {(one.path, one.key): one.reason for one in exclusions}
    left = set(change_set.left)
    keys: dict[str, set[str]] = {}
    for change in change_set.files:
        hit = [edit for edit in change.edits if edit.optional and (change.path, edit.hunk) in reasons]
        if not hit or change.blob is None:
            continue
        raw = tree.read(change.path)
        for edit in {edit.hunk: edit for edit in reversed(hit)}.values():
            said = reasons[change.path, edit.hunk] or "no reason given"
            left.add(Left(change.path, line_of(raw, edit.start), f"left on purpose: {said}"))
            keys.setdefault(change.path, set()).add(edit.hunk)
    remaining = without_hunks(change_set, {path: frozenset(found) for path, found in keys.items()})
    return msgspec.structs.replace(remaining, left=tuple(sorted(left)))
