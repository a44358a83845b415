"""Whether a repository is in a state to land on, said before any work is done."""

import os

from migrator.errors import BusyError, InTheWayError, RefMovedError, RefusedError
from migrator.git.door import Repository
from migrator.git.listing import untracked_and_ignored
from migrator.git.objects import is_ancestor
from migrator.git.refs import is_valid_branch
from migrator.git.state import expect_no_operation, head, identity
from migrator.git.worktrees import is_checked_out
from migrator.landing.changes import new_paths
from migrator.landing.locks import wait_for_index
from migrator.landing.places import branch_ref
from migrator.landing.trust import expect_trusted
from migrator.landing.values import LandingRequest


def expect_ready(repo: Repository, request: LandingRequest, at: str | None) -> None:
    """Refuse what cannot land. ``at`` is where the campaign is.

    Raises:
        RefusedError: What is in the way; subclasses say it.
    """
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
    if request.target:
        expect_checked_out_nowhere(repo, request.target)
        return
    _expect_here(repo, request)
    if request.base != (at or current):
        _expect_to_catch_up(repo, request, current, at or current)
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


def expect_checked_out_nowhere(repo: Repository, ref: str) -> None:
    """Refuse to move a branch under a checkout. Raises BusyError."""
    where = is_checked_out(repo, ref)
    if where is not None:
        raise BusyError(
            f"{ref.removeprefix('refs/heads/')} is checked out",
            str(where),
            hint="Switch that checkout to another branch; it was not touched.",
        )


def expect_nothing_in_the_way(repo: Repository, request: LandingRequest) -> None:
    """Refuse where files that git does not track stand in the way of new ones. Raises InTheWayError."""
    found = untracked_and_ignored(repo, new_paths(repo, request))
    if found:
        raise InTheWayError(
            "Files that git does not track stand where the batch creates files",
            found,
            hint="Move them away, or add them to git; they were not touched.",
        )
