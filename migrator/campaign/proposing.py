"""A proposed plan for the opened repository: made from what is analysed, compared with a plan that is there, written where there is none."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from migrator.analysis import Analysis
from migrator.campaign.campaign import Campaign
from migrator.errors import RefusedError
from migrator.git.door import Repository
from migrator.landing.checks import run_checks
from migrator.landing.values import CheckResult
from migrator.plan.load import PLAN_FILE
from migrator.plan.values import Check, Plan
from migrator.plan.write import render_plan
from migrator.proposal.propose import ProposedPlan, TryChecks, propose_plan
from migrator.source.writing import NewContent, write_files


@dataclass(frozen=True)
class PlanProposal:
    """A proposal as it is or would be written.

    Attributes:
        path: The plan file, relative to the root: the one that is there, else where it goes.
        text: The proposed file.
        exists: There is a plan already; it stays.
        difference: What the proposal would change in it, as a diff; ``""`` where nothing.
        campaign: The repository as if the proposed plan were there, for questions about it.
    """

    path: str
    text: str
    exists: bool
    difference: str
    campaign: Campaign


def proposed_plan(
    campaign: Campaign, *, scope: str = "", write: bool = False, try_checks: TryChecks | None = None
) -> PlanProposal:
    """Propose a plan for what is analysed now.

    Args:
        campaign: The opened repository.
        scope: What the campaign is to be about; the subject with most findings by default.
        write: Write it, unless there is a plan.
        try_checks: Runs the checks that are found, where a person said so: see `run_found_checks`.

    Raises:
        RefusedError: There is no Python package, or the file cannot be written.
        UsageError: There is no such scope.
        PlanError: A plan is there that cannot be read.
    """
    place = campaign.place()
    seen = [campaign]

    def under(plan: Plan) -> Analysis:
        seen.append(campaign.under(plan, seen[-1].analysis() if len(seen) > 1 else None))
        return seen[-1].analysis()

    root = campaign.repo.root
    proposed = propose_plan(
        place.tree,
        under,
        folder=root.name,
        remote=_remote(campaign.repo),
        scope=scope,
        try_checks=try_checks,
        tried_at=place.commit,
    )
    text = render_plan(proposed.plan, proposed.comments, proposed.suggested)
    if place.plan.path:
        difference = _difference(root, place.plan, proposed, text)
        return PlanProposal(place.plan.path, text, exists=True, difference=difference, campaign=seen[-1])
    if write:
        write_files(root, {PLAN_FILE: NewContent(expected=None, content=text.encode())})
    return PlanProposal(PLAN_FILE, text, exists=False, difference="", campaign=seen[-1])


def run_found_checks(
    campaign: Campaign, name: str, checks: Sequence[Check], *, trusted: str
) -> Mapping[str, CheckResult]:
    """Run the checks of a plan that is being proposed, on the commit that it is proposed for, in a worktree of its own.

    Args:
        campaign: The opened repository.
        name: The campaign's name to be: its landings use the same worktree.
        checks: What was found.
        trusted: The hash of commands that the user confirmed.

    Raises:
        UntrustedCommandError: Nobody has confirmed these commands.
        RefusedError: Nothing is committed yet.
    """
    commit = campaign.place().commit
    if not commit:
        raise RefusedError("There is no commit to run checks on", hint="commit the repository first")
    results = run_checks(
        campaign.repo, commit, checks, campaign.listener.landing, trusted=trusted, campaign=name
    )
    return {result.name: result for result in results}


def _remote(repo: Repository) -> str:
    """Where a branch would be pushed to: ``origin``, or the only remote there is."""
    names = repo.git("remote").decode("utf-8", "replace").split("\n")
    known = [name for name in names if name]
    return "origin" if "origin" in known else known[0] if len(known) == 1 else ""


def _difference(root: Path, plan: Plan, proposed: ProposedPlan, text: str) -> str:
    """Of the file with its comments; of a plan in a file that also holds other things, of what it says."""
    file = root / plan.path
    if plan.path == PLAN_FILE and file.is_file() and not file.is_symlink():
        old, new = file.read_text("utf-8", errors="replace"), text
    else:
        old, new = render_plan(plan, {}), render_plan(proposed.plan, {})
    pieces = (old.split("\n"), new.split("\n"), plan.path, f"{plan.path} (proposed)")
    return "\n".join(difflib.unified_diff(*pieces, lineterm=""))
