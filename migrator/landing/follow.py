"""Follow: the campaign's branch and its checkout catch up with what has landed.

A separate act, so that a landing never depends on the state of anybody's files. It refuses where a change of the user is in
a file that it would replace, and it can be repeated after any interruption.
"""

import os
from pathlib import Path

from migrator.errors import BusyError, InTheWayError, RefMovedError, RefusedError
from migrator.git.door import Repository
from migrator.git.objects import is_ancestor
from migrator.git.refs import RefChange, read_ref, update_refs
from migrator.git.state import expect_no_operation
from migrator.git.worktrees import is_checked_out
from migrator.interrupts import held_back
from migrator.landing.checkout import Advance, advance_checkout, expect_room, held_index
from migrator.landing.faultpoints import reach
from migrator.landing.journal import new_transaction, note
from migrator.landing.locks import landing_lock
from migrator.landing.places import branch_ref, pending_ref
from migrator.landing.recover import recover_locked


def follow(repo: Repository, campaign: str, branch: str) -> str:
    """Bring the campaign's branch, and this checkout if it is on it, to the tip.

    Returns:
        What was done, in words.

    Raises:
        InTheWayError: Changes of the user are in the way; names the files.
        RefusedError: The branch has commits that the tip has not, or is checked out elsewhere.
    """
    with landing_lock(repo):
        recover_locked(repo)
        return follow_locked(repo, campaign, branch)


def follow_locked(repo: Repository, campaign: str, branch: str) -> str:
    """As `follow`, for callers that hold the landing lock."""
    ref, pending = branch_ref(campaign, branch), pending_ref(campaign)
    short = ref.removeprefix("refs/heads/")
    old, new = read_ref(repo, ref), read_ref(repo, pending)
    if new is None:
        return f"{short} is at the tip already"
    if old is not None and not is_ancestor(repo, old, new):
        raise RefusedError(
            f"{short} has commits that the campaign's tip has not",
            f"{short} is at {old}, the tip at {new}",
            hint=f"Rebase or merge by hand; the landed batches are in {pending}.",
        )
    where = is_checked_out(repo, ref)
    if old is None or where is None:
        update_refs(
            repo, [RefChange(ref, new, old), RefChange(pending, None, new)], reason="migrator: follow"
        )
        return f"{short} is at {new[:10]} now"
    _expect_this_checkout(repo, where)
    expect_no_operation(repo)
    return _advance(repo, Advance(branch=ref, pending=pending, old=old, new=new))


def _advance(repo: Repository, advance: Advance) -> str:
    token = new_transaction()
    facts = {"root": str(repo.root), "branch": advance.branch, "pending": advance.pending}
    try:
        with held_back():
            note(repo, token, "follow-begun", facts | {"old": advance.old, "new": advance.new})
            with held_index(repo, token):
                expect_room(repo, advance)
                reach("follow-begun")
                rest = advance_checkout(repo, advance)
            note(repo, token, "followed", {})
    except (InTheWayError, RefMovedError, BusyError) as error:
        note(repo, token, "rolled-back", {"why": error.title})
        raise
    short = advance.branch.removeprefix("refs/heads/")
    left = f"; left as they are: {', '.join(rest)}" if rest else ""
    return f"{short} and this checkout are at {advance.new[:10]} now{left}"


def _expect_this_checkout(repo: Repository, where: Path) -> None:
    if os.path.realpath(where) != os.path.realpath(repo.root):
        raise BusyError(
            "The campaign's branch is checked out in another worktree",
            str(where),
            hint=f"Run it there: migrator -C {where} follow",
        )
