"""`sync` and `adopt` on the command line: what they print, and how they end."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.support.moving_bases import REF, acts_on, by_hand, move, start, user
from tests.support.repositories import PINNED, RepoBuilder, fsck, snapshot
from tests.support.schema import published


@pytest.fixture
def carried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RepoBuilder:
    """A campaign of one batch and one commit by hand, a branch from before it, and a base with a new user."""
    for name, value in PINNED.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("MIGRATOR_CACHE_DIR", str(tmp_path / "cache"))
    builder = start(tmp_path / "room")
    builder.git("switch", "--quiet", "-c", "feature")
    builder.commit("a feature", {"room/user8.py": user(8)})
    builder.git("switch", "--quiet", "main")
    move(acts_on(builder), "Connection")
    by_hand(builder, "count from two", "room/notes.py", "TWO = 2", "TWO = 22")
    builder.commit("new user", {"room/user9.py": user(9)})
    return builder


def test_cfg_03_a_dry_run_says_all_and_changes_nothing(carried: RepoBuilder, run: Run) -> None:
    before = snapshot(carried.root, ours="\0")
    files = sorted((carried.root / ".git").rglob("*"))
    for arguments in (["sync"], ["sync", "--onto", "main"], ["adopt", "feature"], ["adopt", REF]):
        ran = run(*arguments, "--dry-run", cwd=carried.root)
        assert ran.code == 0, (arguments, ran.err)
        assert snapshot(carried.root, ours="\0") == before
        assert sorted((carried.root / ".git").rglob("*")) == files
    said = run("sync", "--dry-run", cwd=carried.root).out
    assert "room/user9.py:1" in said
    assert "+ from room.types import Connection" in said


def test_a_sync_with_new_sites_is_refused_without_yes_and_lands_with_it(
    carried: RepoBuilder, run: Run
) -> None:
    tip = carried.git("rev-parse", REF)
    ran = run("sync", cwd=carried.root)
    assert ran.code == 3
    assert "room/user9.py:1" in ran.err
    assert carried.git("rev-parse", REF) == tip
    ran = run("sync", "--yes", "--json", cwd=carried.root)
    assert ran.code == 0, ran.err
    view = json.loads(ran.out)
    published("sync").validate(view)
    assert view["landed"]["commit"] == carried.git("rev-parse", REF)
    assert [commit["outcome"] for commit in view["commits"]] == ["replayed", "merged"]
    assert run("sync", cwd=carried.root).code == 0
    fsck(carried.root)


def test_a_sync_that_stops_ends_with_3_and_names_files_and_commands(carried: RepoBuilder, run: Run) -> None:
    carried.commit("count from three", {"room/notes.py": "ONE = 1\nTWO = 3\nTHREE = 3\n"})
    ran = run("sync", "--yes", cwd=carried.root)
    assert ran.code == 3
    assert "STOPPED" in ran.out
    assert "room/notes.py" in ran.out
    assert "git switch migration/room-sync" in ran.out
    assert "migrator sync --onto migration/room-sync" in ran.out
    view = json.loads(run("sync", "--yes", "--json", cwd=carried.root).out)
    published("sync").validate(view)
    assert view["kept"] == "migration/room-sync"


def test_a_base_that_does_not_exist_or_cannot_be_told_is_a_clear_refusal(
    carried: RepoBuilder, run: Run
) -> None:
    assert run("sync", "--onto", "nowhere", cwd=carried.root).code == 3
    carried.git("branch", "-m", "main", "one")
    carried.git("branch", "two")
    ran = run("sync", cwd=carried.root)
    assert ran.code == 2
    assert "--onto REF" in ran.err


def test_the_remote_branch_is_the_base_where_the_remote_has_it(
    carried: RepoBuilder, run: Run, tmp_path: Path
) -> None:
    plan = (carried.root / "migration.toml").read_text()
    hand = by_hand(carried, "a remote", "migration.toml", 'name = "room"', 'name = "room"\nremote = "origin"')
    assert plan
    carried.git("init", "--quiet", "--bare", str(tmp_path / "origin"))
    carried.git("remote", "add", "origin", str(tmp_path / "origin"))
    carried.git("push", "--quiet", "origin", "main")
    carried.git("reset", "--quiet", "--hard", "main~1")
    view = json.loads(run("sync", "--dry-run", "--json", cwd=carried.root).out)
    assert view["name"] == "origin/main"
    assert view["tip"] == hand


def test_a_branch_and_a_commit_are_adopted(carried: RepoBuilder, run: Run) -> None:
    ran = run("adopt", "feature", "--yes", "--json", cwd=carried.root)
    assert ran.code == 0, ran.err
    published("adopt BRANCH").validate(json.loads(ran.out))
    assert "from room.types import Connection" in carried.git("show", "feature:room/user8.py")
    commit = carried.git("rev-parse", REF)
    carried.git("branch", "other", "feature~1")
    carried.git("switch", "--quiet", "other")
    carried.commit("another feature", {"room/user7.py": user(7)})
    carried.git("switch", "--quiet", "main")
    said = run("adopt", "other", "--yes", cwd=carried.root).out
    assert "on refs/heads/other" in said
    assert "migrator follow" not in said, "nothing waits: the branch itself was moved"
    ran = run("adopt", commit, "--json", cwd=carried.root)
    assert ran.code == 0, ran.err
    published("adopt COMMIT").validate(json.loads(ran.out))
    history = json.loads(run("history", "--json", cwd=carried.root).out)["commits"]
    assert [one["state"] for one in history] == ["record", "landed", "landed"]
    assert run("adopt", "nothing-such", cwd=carried.root).code == 3
