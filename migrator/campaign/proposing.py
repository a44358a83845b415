"""A proposed plan for the opened repository: made from what is analysed, compared with a plan that is there, written where there is none."""

import difflib
from dataclasses import dataclass
from pathlib import Path

from migrator.analysis import Analysis, analyse
from migrator.campaign.campaign import Campaign
from migrator.git.door import Repository
from migrator.plan.load import PLAN_FILE
from migrator.plan.values import Plan
from migrator.plan.write import render_plan
from migrator.proposal.propose import propose_plan
from migrator.source.writing import NewContent, write_files


@dataclass(frozen=True)
class PlanProposal:
    """A proposal as it is or would be written.

    Attributes:
        path: The plan file, relative to the root: the one that is there, else where it goes.
        text: The proposed file.
        exists: There is a plan already; it stays.
        difference: What the proposal would change in it, as a diff.
    """

    path: str
    text: str
    exists: bool
    difference: str = ""


def proposed_plan(campaign: Campaign, *, scope: str = "", write: bool = False) -> PlanProposal:
    """Propose a plan for what is analysed now.

    Args:
        campaign: The opened repository.
        scope: What the campaign is to be about; the subject with most findings by default.
        write: Write it, unless there is a plan.

    Raises:
        RefusedError: There is no Python package, or the file cannot be written.
        UsageError: There is no such scope.
        PlanError: A plan is there that cannot be read.
    """
    place = campaign.place()
    earlier: list[Analysis] = []

    def under(plan: Plan) -> Analysis:
        analysis = analyse(
            place.tree,
            plan,
            cache=campaign.cache,
            previous=earlier[-1] if earlier else None,
            progress=campaign.listener.analysing,
            cancelled=campaign.stopping,
        )
        earlier.append(analysis)
        return analysis

    root = campaign.repo.root
    proposed = propose_plan(place.tree, under, folder=root.name, remote=_remote(campaign.repo), scope=scope)
    text = render_plan(proposed.plan, proposed.comments)
    if place.plan.path:
        return PlanProposal(
            place.plan.path, text, exists=True, difference=_difference(root, place.plan.path, text)
        )
    if write:
        write_files(root, {PLAN_FILE: NewContent(expected=None, content=text.encode())})
    return PlanProposal(PLAN_FILE, text, exists=False)


def _remote(repo: Repository) -> str:
    """Where a branch would be pushed to: ``origin``, or the only remote there is."""
    names = repo.git("remote").decode("utf-8", "replace").split("\n")
    known = [name for name in names if name]
    return "origin" if "origin" in known else known[0] if len(known) == 1 else ""


def _difference(root: Path, path: str, text: str) -> str:
    file = root / path
    if path != PLAN_FILE or not file.is_file() or file.is_symlink():
        return ""
    old = file.read_text("utf-8", errors="replace").split("\n")
    return "\n".join(difflib.unified_diff(old, text.split("\n"), path, f"{path} (proposed)", lineterm=""))
