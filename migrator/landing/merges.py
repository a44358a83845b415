"""Landing a sync: a merge on the campaign's tip, and the branch that an earlier, stopped one was kept on goes with it."""

import threading
from collections.abc import Callable

from migrator.git.door import Repository
from migrator.git.refs import RefChange, read_ref
from migrator.git.worktrees import is_checked_out
from migrator.landing.land import land_locked
from migrator.landing.locks import landing_lock
from migrator.landing.places import branch_ref
from migrator.landing.values import Landed, LandingEvent, LandingRequest


def kept_ref(campaign: str, branch: str) -> str:
    """The full name of the branch on which a stopped sync is kept, and on which a person goes on."""
    return f"{branch_ref(campaign, branch)}-sync"


def land_sync(
    repo: Repository,
    request: LandingRequest,
    report: Callable[[LandingEvent], None],
    cancelled: threading.Event | None = None,
) -> Landed:
    """As `land`, for a merge of the new base into the campaign's tip.

    The branch of a stopped sync is part of the merge when it went on from there; then it is deleted in the same transaction, unless somebody
    has it checked out.
    """
    with landing_lock(repo):
        ref = kept_ref(request.campaign, request.branch)
        at = read_ref(repo, ref)
        is_used_up = at is not None and at in request.merges and is_checked_out(repo, ref) is None
        also = (RefChange(ref, None, at),) if is_used_up else ()
        return land_locked(repo, request, report, cancelled, also=also)
