"""An ad hoc change as the answer to `move` and `canonical`."""

from collections.abc import Sequence

import msgspec

from migrator.campaign.adhoc import AdHoc
from migrator.views.batches import diff_of, left_view, proof_view
from migrator.wire.acts import AdHocView
from migrator.wire.encoding import SCHEMA


def ad_hoc_view(
    change: AdHoc, *, written: bool = False, commit: str = "", notes: tuple[str, ...] = ()
) -> AdHocView:
    """What was done or would be. Only what is nowhere yet has a diff: it reads the tree as it was.

    Args:
        change: The planned change.
        written: It is in the working tree now.
        commit: The commit it landed as, or ``""``.
        notes: What else a person should know.
    """
    change_set = change.planned.change_set
    return AdHocView(
        schema=SCHEMA,
        title=change.planned.batch.title,
        changed=tuple(
            file.path for file in change_set.files if file.edits or file.blob is None or file.is_gone
        ),
        left=tuple(left_view(left) for left in change.planned.left),
        notes=(*change_set.notes, *notes),
        proof=tuple(proof_view(proof) for proof in change.proofs),
        diff=msgspec.UNSET if written or commit else ad_hoc_diff(change),
        written=written,
        commit=commit,
        refused=change.refused,
    )


def each_view(views: Sequence[AdHocView]) -> AdHocView:
    """Several changes as one answer."""
    diffs = [view.diff for view in views if isinstance(view.diff, str)]
    return AdHocView(
        schema=SCHEMA,
        title=f"{len(views)} changes",
        changed=tuple(sorted({path for view in views for path in view.changed})),
        left=tuple(dict.fromkeys(left for view in views for left in view.left)),
        notes=tuple(dict.fromkeys(note for view in views for note in view.notes)),
        proof=tuple(proof for view in views for proof in view.proof),
        diff="".join(diffs) if len(diffs) == len(views) else msgspec.UNSET,
        written=bool(views) and all(view.written for view in views),
        commit=views[-1].commit if views else "",
        refused="; ".join(f"{view.title}: {view.refused}" for view in views if view.refused),
        each=tuple(views),
    )


def ad_hoc_diff(change: AdHoc) -> str:
    """The unified diff of a planned change."""
    return diff_of(change.analysis, change.planned.change_set)
