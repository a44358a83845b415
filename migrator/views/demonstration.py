"""A campaign carried out from start to end as the answer to `demo --auto`."""

from migrator.campaign.demonstration import Carried
from migrator.progress.history import CampaignCommit
from migrator.progress.measures import PhaseProgress
from migrator.views.batches import left_view
from migrator.views.outcomes import refusal_view
from migrator.views.status import check_view
from migrator.wire.demonstration import DemoCommit, DemoPhase, DemoView
from migrator.wire.encoding import SCHEMA


def demo_view(carried: Carried) -> DemoView:
    """What the campaign did."""
    return DemoView(
        schema=SCHEMA,
        root=str(carried.root),
        phases=tuple(_phase(progress) for progress in carried.progress),
        commits=tuple(_commit(entry) for entry in carried.commits),
        checks=tuple(check_view(result, commit) for commit, result in carried.checks),
        left=tuple(left_view(left) for left in carried.left),
        refused={batch: refusal_view(error) for batch, error in carried.outcome.refused},
        pushed=carried.pushed,
    )


def _phase(progress: PhaseProgress) -> DemoPhase:
    phase = progress.state.phase
    return DemoPhase(
        id=phase.id,
        title=phase.title,
        finds=phase.finds.value,
        before=progress.before.value,
        after=progress.after.value,
        kept=len(progress.state.kept),
        left=progress.left,
        unit=progress.before.unit,
        parts_before=dict(progress.before.parts),
        parts_after=dict(progress.after.parts),
    )


def _commit(entry: CampaignCommit) -> DemoCommit:
    record = entry.record
    return DemoCommit(
        sha=entry.commit.sha,
        phase=record.phase if record is not None else "",
        batch=record.id if record is not None else "",
        subject=entry.commit.subject,
    )
