"""The sample campaign on a scratch repository: what `migrator demo` makes and, with `--auto`, carries out."""

import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import migrator
from migrator.campaign.acts import Acts, Outcome
from migrator.campaign.campaign import Campaign
from migrator.campaign.leaving import places_of
from migrator.errors import RefusedError, UsageError
from migrator.git.creation import make_repository
from migrator.git.door import open_repository
from migrator.landing.values import CheckResult, Landed
from migrator.progress.history import CampaignCommit, CommitState
from migrator.progress.measures import PhaseProgress
from migrator.recipes.values import Left

SAMPLE = "sample_repo"
IDENTITY: Mapping[str, str] = {"user.name": "Sample Author", "user.email": "sample@example.invalid"}
"""Set in the scratch repository only, so that the demo works where git has no identity."""


@dataclass(frozen=True)
class Carried:
    """A campaign carried out from start to end."""

    root: Path
    progress: tuple[PhaseProgress, ...]
    commits: tuple[CampaignCommit, ...]
    checks: tuple[tuple[str, CheckResult], ...]
    """Commit and result, in the order of landing."""
    left: tuple[Left, ...]
    outcome: Outcome
    pushed: bool


def make_demo(root: Path) -> Path:
    """Make the sample repository in a folder, with a bare ``origin`` beside it. Returns the folder.

    Raises:
        UsageError: The folder, or the one of the remote, exists and is not empty.
    """
    origin = root.with_name(f"{root.name}-origin.git")
    for folder in (root, origin):
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise UsageError(f"{folder} is not an empty folder", hint="name a folder that does not exist yet")
    shutil.copytree(
        sample_folder(), root, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"), dirs_exist_ok=True
    )
    make_repository(origin, bare=True)
    make_repository(root, settings=IDENTITY)
    repo = open_repository(root)
    repo.as_user("add", "--all")
    _expect(
        repo.as_user("commit", "--quiet", "-m", "The chat backend before its consolidation").returncode,
        "commit",
    )
    repo.as_user("remote", "add", "origin", os.fspath(origin))
    _expect(repo.as_user("push", "--quiet", "--set-upstream", "origin", "main").returncode, "push")
    return root


def sample_folder() -> Path:
    """Where the sample is: beside the package in a checkout, inside it when installed."""
    package = Path(migrator.__file__).resolve().parent
    for folder in (package / SAMPLE, package.parent / SAMPLE):
        if (folder / "migration.toml").is_file():
            return folder
    raise RefusedError(
        "The sample repository was not installed", hint="install migrator again, or run it from a checkout"
    )


def carry_out(campaign: Campaign, told: Callable[[Landed], None] | None = None) -> Carried:
    """Land everything that can land, phase by phase, then push what landed."""
    acts = Acts(campaign)
    acts.confirm_trust()
    outcome = acts.land_all(told=told)
    if outcome.landed:
        acts.push()
    commits = acts.history()
    pushed = {entry.commit.sha for entry in commits} <= acts.pushed_commits()
    return Carried(
        root=campaign.repo.root,
        progress=acts.progress(),
        commits=tuple(entry for entry in reversed(commits) if entry.state is CommitState.LANDED),
        checks=tuple((landed.commit, result) for landed in outcome.landed for result in landed.checks),
        left=tuple(sorted({*outcome.left, *_remaining(campaign)})),
        outcome=outcome,
        pushed=pushed and bool(commits),
    )


def _remaining(campaign: Campaign) -> list[Left]:
    """Every place of what is still open, with why nobody but a person can close it."""
    return [
        left
        for state in campaign.analysis().phases
        for finding in state.remaining
        for left in places_of(finding)
    ]


def _expect(returncode: int, what: str) -> None:
    if returncode:
        raise RefusedError(
            f"git {what} failed while the demo was made", hint="try the same by hand to see why"
        )
