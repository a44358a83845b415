"""Killed at each point of a sync: after `recover` the repository is as before or as after."""

import os
import subprocess  # noqa: TID251  tests kill the program as the system would
import sys
from pathlib import Path

import pytest

from migrator.git.door import open_repository
from migrator.git.refs import list_refs
from migrator.git.worktrees import worktrees
from migrator.landing.faultpoints import POINTS
from migrator.landing.journal import unfinished
from migrator.landing.recover import recover
from tests.support.moving_bases import BRANCH, REF, user
from tests.support.repositories import PINNED, RepoBuilder, fsck, snapshot

SYNC = """
import pathlib
from tests.support.moving_bases import acts_on
from tests.support.repositories import RepoBuilder
from migrator.campaign.syncing import sync
sync(acts_on(RepoBuilder(pathlib.Path({root!r}))), yes=True)
"""


def killed_at(root: Path, point: str) -> int:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment = clean | PINNED | {"MIGRATOR_FAULT": point}
    command = [sys.executable, "-c", SYNC.format(root=str(root))]
    return subprocess.run(command, cwd=Path(__file__).parents[2], env=environment, check=False).returncode


@pytest.mark.slow
@pytest.mark.parametrize("point", [point for point in POINTS if not point.startswith(("write", "carried"))])
def test_cra_01_a_killed_sync_is_as_before_or_as_after(with_campaign: RepoBuilder, point: str) -> None:
    builder = with_campaign
    builder.commit("new user", {"room/user9.py": user(9)})
    builder.git("switch", "--quiet", BRANCH)
    builder.write({"loose.txt": "mine\n"})
    tip = builder.git("rev-parse", REF)
    before = snapshot(builder.root)
    assert killed_at(builder.root, point) == -9
    repo = open_repository(builder.root)
    recover(repo)
    assert recover(repo) == ()
    assert unfinished(repo) == ()
    fsck(builder.root)
    assert len(worktrees(repo)) == 1
    pending = list_refs(repo, "refs/migrator/").get("refs/migrator/room")
    now = builder.git("rev-parse", REF)
    if point in {"refs-moved", "landed", "follow-begun"} or point.startswith("follow"):
        made = pending or now
        assert builder.git("rev-parse", f"{made}^1", f"{made}^2") == f"{tip}\n" + builder.git(
            "rev-parse", "main"
        )
    else:
        assert pending is None
        assert snapshot(builder.root) == before
    assert (builder.root / "loose.txt").read_text() == "mine\n"
    assert killed_at(builder.root, "") in {0, 1}
    assert builder.git("status", "--porcelain") == "?? loose.txt" or pending is not None
    assert not (builder.root / ".git" / "MERGE_HEAD").exists()


def test_cra_01_a_merge_that_was_made_and_not_yet_noted_leaves_no_branch_behind(
    with_campaign: RepoBuilder,
) -> None:
    builder = with_campaign
    builder.commit("new user", {"room/user9.py": user(9)})
    before = snapshot(builder.root)
    tip, base = builder.git("rev-parse", REF), builder.git("rev-parse", "main")
    assert killed_at(builder.root, "merge-begun") == -9
    tree = builder.git("rev-parse", "main^{tree}")
    made = builder.git("commit-tree", "-p", tip, "-p", base, "-m", "made when git went on alone", tree)
    builder.git("update-ref", f"{REF}-landing", made)
    recover(open_repository(builder.root))
    assert snapshot(builder.root) == before
