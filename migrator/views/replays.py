"""What came of carrying a campaign to another base, or would."""

from migrator.campaign.replay_texts import how_to_go_on, places
from migrator.campaign.replaying import Carried
from migrator.campaign.syncing import Synced
from migrator.replay.values import Step, Stop
from migrator.views.outcomes import landed_view
from migrator.wire.acts import NewSiteView, ReplayedView, StopView, SyncView
from migrator.wire.encoding import SCHEMA

SYNC_AGAIN = "migrator sync --onto"
ADOPT_AGAIN = "migrator adopt"


def synced_view(synced: Synced, again: str = SYNC_AGAIN) -> SyncView:
    """What came of it; ``again`` is the command that goes on after a stop."""
    carried = synced.carried
    replayed = carried.replayed
    stop = replayed.stop
    return SyncView(
        schema=SCHEMA,
        name=carried.name,
        onto=replayed.onto,
        tip=carried.tip,
        tree=carried.tree,
        commits=tuple(_replayed(step) for step in replayed.steps),
        stop=None if stop is None else _stop(stop, how_to_go_on(stop, replayed.onto, synced.kept, again)),
        proof=carried.record.proof,
        near=carried.proof.near,
        landed=None if synced.landed is None else landed_view(synced.landed),
        kept=synced.kept,
        said=synced.said,
    )


def carried_view(carried: Carried, again: str = SYNC_AGAIN) -> SyncView:
    """What would come of it."""
    return synced_view(Synced(carried), again)


def _replayed(step: Step) -> ReplayedView:
    return ReplayedView(
        sha=step.source.commit.sha,
        subject=step.source.commit.subject,
        batch=step.source.batch,
        outcome=step.outcome.value,
        sites=len(step.hunks),
        added=tuple(NewSiteView(hunk.path, hunk.line, hunk.old, hunk.new) for hunk in step.added),
        gone=places(step.gone),
        said=step.said,
    )


def _stop(stop: Stop, how: tuple[str, ...]) -> StopView:
    commit = stop.source.commit if stop.source is not None else None
    return StopView(
        sha=commit.sha if commit is not None else "",
        subject=commit.subject if commit is not None else "",
        why=stop.why,
        paths=stop.paths,
        detail=stop.detail,
        how=how,
    )
