"""A reviewed batch becomes a commit on the campaign's tip, or nothing changes at all.

The order is the promise: the approved tree is known first, it is verified in a worktree of our own, it is committed there
under the user's hooks and signature, the commit's tree is compared with the approved one, and only then one transaction of
refs moves the tip. Each step is in the journal before it is done.
"""

import contextlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

import msgspec

from migrator.errors import (
    CancelledError,
    HookRewroteError,
    MigratorError,
    NothingToDoError,
    RefMovedError,
    StalePlanError,
)
from migrator.git.door import Repository
from migrator.git.objects import diff_text, differences, is_ancestor, tree_of, write_tree
from migrator.git.refs import RefChange, read_ref, update_refs
from migrator.git.worktrees import is_checked_out
from migrator.interrupts import held_back
from migrator.landing.affected import filled
from migrator.landing.changes import approved_tree
from migrator.landing.commit import commit_in
from migrator.landing.copies import missing_said
from migrator.landing.faultpoints import reach
from migrator.landing.follow import follow_locked
from migrator.landing.formats import run_formats
from migrator.landing.journal import new_transaction, note
from migrator.landing.judging import checked_against, expect_good
from migrator.landing.locks import landing_lock
from migrator.landing.places import branch_ref, pending_ref, temporary_ref
from migrator.landing.readiness import expect_checked_out_nowhere, expect_nothing_in_the_way, expect_ready
from migrator.landing.recover import expect_recovered
from migrator.landing.tip import tip, tip_of
from migrator.landing.values import CheckResult, Landed, LandingEvent, LandingRequest, Step, Verified
from migrator.landing.workplace import put_tree, workplace

_STEPS = 5


CARRIES = 10
"""How often a verified change is carried to a tip that others have moved meanwhile, before it is planned again."""

IsApart = Callable[[str, str], bool]
"""Whether nothing between two commits touched what a change is about."""


class TipMovedError(RefMovedError):
    """Raised when the tip moved while a batch was verified; what was proved of it is not lost.

    Args:
        title: What happened.
        detail: Where.
        verified: What was proved.
    """

    def __init__(self, title: str, detail: str = "", *, verified: Verified) -> None:
        super().__init__(title, detail, hint="Nothing was changed. Plan again.")
        self.verified = verified


def land(
    repo: Repository,
    request: LandingRequest,
    report: Callable[[LandingEvent], None],
    cancelled: threading.Event | None = None,
    *,
    is_apart: IsApart | None = None,
) -> Landed:
    """Verify a batch and commit it.

    Args:
        repo: The user's checkout; nothing in it is touched except by following.
        request: What lands.
        report: Told about steps and what checks print, also from other threads.
        cancelled: Stops the landing before the commit when set.
        is_apart: Asked when others moved the tip after the checks: then the same files are committed on what is there now. None: never.

    Raises:
        RefusedError: The repository is in no state to land on, or the plan is stale; subclasses say which.
        TipMovedError: Others moved the tip while it was verified; carries what was proved.
        CheckFailedError: A check found something new.
        HookFailedError: A hook refused or signing failed.
        HookRewroteError: What would be committed is not what was approved.
        CancelledError: The user stopped it.
    """
    with landing_lock(repo):
        return land_locked(repo, request, report, cancelled, is_apart=is_apart)


def land_locked(  # noqa: PLR0913  what a landing depends on, each by keyword
    repo: Repository,
    request: LandingRequest,
    report: Callable[[LandingEvent], None],
    cancelled: threading.Event | None = None,
    *,
    also: tuple[RefChange, ...] = (),
    is_apart: IsApart | None = None,
) -> Landed:
    """As `land`, for callers that hold the landing lock; `also` moves in the same transaction as the tip."""
    recovered = expect_recovered(repo)
    report(Step("looking at the repository", 0, _STEPS))
    began, planned_on = tip(repo, request.campaign, request.branch), request.base
    request = _caught_up(repo, request, began, is_apart)
    expect_ready(repo, request, began)
    tree = _approved(repo, request)
    expect_nothing_in_the_way(repo, request)
    checks_run, said_of_checks = filled(request.checks, request.affected)
    request = msgspec.structs.replace(request, checks=checks_run)
    stopped = cancelled or threading.Event()
    landing = _Landing(repo, request, report, stopped, new_transaction(), began, planned_on)
    with contextlib.ExitStack() as whole:
        try:
            landing.note(
                "landing-begun", tree=tree, temporary=temporary_ref(request.campaign, request.branch)
            )
            reach("begun")
            made = _made(landing, tree, also, is_apart, whole)
        except BaseException as error:
            with contextlib.suppress(
                MigratorError
            ):  # what cannot be noted stays open, and recovering looks at the refs
                landing.note("rolled-back", why=str(error)[:500])
            raise
        landing.note("landed", commit=made.commit, ref=made.ref)
    reach("landed")
    followed, followed_said = _follow(landing, made.ref)
    return Landed(
        batch=request.batch,
        commit=made.commit,
        tree=made.tree,
        ref=made.ref if not followed else branch_ref(request.campaign, request.branch),
        checks=made.checks,
        followed=followed,
        said=(*recovered, *said_of_checks, *made.said, *followed_said),
    )


@dataclass(frozen=True, slots=True)
class _Made:
    """A commit that the tip names now."""

    commit: str
    tree: str
    ref: str
    checks: tuple[CheckResult, ...]
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Landing:
    """One landing on its way."""

    repo: Repository
    request: LandingRequest
    report: Callable[[LandingEvent], None]
    cancelled: threading.Event
    transaction: str
    tip: str | None
    """Where the campaign was when it began. It is read once: what others commit from then on counts as moved."""
    planned_on: str
    """The commit that the static proofs were made on."""

    def note(self, event: str, **facts: str) -> None:
        request = self.request
        known = {
            "campaign": request.campaign,
            "branch": request.branch,
            "batch": request.batch,
            "base": request.base,
        }
        note(self.repo, self.transaction, event, known | facts)

    def step(self, title: str, done: int) -> None:
        if self.cancelled.is_set():
            raise CancelledError("Stopped; nothing landed")
        self.report(Step(title, done, _STEPS))


def _made(
    landing: _Landing,
    tree: str,
    also: tuple[RefChange, ...],
    is_apart: IsApart | None,
    whole: contextlib.ExitStack,
) -> _Made:
    """Verify and commit; where others move the tip meanwhile and touch nothing of it, commit the same on top of theirs.

    Once the tip has moved, being asked to stop waits until ``whole`` is done.
    """
    repo, request = landing.repo, landing.request
    landing.step("making the worktree", 1)
    with workplace(repo, request.campaign, request.base) as ours:
        reach("worktree-ready")
        if not request.tree:
            _expect_formatted(landing, ours, tree)
        put_tree(ours, tree)
        reach("files-written")
        verified = _verified(landing, ours, tree)
        reach("checked")
        lacking = missing_said(repo, request.checks)
        said = expect_good(
            verified.checks,
            static_only=request.static_only,
            accept_flaky=request.accept_flaky,
            lacking=lacking,
        )
        said = (*said, *lacking)
        if not request.checks:
            said = (*said, request.unchecked or "the plan has no checks: landed static only")
        for number in range(CARRIES):
            landing.step("committing", 3)
            try:
                if not number:
                    _expect_unmoved(landing)
                commit, ref, hooks_said = _commit_and_move(landing, ours, tree, verified, also, whole=whole)
            except RefMovedError as error:
                landing, tree = _carried(
                    landing, tree, error, verified, is_apart=None if number == CARRIES - 1 else is_apart
                )
            else:
                said = (*said, *_unless_here(verified, landing.request.base), *filter(None, (hooks_said,)))
                return _Made(commit, tree, ref, verified.checks, said)
    raise AssertionError  # the last carry raises


def _verified(landing: _Landing, ours: Repository, tree: str) -> Verified:
    request = landing.request
    if request.verified is not None:
        return msgspec.structs.replace(request.verified, static_at=landing.planned_on)
    landing.step("running the checks", 2)
    checks = checked_against(
        landing.repo, ours, tree, request, report=landing.report, cancelled=landing.cancelled
    )
    return Verified(request.base, landing.planned_on, checks)


def _commit_and_move(  # noqa: PLR0913  all that one commit needs
    landing: _Landing,
    ours: Repository,
    tree: str,
    verified: Verified,
    also: tuple[RefChange, ...],
    *,
    whole: contextlib.ExitStack,
) -> tuple[str, str, str]:
    """The commit, the ref that names it now, and what hooks wrote."""
    request = landing.request
    trailers = [f"Verified: {said}\n" for said in _unless_here(verified, request.base)]
    message = "".join([request.message, *trailers])
    wanted = msgspec.structs.replace(request, message=message)
    commit, hooks_said = commit_in(landing.repo, ours, tree, wanted)
    with contextlib.ExitStack() as moving:
        moving.enter_context(held_back())
        ref = _move_tip(landing, commit, also)
        whole.push(moving.pop_all())
    return commit, ref, hooks_said


def _unless_here(verified: Verified, base: str) -> tuple[str, ...]:
    """Where a change was verified, if that is not on the very commit that it is on."""
    return () if verified.checked_at == verified.static_at == base else (verified.said,)


def _carried(
    landing: _Landing, tree: str, error: RefMovedError, verified: Verified, *, is_apart: IsApart | None
) -> tuple[_Landing, str]:
    """The landing on what is there now, and the tree that it makes there.

    Raises:
        TipMovedError: It has to be planned again.
    """
    repo, moved = landing.repo, TipMovedError(error.title, error.detail, verified=verified)
    was, changes = landing.request.base, None
    for _ in range(CARRIES):
        request, now = landing.request, tip(landing.repo, landing.request.campaign, landing.request.branch)
        if now == request.base and now != was:
            return landing, tree  # nobody moved it while the tree was made: what is left to do is the commit
        # An approved tree is approved as it is; and from a base that was ahead of the tip nothing leads to what others made of the tip.
        if now is None or is_apart is None or request.tree or landing.tip not in {None, request.base}:
            break
        if now == was or not is_ancestor(repo, request.base, now) or not is_apart(request.base, now):
            break
        changes = changes or _changes(repo, tree_of(repo, was), tree)
        tree = write_tree(repo, tree_of(repo, now), changes)
        landing = replace(landing, request=msgspec.structs.replace(request, base=now), tip=now)
        landing.note("carried", tree=tree, temporary=temporary_ref(request.campaign, request.branch))
        reach("carried")
    else:
        return landing, tree
    raise moved from error


def _changes(repo: Repository, base: str, tree: str) -> dict[str, tuple[str, str] | None]:
    return {
        found.path: None if found.new_oid is None else (found.new_mode, found.new_oid)
        for found in differences(repo, base, tree)
    }


def _expect_unmoved(landing: _Landing) -> None:
    request = landing.request
    if not request.target:  # where another branch gets the commit, it does not matter where the tip is
        _expect_unmoved_from(landing, tip(landing.repo, request.campaign, request.branch))


def _expect_unmoved_from(landing: _Landing, now: str | None) -> None:
    if now not in {None, landing.request.base, landing.tip}:
        raise RefMovedError("The campaign's tip moved while the batch was verified", f"to {now}")


def _move_tip(landing: _Landing, commit: str, also: tuple[RefChange, ...]) -> str:
    repo, request = landing.repo, landing.request
    landing.report(Step("moving the tip", 4, _STEPS))
    if request.target:
        ref, moves = request.target, [RefChange(request.target, commit, request.target_old or None)]
        expect_checked_out_nowhere(repo, request.target)
    else:
        ref, moves = _moves_of_tip(landing, commit)
    landing.note("committed", commit=commit, ref=ref)
    reach("committed")
    reach("before-refs")
    update_refs(repo, [*moves, *also], reason=f"migrator: land {request.batch}")
    reach("refs-moved")
    return ref


def _moves_of_tip(landing: _Landing, commit: str) -> tuple[str, list[RefChange]]:
    repo, request = landing.repo, landing.request
    branch, pending = branch_ref(request.campaign, request.branch), pending_ref(request.campaign)
    at_branch, at_pending = read_ref(repo, branch), read_ref(repo, pending)
    # The branch is not part of the transaction while it is checked out: git 2.39 writes a broken line into HEAD's reflog when
    # it only verifies the checked-out branch. Should it move within this instant, following refuses and nothing is lost.
    if at_branch is not None and is_checked_out(repo, branch) is not None:
        ref, moves = pending, [RefChange(pending, commit, at_pending)]
    else:
        ref, moves = branch, [RefChange(branch, commit, at_branch)]
        moves += [RefChange(pending, None, at_pending)] if at_pending is not None else []
    _expect_unmoved_from(landing, tip_of(repo, pending=at_pending, current=at_branch))
    return ref, moves


def _follow(landing: _Landing, ref: str) -> tuple[bool, tuple[str, ...]]:
    request = landing.request
    if ref != pending_ref(request.campaign):
        return False, ()
    if not request.follow:
        return False, ("the plan says not to follow: bring the checkout along with `migrator follow`",)
    try:
        return True, (follow_locked(landing.repo, request.campaign, request.branch),)
    except MigratorError as error:
        return False, (f"the checkout was not brought along: {error}",)


def _approved(repo: Repository, request: LandingRequest) -> str:
    tree = request.tree or approved_tree(repo, request)
    if repo.ask("cat-file", "-e", f"{tree}^{{tree}}").returncode != 0:
        raise StalePlanError("The approved tree is not here any more", tree, hint="Review the batch again.")
    if tree == tree_of(repo, request.base):
        raise NothingToDoError("Nothing to do: the batch changes nothing")
    return tree


def _caught_up(
    repo: Repository, request: LandingRequest, at: str | None, is_apart: IsApart | None
) -> LandingRequest:
    """The request on the tip, where others moved that while the batch was planned and touched nothing of it."""
    if at is None or at == request.base or is_apart is None or request.tree:
        return request
    if not is_ancestor(repo, request.base, at) or not is_apart(request.base, at):
        return request
    return msgspec.structs.replace(request, base=at)


def _expect_formatted(landing: _Landing, ours: Repository, tree: str) -> None:
    formatted = run_formats(landing.repo, ours, tree, landing.request, landing.report)
    if formatted != tree:
        raise HookRewroteError(
            "The plan's formatters change what was approved; nothing landed",
            diff_text(landing.repo, tree, formatted).decode("utf-8", "replace"),
            tree=formatted,
            hint="Approve the difference, or format before the review.",
        )
