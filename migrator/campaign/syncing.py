"""Sync: the campaign on a base that moved, first looked at, then landed as one merge commit.

What is looked at is a tree, and what lands is that tree: a sync that would now make another one is refused. Where sites turned up that nobody
has approved they are shown, and the sync lands only when somebody says so.
"""

from dataclasses import dataclass

import msgspec

from migrator.campaign.acts import Acts
from migrator.campaign.bases import base_of
from migrator.campaign.replay_texts import unapproved_lines
from migrator.campaign.replaying import Carried, Proof, carry, expect_begun, request_of
from migrator.campaign.snapshot import Place
from migrator.errors import CancelledError, MigratorError, NothingToDoError, RefusedError, StalePlanError
from migrator.git.door import Repository
from migrator.git.history import commit_of, first_parents_outside, merge_base
from migrator.git.objects import is_ancestor, leaving_no_objects, tree_of
from migrator.git.refs import read_ref
from migrator.landing.checks import known_results
from migrator.landing.land import land
from migrator.landing.merges import kept_ref, land_sync
from migrator.landing.values import CheckOutcome, Landed, LandingRequest
from migrator.records.syncs import SYNC_FOLDER
from migrator.replay.commits import brought, replayable, resolution
from migrator.replay.nearness import what_is_near
from migrator.replay.steps import Look
from migrator.replay.values import Replayed


@dataclass(frozen=True)
class Synced:
    """What came of carrying a campaign: landed as a whole, or kept as far as it went on a branch of its own."""

    carried: Carried
    landed: Landed | None = None
    kept: str = ""
    """The name of the branch that holds what came before the stop; ``""`` where there is nothing to keep, or it could not be."""
    said: tuple[str, ...] = ()


def look_at_sync(acts: Acts, onto: str = "", *, repo: Repository | None = None) -> Carried:
    """What a sync would do. Objects are stored in ``repo`` (the campaign's own by default), nothing else changes.

    Raises:
        NothingToDoError: The campaign stands on that base already, or that base has all of the campaign.
        RefusedError: Nothing has landed yet, or the two have no common history.
    """
    campaign = acts.campaign
    place = expect_begun(campaign.place())
    name, commit = base_of(campaign.repo, place, onto)
    _expect_moved(campaign.repo, place, name, commit)

    def judge(repo: Repository, replayed: Replayed, look: Look) -> Proof:
        return _judged(acts, repo, place, replayed, look)

    return carry(acts, place, name=name, onto=commit, repo=repo or campaign.repo, judge=judge)


def preview_sync(acts: Acts, onto: str = "") -> Carried:
    """The same, leaving nothing behind: not even objects."""
    with leaving_no_objects(acts.campaign.repo) as quiet:
        return look_at_sync(acts, onto, repo=quiet)


def sync(acts: Acts, onto: str = "", *, yes: bool = False, approved: str = "") -> Synced:
    """Replay the campaign on a base that moved, and land that as one merge commit.

    Args:
        acts: The campaign's.
        onto: The new base; ``""`` for the branch that the campaign forked from.
        yes: Sites that nobody has approved land too.
        approved: The tree that was shown and approved; nothing else lands.

    Returns:
        What landed; or, where a commit could not be replayed, what was kept.

    Raises:
        RefusedError: As `look_at_sync` and `land`, or there are sites that nobody has approved.
        StalePlanError: It would not make the approved tree any more.
    """
    with acts.campaign.looking():
        place = acts.campaign.place()
        carried = look_at_sync(acts, onto)
    if carried.replayed.stop is not None:
        return keep_stopped(acts, place, carried)
    expect_approved(carried, yes=yes, approved=approved)
    request = request_of(acts, place, carried)
    landed = land_sync(acts.campaign.repo, request, acts.campaign.listener.landing, acts.cancelled)
    return Synced(carried, landed, said=(_way_back(landed, carried.tip),))


def _way_back(landed: Landed, tip: str) -> str:
    """The command that takes a sync back: a merge is undone by going back to before it, for a commit that reverts it would revert the base too."""
    how = (
        "git reset --keep"
        if landed.followed
        else f"git branch --force {landed.ref.removeprefix('refs/heads/')}"
    )
    if landed.ref.startswith("refs/migrator/"):
        how = f"git update-ref {landed.ref}"
    return f"to take it back before it is pushed: {how} {tip[:10]}"


def expect_approved(carried: Carried, *, yes: bool, approved: str) -> None:
    """Refuse what nobody has seen. Raises `StalePlanError`, `RefusedError`."""
    if approved and carried.tree != approved:
        raise StalePlanError(
            "The campaign or the other side has changed since this was shown",
            hint="Nothing was changed. Look at it again.",
        )
    if carried.replayed.unapproved and not yes and not approved:
        raise RefusedError(
            "Sites would be changed that nobody has approved",
            "\n".join(unapproved_lines(carried.replayed)),
            hint="look at them with --dry-run; --yes approves them",
        )


def keep_stopped(acts: Acts, place: Place, carried: Carried) -> Synced:
    """Land what a stopped sync had come to on a branch of its own, where a person merges what stopped it and goes on from there."""
    repo, replayed = acts.campaign.repo, carried.replayed
    if not replayed.steps:
        return Synced(carried)
    ref = kept_ref(place.plan.name, place.plan.branch)
    name, at = ref.removeprefix("refs/heads/"), read_ref(repo, ref)
    base = replayed.steps[-1].source.commit.sha
    request = msgspec.structs.replace(
        request_of(acts, place, carried), base=base, target=ref, target_old=at or ""
    )
    if at is not None:
        if _is_kept(repo, at, request):
            return Synced(carried, kept=name)
        if not _may_move(repo, at, replayed.onto):
            return Synced(
                carried, said=(f"{name} holds work of yours: go on with --onto {name}, or delete it",)
            )
    try:
        landed = land(repo, request, acts.campaign.listener.landing, acts.cancelled)
    except CancelledError:
        raise
    except MigratorError as error:
        return Synced(carried, said=(f"what came before it was not kept: {error}",))
    return Synced(carried, kept=name, said=landed.said)


def _is_kept(repo: Repository, at: str, request: LandingRequest) -> bool:
    """Whether the branch holds just that already."""
    commit = commit_of(repo, at)
    return commit.tree == request.tree and commit.parents == (request.base, *request.merges)


def _may_move(repo: Repository, at: str, onto: str) -> bool:
    """Whether nothing of a person is lost: the sync goes on from there, or the branch holds an earlier stop and nothing else."""
    if is_ancestor(repo, at, onto):
        return True
    commit = commit_of(repo, at)
    return len(commit.parents) > 1 and bool(_sync_records(repo, at) - _sync_records(repo, commit.parents[0]))


def _sync_records(repo: Repository, commit: str) -> set[str]:
    listing = repo.git("ls-tree", "-r", "-z", "--full-tree", "--name-only", commit, "--", f"{SYNC_FOLDER}/")
    return {name.decode("utf-8", "surrogateescape") for name in listing.split(b"\0") if name}


def _expect_moved(repo: Repository, place: Place, name: str, onto: str) -> None:
    if is_ancestor(repo, onto, place.commit):
        raise NothingToDoError(f"Nothing to do: the campaign has all of {name}")
    if is_ancestor(repo, place.commit, onto):
        raise NothingToDoError(
            f"Nothing to replay: {name} has all of the campaign",
            hint=f"bring the branch along with: git fetch . {onto[:10]}:{place.plan.branch}"
            if place.plan.branch
            else "",
        )
    if merge_base(repo, place.commit, onto) is None:
        raise RefusedError(f"The campaign and {name} have no common history")


def _was_resolved(repo: Repository, place: Place, onto: str) -> bool:
    """Whether the base is what a person merged after a stop: nobody has checked that yet."""
    before = commit_of(repo, onto).parents[:1]
    return resolution(repo, onto, first_parents_outside(repo, place.commit, before)) is not None


def _judged(acts: Acts, repo: Repository, place: Place, replayed: Replayed, look: Look) -> Proof:
    """Whether the checks of the tip stand for the result: they were green, and nothing that the base changed is near."""
    plan = place.plan
    if replayed.stop is not None or not plan.checks or _was_resolved(repo, place, replayed.onto):
        return Proof(stands=False)
    results = known_results(repo, tree_of(repo, place.commit), plan.checks)
    if len(results) < len(plan.checks) or any(one.outcome is not CheckOutcome.GREEN for one in results):
        return Proof(stands=False)
    earlier = brought(repo, replayable(repo, place.commit, (replayed.onto,)))
    base = earlier.bases[-1] if earlier.bases else merge_base(repo, place.commit, replayed.onto)
    if base is None:
        return Proof(stands=False)
    now = look(replayed.tree, replayed.onto, None)
    near = what_is_near(
        repo,
        base=base,
        tip=place.commit,
        ground=replayed.ground,
        result=replayed.tree,
        models=(acts.campaign.analysis(), now),
    )
    return Proof(stands=not near, near=near)
