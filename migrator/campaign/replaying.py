"""A replay as a campaign asks for it: looked at with the campaign's own analyses, and made into the tree that may land.

Both `sync` and `adopt` carry the campaign to another base; they differ in which branch gets the merge.
"""

from collections.abc import Callable
from dataclasses import dataclass

from migrator.analysis import Analysis
from migrator.campaign.acts import STATIC_ONLY, Acts
from migrator.campaign.replay_texts import message_of, record_of
from migrator.campaign.snapshot import Place, analyse_place, place_of_tree
from migrator.errors import CancelledError, RefusedError
from migrator.git.door import Repository
from migrator.git.objects import write_files
from migrator.landing.values import LandingRequest, Step
from migrator.records.syncs import SyncRecord, render_sync
from migrator.replay.replay import replay
from migrator.replay.steps import Look
from migrator.replay.values import Replayed


@dataclass(frozen=True)
class Proof:
    """How far the results of the plan's checks for the campaign's tip still stand on the new base.

    Attributes:
        stands: They do: only the static proofs are repeated.
        near: Files for which they do not.
    """

    stands: bool
    near: tuple[str, ...] = ()


@dataclass(frozen=True)
class Carried:
    """A campaign on another base, looked at and not landed.

    Attributes:
        tip: The campaign's.
        name: The base, as it was named.
        replayed: What became of each commit.
        tree: The tree that lands, the record included; of a stopped one, what is kept.
        record: What is committed with it.
        message: Of the commit.
        proof: Whether the checks run again.
    """

    tip: str
    name: str
    replayed: Replayed
    tree: str
    record: SyncRecord
    message: str
    proof: Proof


def carry(  # noqa: PLR0913  the parts of one question
    acts: Acts,
    place: Place,
    *,
    name: str,
    onto: str,
    repo: Repository,
    begin: str | None = None,
    judge: Callable[[Repository, Replayed, Look], Proof],
) -> Carried:
    """Replay the campaign on another base, as a tree with its record. Objects are stored in ``repo``, nothing else changes.

    Args:
        acts: The campaign's.
        place: Its tip.
        name: The base, as it was named.
        onto: The base.
        repo: Where objects go.
        begin: Where the campaign began, for a base that may not have that.
        judge: Says whether the checks' results still stand; ``repo`` is where the trees of the replay can be read.
    """
    look = look_of(acts, repo, place)
    replayed = replay(repo, tip=place.commit, onto=onto, look=look, begin=begin, told=told_of(acts))
    proof = judge(repo, replayed, look)
    record = record_of(place.plan, replayed, checks_stand=proof.stands)
    tree = write_files(repo, replayed.tree, {record.path: render_sync(record)}, {})
    return Carried(
        tip=place.commit,
        name=name,
        replayed=replayed,
        tree=tree,
        record=record,
        message=message_of(place.plan, name, replayed, record),
        proof=proof,
    )


def request_of(acts: Acts, place: Place, carried: Carried) -> LandingRequest:
    """The landing of what was carried, as a merge of the campaign's tip and the new base."""
    plan, stands = place.plan, carried.proof.stands
    return LandingRequest(
        campaign=plan.name,
        branch=plan.branch,
        base=carried.tip,
        batch=carried.record.id,
        writes=(),
        message=carried.message,
        checks=() if stands else plan.checks,
        tree=carried.tree,
        follow=plan.follow,
        static_only=_is_static_only(place, carried.replayed),
        trusted=acts.trusted,
        returns_to=carried.replayed.onto,
        merges=(carried.replayed.onto,),
        unchecked=f"static proofs only ({carried.record.proof}): nothing that the base changed is near"
        if stands
        else "",
    )


def expect_begun(place: Place) -> Place:
    """Refuse where nothing has landed yet. Raises `RefusedError`."""
    if not place.commit or not place.tip_ref:
        raise RefusedError("Nothing has landed yet, so there is nothing to replay", hint="land a batch first")
    return place


def look_of(acts: Acts, repo: Repository, place: Place) -> Look:
    """Analyses trees of a replay, as the campaign analyses its tip."""
    campaign = acts.campaign

    def look(tree: str, since: str, previous: Analysis | None) -> Analysis:
        there = place_of_tree(repo, tree, place.plan, campaign.blobs, since=since)
        return analyse_place(
            there,
            cache=campaign.cache,
            previous=previous or campaign.analysis(),
            progress=None,
            plugins=campaign.plugins,
            past=campaign.past,
            cancelled=campaign.stopping,
        )

    return look


def told_of(acts: Acts) -> Callable[[str, int, int], None]:
    """Tells of a replay's progress, and ends it where the user stopped it."""

    def told(title: str, done: int, total: int) -> None:
        if acts.cancelled.is_set():
            raise CancelledError("Stopped; nothing was changed")
        acts.campaign.listener.landing(Step(f"replaying: {title}", done, total))

    return told


def _is_static_only(place: Place, replayed: Replayed) -> bool:
    phases = (place.plan.phase(record.phase) for step in replayed.steps for record in step.source.records)
    return all(phase is not None and phase.finds in STATIC_ONLY for phase in phases)
