"""What an undo takes back where a sync came after the batch: what the sync made of it, not what the commit had done on the old base.

A sync plans each batch again, and a newcomer of the base that it rewrote belongs to the batch from then on. So the sync is replayed as it was
(the same commits and the same recipes make the same trees), and the batch's step in it is what goes.
"""

from migrator.campaign.acts import Acts
from migrator.campaign.replaying import look_of, told_of
from migrator.errors import RefusedError
from migrator.git.objects import list_tree
from migrator.landing.undo import undo
from migrator.landing.values import Landed
from migrator.replay.commits import replayable
from migrator.replay.replay import replay
from migrator.replay.values import Kind, Replayable


def undo_batch(acts: Acts, batch_id: str = "") -> Landed:
    """Take a landed batch back (the last one where none is named) with a commit of its own.

    Raises:
        RefusedError: As `migrator.landing.undo.undo`; or a sync came since and cannot be replayed as it was.
    """
    with acts.campaign.looking():
        wanted = acts.undoing(batch_id)
        change = _made_by_sync(acts, wanted.commit, wanted.batch)
    return undo(
        acts.campaign.repo,
        wanted.request,
        wanted.commit,
        acts.campaign.listener.landing,
        acts.cancelled,
        change=change,
    )


def _made_by_sync(acts: Acts, commit: str, batch: str) -> tuple[str, str] | None:
    """The trees before and after the batch in the last sync that replayed it, None where there was none."""
    sync = _last_sync(acts, commit)
    if sync is None or sync.sync is None:
        return None
    repo, place = acts.campaign.repo, acts.campaign.place()
    tip, onto = sync.commit.parents[:2]
    done = replay(repo, tip=tip, onto=onto, look=look_of(acts, repo, place), told=told_of(acts))
    if done.stop is not None or done.tree != sync.sync.result:
        raise RefusedError(
            f"Batch {batch} was replayed by the sync {sync.commit.sha[:10]}, which would come out otherwise now",
            hint="Take it back by hand, or with the version of this program that made the sync.",
        )
    step = next((one for one in done.steps if one.source.commit.sha == commit), None)
    if step is None:
        return None
    path = f".migrator/batches/{batch}.json"
    if step.before == step.after or any(one.path == path for one in list_tree(repo, step.before)):
        raise RefusedError(
            f"Batch {batch} was part of the base already when the sync {sync.commit.sha[:10]} brought that",
            hint="It is work of the base now: take it back there, for instance with git revert.",
        )
    return step.before, step.after


def _last_sync(acts: Acts, commit: str) -> Replayable | None:
    """The newest sync on the campaign's line since a commit."""
    later = replayable(acts.campaign.repo, acts.campaign.place().commit, (commit,))
    return next((one for one in reversed(later) if one.kind is Kind.SYNC), None)
