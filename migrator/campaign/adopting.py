"""Adopt: a branch that forked before the campaign gets the campaign carried to it; a commit that a person made by hand is taken in as a batch.

The branch keeps its own work as it is, and its new users of old paths follow. What comes of it is a merge commit on that branch; where the branch
is checked out, on a new branch beside it, so that nobody's files are touched.
"""

import msgspec

from migrator.batches.effect import effect_of
from migrator.batches.message import subject, trailers
from migrator.campaign.acts import Acts, expect_landable
from migrator.campaign.replaying import Carried, Proof, carry, expect_begun, request_of
from migrator.campaign.snapshot import Place
from migrator.campaign.syncing import Synced, expect_approved
from migrator.errors import NothingToDoError, RefusedError
from migrator.git.door import Repository
from migrator.git.history import commit_of
from migrator.git.objects import is_ancestor, leaving_no_objects, resolve_commit
from migrator.git.refs import read_ref
from migrator.git.worktrees import is_checked_out
from migrator.landing.land import land
from migrator.landing.values import FileWrite, Landed, LandingRequest
from migrator.progress.history import campaign_start
from migrator.records.values import RECORD_SCHEMA, Record
from migrator.records.write import render_record
from migrator.replay.steps import Look
from migrator.replay.values import Replayed

BY_HAND = "by hand"
"""The phase of an adopted commit that closes nothing."""
_HEADS, _REMOTES = "refs/heads/", "refs/remotes/"


def branch_called(repo: Repository, name: str) -> str | None:
    """The full name of the branch of that name, here or at a remote; None where it is none."""
    found = (name if name.startswith("refs/") else "", f"{_HEADS}{name}", f"{_REMOTES}{name}")
    return next((ref for ref in found if ref and read_ref(repo, ref) is not None), None)


def look_at_adoption(acts: Acts, branch: str, *, repo: Repository | None = None) -> Carried:
    """What it would make of a branch to carry the campaign to it.

    Args:
        acts: The campaign's.
        branch: Its full name.
        repo: Where objects go; the campaign's own by default.

    Raises:
        NothingToDoError: The branch has the campaign already, or the campaign has the branch.
        RefusedError: Nothing has landed yet.
    """
    campaign = acts.campaign
    place = expect_begun(campaign.place())
    commit, name = resolve_commit(campaign.repo, branch), _short(branch)
    if is_ancestor(campaign.repo, place.commit, commit):
        raise NothingToDoError(f"Nothing to do: {name} has all of the campaign")
    if is_ancestor(campaign.repo, commit, place.commit):
        raise NothingToDoError(f"Nothing to do: the campaign has all of {name}")
    begin = campaign_start(campaign.repo, place.commit)
    return carry(
        acts, place, name=name, onto=commit, repo=repo or campaign.repo, begin=begin, judge=_never_checked
    )


def preview_adoption(acts: Acts, branch: str) -> Carried:
    """The same, leaving nothing behind: not even objects."""
    with leaving_no_objects(acts.campaign.repo) as quiet:
        return look_at_adoption(acts, branch, repo=quiet)


def adopt_branch(acts: Acts, branch: str, *, yes: bool = False, approved: str = "") -> Synced:
    """Carry the campaign to a branch, as one merge commit on it.

    Args:
        acts: The campaign's.
        branch: Its full name.
        yes: Sites that nobody has approved land too: those of the branch's own new users of old paths.
        approved: The tree that was shown and approved; nothing else lands.

    Returns:
        What landed; or, where a commit could not be replayed, what was kept on a branch beside it.

    Raises:
        RefusedError: As `look_at_adoption` and `land`, or there are sites that nobody has approved.
    """
    with acts.campaign.looking():
        place = acts.campaign.place()
        carried = look_at_adoption(acts, branch)
    request = _request(acts, place, branch, carried)
    if carried.replayed.stop is not None:
        return _kept(acts, request, carried)
    expect_approved(carried, yes=yes, approved=approved)
    landed = land(acts.campaign.repo, request, acts.campaign.listener.landing, acts.cancelled)
    said: tuple[str, ...] = ()
    if request.target != branch:
        name = _short(request.target)
        said = (f"{_short(branch)} itself was not moved: bring it along with `git merge --ff-only {name}`",)
    return Synced(carried, landed, said=said)


def adopt_commit(acts: Acts, revision: str) -> Landed:
    """Take a commit of the campaign's branch that a person made by hand in as a batch: a record of what it closed is committed.

    Raises:
        RefusedError: It is not part of the campaign, has a record, or is a merge.
    """
    campaign = acts.campaign
    place = expect_landable(campaign.place())
    record = record_by_hand(acts, revision)
    message = f"{subject(f'Adopt {record.title}')}\n\nTakes {record.adopts} in as a batch\n\n{trailers(place.plan, record.phase, record.id)}\n"
    request = acts.request(record.id, (FileWrite(record.path, render_record(record)),), message)
    request = msgspec.structs.replace(
        request, checks=(), formats=(), unchecked="a record only: no check runs"
    )
    return land(campaign.repo, request, campaign.listener.landing, acts.cancelled)


def record_by_hand(acts: Acts, revision: str) -> Record:
    """The record of a commit made by hand: no recipe, and the findings that are gone with it. Raises `RefusedError`."""
    campaign = acts.campaign
    place = expect_landable(campaign.place())
    sha = resolve_commit(campaign.repo, revision)
    commit = commit_of(campaign.repo, sha)
    if not is_ancestor(campaign.repo, sha, place.commit):
        raise RefusedError(
            f"{sha[:10]} is not part of the campaign's branch",
            hint="bring it there first, for instance with git cherry-pick",
        )
    if len(commit.parents) != 1:
        raise RefusedError(f"{sha[:10]} has {len(commit.parents)} parents and cannot be one batch")
    known = {record.adopts for record in campaign.analysis().records}
    brought = {one.commit.sha for one in acts.history() if one.record is not None}
    if sha in known | brought:
        raise NothingToDoError(f"Nothing to do: {sha[:10]} has a record")
    closed = effect_of(campaign.analysis_of(commit.parents[0]), campaign.analysis_of(sha)).closed
    return Record(
        schema=RECORD_SCHEMA,
        id=f"by-hand-{sha[:10]}",
        campaign=place.plan.name,
        phase=_phase_of(acts, commit.parents[0], closed),
        title=commit.subject,
        recipes=(),
        closed=closed,
        adopts=sha,
    )


def _phase_of(acts: Acts, commit: str, closed: tuple[str, ...]) -> str:
    """The phase that most of the findings are of; the first of them where several are."""
    counted: dict[str, int] = {}
    for state in acts.campaign.analysis_of(commit).phases:
        own = {finding.id for finding in state.remaining}
        counted[state.phase.id] = len(own.intersection(closed))
    best = max(counted.values(), default=0)
    return next((phase for phase, count in counted.items() if count == best and best), BY_HAND)


def _request(acts: Acts, place: Place, branch: str, carried: Carried) -> LandingRequest:
    """A merge whose first parent is the branch, on the branch or beside it."""
    repo, onto = acts.campaign.repo, carried.replayed.onto
    replayed = carried.replayed
    tip = replayed.steps[-1].source.commit.sha if replayed.stop and replayed.steps else carried.tip
    is_free = branch.startswith(_HEADS) and is_checked_out(repo, branch) is None and replayed.stop is None
    target = branch if is_free else f"{_HEADS}{_beside(repo, branch)}-adopted"
    return msgspec.structs.replace(
        request_of(acts, place, carried),
        base=onto,
        merges=(tip,),
        returns_to=tip,
        target=target,
        target_old=read_ref(repo, target) or "",
    )


def _kept(acts: Acts, request: LandingRequest, carried: Carried) -> Synced:
    if not carried.replayed.steps:
        return Synced(carried)
    landed = land(acts.campaign.repo, request, acts.campaign.listener.landing, acts.cancelled)
    return Synced(carried, kept=_short(request.target), said=landed.said)


def _never_checked(_repo: Repository, _replayed: Replayed, _look: Look) -> Proof:
    return Proof(stands=False)


def _short(ref: str) -> str:
    return ref.removeprefix(_HEADS).removeprefix(_REMOTES)


def _beside(repo: Repository, branch: str) -> str:
    """The branch's name here: of a remote's branch without the remote."""
    if branch.startswith(_HEADS):
        return _short(branch)
    remotes = repo.git("remote").decode("utf-8", "surrogateescape").split()
    short = _short(branch)
    remote = next((one for one in remotes if short.startswith(f"{one}/")), "")
    return short.removeprefix(f"{remote}/")
