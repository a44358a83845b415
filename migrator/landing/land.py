"""A reviewed batch becomes a commit on the campaign's tip, or nothing changes at all.

The order is the promise: the approved tree is known first, it is verified in a worktree of our own, it is committed there
under the user's hooks and signature, the commit's tree is compared with the approved one, and only then one transaction of
refs moves the tip. Each step is in the journal before it is done.
"""

import contextlib
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass

from migrator.errors import (
    BusyError,
    CancelledError,
    HookRewroteError,
    InTheWayError,
    MigratorError,
    NothingToDoError,
    RefMovedError,
    RefusedError,
    StalePlanError,
)
from migrator.git.door import Repository
from migrator.git.listing import untracked_and_ignored
from migrator.git.objects import diff_text, is_ancestor, tree_of
from migrator.git.refs import RefChange, is_valid_branch, read_ref, update_refs
from migrator.git.state import expect_no_operation, head, identity
from migrator.git.worktrees import is_checked_out
from migrator.interrupts import held_back
from migrator.landing.changes import approved_tree, new_paths
from migrator.landing.checks import check_tree, expect_good, judged
from migrator.landing.commit import commit_in
from migrator.landing.faultpoints import reach
from migrator.landing.follow import follow_locked
from migrator.landing.formats import run_formats
from migrator.landing.journal import new_transaction, note
from migrator.landing.locks import landing_lock, wait_for_index
from migrator.landing.places import branch_ref, pending_ref, temporary_ref
from migrator.landing.recover import expect_recovered
from migrator.landing.tip import tip
from migrator.landing.trust import expect_trusted
from migrator.landing.values import CheckOutcome, CheckResult, Landed, LandingEvent, LandingRequest, Step
from migrator.landing.workplace import put_tree, workplace

_STEPS = 5


def land(
    repo: Repository,
    request: LandingRequest,
    report: Callable[[LandingEvent], None],
    cancelled: threading.Event | None = None,
) -> Landed:
    """Verify a batch and commit it.

    Args:
        repo: The user's checkout; nothing in it is touched except by following.
        request: What lands.
        report: Told about steps and what checks print, also from other threads.
        cancelled: Stops the landing before the commit when set.

    Raises:
        RefusedError: The repository is in no state to land on, or the plan is stale; subclasses say which.
        CheckFailedError: A check found something new.
        HookFailedError: A hook refused or signing failed.
        HookRewroteError: What would be committed is not what was approved.
        CancelledError: The user stopped it.
    """
    with landing_lock(repo):
        return land_locked(repo, request, report, cancelled)


def land_locked(
    repo: Repository,
    request: LandingRequest,
    report: Callable[[LandingEvent], None],
    cancelled: threading.Event | None = None,
    *,
    also: tuple[RefChange, ...] = (),
) -> Landed:
    """As `land`, for callers that hold the landing lock; `also` moves in the same transaction as the tip."""
    recovered = expect_recovered(repo)
    report(Step("looking at the repository", 0, _STEPS))
    _expect_ready(repo, request)
    tree = _approved(repo, request)
    _expect_nothing_in_the_way(repo, request)
    began = tip(repo, request.campaign, request.branch)
    landing = _Landing(repo, request, report, cancelled or threading.Event(), new_transaction(), began)
    with contextlib.ExitStack() as whole:
        try:
            landing.note(
                "landing-begun", tree=tree, temporary=temporary_ref(request.campaign, request.branch)
            )
            reach("begun")
            commit, checks, said = _verify_and_commit(landing, tree)
            whole.enter_context(held_back())
            ref = _move_tip(landing, commit, also)
        except BaseException as error:
            with contextlib.suppress(
                MigratorError
            ):  # what cannot be noted stays open, and recovering looks at the refs
                landing.note("rolled-back", why=str(error)[:500])
            raise
        landing.note("landed", commit=commit, ref=ref)
    reach("landed")
    followed, followed_said = _follow(landing, ref)
    return Landed(
        batch=request.batch,
        commit=commit,
        tree=tree,
        ref=ref if not followed else branch_ref(request.campaign, request.branch),
        checks=checks,
        followed=followed,
        said=(*recovered, *said, *followed_said),
    )


@dataclass(frozen=True, slots=True)
class _Landing:
    """One landing on its way."""

    repo: Repository
    request: LandingRequest
    report: Callable[[LandingEvent], None]
    cancelled: threading.Event
    transaction: str
    tip: str | None
    """Where the campaign was when it began."""

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


def _verify_and_commit(landing: _Landing, tree: str) -> tuple[str, tuple[CheckResult, ...], tuple[str, ...]]:
    repo, request = landing.repo, landing.request
    landing.step("making the worktree", 1)
    with workplace(repo, request.campaign, request.base) as ours:
        reach("worktree-ready")
        if not request.tree:
            _expect_formatted(landing, ours, tree)
        put_tree(ours, tree)
        reach("files-written")
        landing.step("running the checks", 2)
        checks = _checked(landing, ours, tree)
        reach("checked")
        said = expect_good(checks, static_only=request.static_only)
        landing.step("committing", 3)
        commit, hooks_said = commit_in(repo, ours, tree, request)
    if not request.checks:
        said = (*said, "the plan has no checks: landed static only")
    return commit, checks, (*said, *((hooks_said,) if hooks_said else ()))


def _checked(landing: _Landing, ours: Repository, tree: str) -> tuple[CheckResult, ...]:
    """The results for the tree, judged against the base; those of an undo also against the state that it brings back."""
    request, report, cancelled = landing.request, landing.report, landing.cancelled
    candidate = check_tree(landing.repo, ours, tree, request.checks, report=report, cancelled=cancelled)
    results: tuple[CheckResult, ...] = ()
    for commit in filter(None, (request.base, request.returns_to)):
        again = judged(
            landing.repo,
            ours,
            candidate,
            request.checks,
            base_tree=tree_of(landing.repo, commit),
            report=report,
            cancelled=cancelled,
        )
        results = tuple(
            old if old.was_failing else new for old, new in zip(results or again, again, strict=True)
        )
        if all(result.outcome is CheckOutcome.GREEN or result.was_failing for result in results):
            break
    return results


def _move_tip(landing: _Landing, commit: str, also: tuple[RefChange, ...]) -> str:
    repo, request = landing.repo, landing.request
    landing.report(Step("moving the tip", 4, _STEPS))
    branch, pending = branch_ref(request.campaign, request.branch), pending_ref(request.campaign)
    at_branch, at_pending = read_ref(repo, branch), read_ref(repo, pending)
    # The branch is not part of the transaction while it is checked out: git 2.39 writes a broken line into HEAD's reflog when
    # it only verifies the checked-out branch. Should it move within this instant, following refuses and nothing is lost.
    if at_branch is not None and is_checked_out(repo, branch) is not None:
        ref, moves = pending, [RefChange(pending, commit, at_pending)]
    else:
        ref, moves = branch, [RefChange(branch, commit, at_branch)]
        moves += [RefChange(pending, None, at_pending)] if at_pending is not None else []
    if tip(repo, request.campaign, request.branch) not in {None, request.base, landing.tip}:
        raise RefMovedError(
            f"{ref} moved while the batch was verified", hint="Nothing was changed. Plan again."
        )
    landing.note("committed", commit=commit, ref=ref)
    reach("committed")
    reach("before-refs")
    update_refs(repo, [*moves, *also], reason=f"migrator: land {request.batch}")
    reach("refs-moved")
    return ref


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


def _expect_ready(repo: Repository, request: LandingRequest) -> None:
    if not os.access(repo.common_dir, os.W_OK):
        raise RefusedError("This repository is read-only", str(repo.common_dir))
    current = head(repo).commit
    if not request.base or current is None:
        raise RefusedError(
            "There is no commit to land on", hint="Make a first commit: git add . && git commit"
        )
    if request.branch and not is_valid_branch(repo, request.branch):
        raise RefusedError(
            f"{request.branch!r} cannot be the name of a branch", hint="Change `branch` in the plan."
        )
    expect_no_operation(repo)
    identity(repo)
    expect_trusted(repo, request.checks, request.formats, request.trusted)
    _expect_here(repo, request)
    expected = tip(repo, request.campaign, request.branch) or current
    if request.base != expected:
        _expect_to_catch_up(repo, request, current, expected)
    wait_for_index(repo)


def _expect_to_catch_up(repo: Repository, request: LandingRequest, current: str, at: str) -> None:
    """Where the base is not the tip: without a plan it is what is checked out, and the branch of earlier landings may be behind it."""
    if request.base == current and is_ancestor(repo, at, current):
        return
    if request.base == current and not is_ancestor(repo, current, at):
        branch = branch_ref(request.campaign, request.branch).removeprefix("refs/heads/")
        raise RefMovedError(
            "The campaign's branch and what is checked out have gone apart",
            f"{branch} is at {at[:10]}, what is checked out at {current[:10]}",
            hint=f"Nothing was changed. Switch to {branch} or merge it; where nobody wants it any more: git branch -D {branch}",
        )
    raise RefMovedError(
        "The campaign's tip moved since the batch was planned",
        f"planned on {request.base}, now at {at}",
        hint="Nothing was changed. Plan and review it again on what is there now.",
    )


def _expect_here(repo: Repository, request: LandingRequest) -> None:
    where = is_checked_out(repo, branch_ref(request.campaign, request.branch))
    if where is not None and os.path.realpath(where) != os.path.realpath(repo.root):
        raise BusyError(
            "The campaign's branch is checked out in another worktree",
            str(where),
            hint=f"Land from there (-C {where}), or switch that worktree to another branch.",
        )


def _expect_nothing_in_the_way(repo: Repository, request: LandingRequest) -> None:
    found = untracked_and_ignored(repo, new_paths(repo, request))
    if found:
        raise InTheWayError(
            "Files that git does not track stand where the batch creates files",
            found,
            hint="Move them away, or add them to git; they were not touched.",
        )


def _expect_formatted(landing: _Landing, ours: Repository, tree: str) -> None:
    formatted = run_formats(landing.repo, ours, tree, landing.request, landing.report)
    if formatted != tree:
        raise HookRewroteError(
            "The plan's formatters change what was approved; nothing landed",
            diff_text(landing.repo, tree, formatted).decode("utf-8", "replace"),
            tree=formatted,
            hint="Approve the difference, or format before the review.",
        )
