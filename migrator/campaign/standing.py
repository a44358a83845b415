"""How a campaign stands beside its tree: results of checks that are known for it, commits that the remote has not."""

from migrator.campaign.snapshot import Place
from migrator.findings.context import Standing
from migrator.git.door import Repository
from migrator.git.history import commits
from migrator.git.refs import read_ref
from migrator.git.state import shallow_boundary
from migrator.landing.checks import known_results
from migrator.plan.values import Finds
from migrator.progress.history import campaign_start

SHOWN = 1000
"""How many unpushed commits are listed at the most."""


def standing_of(repo: Repository, place: Place) -> Standing:
    """What is known, without running or fetching anything; only what a phase of the plan asks for is looked up."""
    finds = {phase.finds for phase in place.plan.phases}
    results: tuple[tuple[str, str], ...] = ()
    if Finds.CHECKS in finds and place.commit:
        known = known_results(repo, place.tree.identity, place.plan.checks)
        results = tuple((result.name, result.outcome.value) for result in known)
    return Standing(
        check_results=results,
        checks=tuple(check.name for check in place.plan.checks),
        unpushed=_unpushed(repo, place) if Finds.UNPUSHED in finds and place.tip_ref else (),
        history_begins=shallow_boundary(repo),
    )


def _unpushed(repo: Repository, place: Place) -> tuple[tuple[str, str], ...]:
    remote = (
        read_ref(repo, f"refs/remotes/{place.plan.remote}/{place.plan.branch}") if place.plan.remote else None
    )
    start = remote or campaign_start(repo, place.commit)
    if start is None:
        return ()
    return tuple(
        (commit.sha, commit.subject) for commit in commits(repo, f"{start}..{place.commit}", limit=SHOWN)
    )
