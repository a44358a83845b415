"""Sync: the campaign on a base that moved, as one merge commit whose tree is what the same recipes make there."""

from pathlib import Path

import pytest

from migrator.campaign.acts import Acts
from migrator.campaign.syncing import sync
from migrator.errors import RefusedError
from tests.support.moving_bases import REF, acts_on, campaign, by_hand, land_paths, move, move_base, start
from tests.support.repositories import RepoBuilder


def conflicts(builder: RepoBuilder, *command: str) -> bool:
    """Whether git itself stops at a conflict, in a worktree thrown away afterwards."""
    builder.git("worktree", "add", "--quiet", "--detach", "../trial", REF)
    trial = RepoBuilder(builder.root.parent / "trial")
    trial.git(*command, check=False)
    unmerged = trial.git("ls-files", "--unmerged")
    builder.git("worktree", "remove", "--force", "../trial")
    return bool(unmerged)


def code(builder: RepoBuilder, revision: str) -> dict[str, str]:
    """Path to blob of everything but the records of syncs."""
    rows = (line.split("\t") for line in builder.git("ls-tree", "-r", revision).split("\n"))
    return {path: facts.split(" ")[2] for facts, path in rows if not path.startswith(".migrator/syncs/")}


def same_on(root: Path) -> tuple[RepoBuilder, str]:
    """The same recipes, exclusions and commits of others, done from the beginning on a base that has moved already."""
    other = start(root)
    base = move_base(other)
    acts = acts_on(other)
    move(acts, "Connection")
    move(acts, "Mode")
    by_hand(other, "count from two", "room/notes.py", "TWO = 2", "TWO = 22")
    land_paths(acts)
    by_hand(other, "a word on far", "room/far.py", "FAR = 1\n", "FAR = 1\n\n# how far\n")
    return other, base


def test_a_base_that_moved_by_thirty_commits_gives_what_is_planned_on_it(
    builder: RepoBuilder, tmp_path: Path
) -> None:
    acts = campaign(builder)
    tip = builder.git("rev-parse", REF)
    base = move_base(builder)
    assert builder.git("rev-list", "--count", f"{tip}..{base}") == "30"
    assert conflicts(builder, "merge", "--no-edit", base)
    assert conflicts(builder, "rebase", base)
    synced = sync(acts, yes=True)
    assert synced.landed is not None
    assert synced.carried.replayed.stop is None
    assert builder.git("rev-parse", f"{REF}^1", f"{REF}^2") == f"{tip}\n{base}"
    other, _ = same_on(tmp_path / "other")
    assert code(builder, REF) == code(other, REF)
