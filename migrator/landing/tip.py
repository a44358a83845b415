"""The campaign's tip: the commit that the next batch is planned on.

It is the campaign's branch, except while a landing waits to be followed: then it is `refs/migrator/<campaign>`, which is
deleted as soon as the branch has caught up.
"""

from migrator.git.door import Repository
from migrator.git.objects import is_ancestor
from migrator.git.refs import read_ref
from migrator.landing.places import branch_ref, pending_ref


def tip(repo: Repository, campaign: str, branch: str) -> str | None:
    """The commit that the campaign is at, None before its branch exists."""
    return tip_and_ref(repo, campaign, branch)[1]


def tip_ref(repo: Repository, campaign: str, branch: str) -> str | None:
    """The full name of the ref that holds the tip, None before there is one."""
    return tip_and_ref(repo, campaign, branch)[0]


def tip_and_ref(repo: Repository, campaign: str, branch: str) -> tuple[str | None, str | None]:
    """The ref that holds the tip, and the commit; both None before the branch exists."""
    ours, theirs = pending_ref(campaign), branch_ref(campaign, branch)
    pending, current = read_ref(repo, ours), read_ref(repo, theirs)
    at = tip_of(repo, pending=pending, current=current)
    if at is None:
        return None, None
    return (theirs if at == current else ours), at


def tip_of(repo: Repository, *, pending: str | None, current: str | None) -> str | None:
    """Which of the two refs' commits the campaign is at."""
    if pending is not None and (current is None or not is_ancestor(repo, pending, current)):
        # Ahead of the branch, or apart from it: either way it holds landed batches that the branch has not.
        return pending
    return current
