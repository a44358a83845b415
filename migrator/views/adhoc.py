"""An ad hoc change as the answer to `move` and `canonical`."""

from migrator.campaign.adhoc import AdHoc
from migrator.views.batches import diff_of, left_view, proof_view
from migrator.wire.acts import AdHocView
from migrator.wire.encoding import SCHEMA


def ad_hoc_view(change: AdHoc, *, diff: str | None, written: bool, commit: str) -> AdHocView:
    """What was done or would be.

    Args:
        change: The planned change.
        diff: Its diff, see `ad_hoc_diff`: made before the tree changes.
        written: It is in the working tree now.
        commit: The commit it landed as, or ``""``.
    """
    change_set = change.planned.change_set
    return AdHocView(
        schema=SCHEMA,
        changed=tuple(file.path for file in change_set.files if file.edits or file.blob is None),
        left=tuple(left_view(left) for left in change.planned.left),
        notes=change_set.notes,
        proof=tuple(proof_view(proof) for proof in change.proofs),
        diff=diff,
        written=written,
        commit=commit,
        refused=change.refused,
    )


def ad_hoc_diff(change: AdHoc) -> str:
    """The unified diff of a planned change."""
    return diff_of(change.analysis, change.planned.change_set)
