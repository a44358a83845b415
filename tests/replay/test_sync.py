"""Sync: the campaign on a base that moved, as one merge commit whose tree is what the same recipes make there."""

import json
from pathlib import Path

import pytest

from migrator.campaign.acts import Acts
from migrator.campaign.adhoc import commit_ad_hoc, plan_move
from migrator.campaign.syncing import preview_sync, sync
from migrator.campaign.undoing import undo_batch
from migrator.errors import NothingToDoError, RefMovedError, RefusedError, StalePlanError
from migrator.git.refs import list_refs
from migrator.plan.values import ShimChoice
from migrator.progress.history import CommitState
from migrator.replay.values import Outcome
from tests.support.moving_bases import (
    BRANCH,
    REF,
    acts_on,
    by_hand,
    land_paths,
    move,
    move_base,
    start,
    user,
)
from tests.support.repositories import RepoBuilder, snapshot


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


def same_on(root: Path) -> RepoBuilder:
    """The same recipes, exclusions and commits of others, done from the beginning on a base that has moved already."""
    other = start(root)
    move_base(other)
    acts = acts_on(other)
    move(acts, "Connection")
    move(acts, "Mode")
    by_hand(other, "count from two", "room/notes.py", "TWO = 2", "TWO = 22")
    land_paths(acts)
    by_hand(other, "a word on far", "room/far.py", "FAR = 1\n", "FAR = 1\n\n# how far\n")
    return other


def shown(builder: RepoBuilder, path: str, revision: str = REF) -> str:
    return builder.git("show", f"{revision}:{path}")


def outcomes(acts: Acts, onto: str = "") -> list[str]:
    return [step.outcome.value for step in preview_sync(acts, onto).replayed.steps]


def expect_nothing_on_the_old_path(builder: RepoBuilder) -> None:
    """Only the shim, the tests, and the file whose owner said no still name the old path or the facade."""
    naming = builder.git(
        "grep", "-l", "-E", "from room.(manager|facade) import .*(Connection|Mode)", REF, "--", "room"
    )
    assert naming.split("\n") == [f"{REF}:room/through2.py"]


def test_a_base_that_moved_by_thirty_commits_gives_what_is_planned_on_it(
    with_campaign: RepoBuilder, tmp_path: Path
) -> None:
    builder, acts = with_campaign, acts_on(with_campaign)
    tip = builder.git("rev-parse", REF)
    fork = builder.git("merge-base", "main", REF)
    base = move_base(builder)
    assert builder.git("rev-list", "--count", f"{fork}..{base}") == "30"
    assert conflicts(builder, "merge", "--no-edit", base)
    assert conflicts(builder, "rebase", base)
    synced = sync(acts, yes=True)
    assert synced.landed is not None
    assert builder.git("rev-parse", f"{REF}^1", f"{REF}^2") == f"{tip}\n{base}"
    expect_nothing_on_the_old_path(builder)
    assert '"kind": "room"' in shown(builder, "room/types.py")
    assert "TWO = 22" in shown(builder, "room/notes.py")
    assert "from room.types import" in shown(builder, "room/fifth.py")
    other = same_on(tmp_path / "other")
    assert code(builder, REF) == code(other, REF)
    with pytest.raises(NothingToDoError):
        sync(acts)


def test_half_of_the_campaign_squashed_into_the_base_is_a_no_op_and_its_newcomers_follow(
    with_campaign: RepoBuilder, tmp_path: Path
) -> None:
    builder, acts = with_campaign, acts_on(with_campaign)
    base = move_base(builder, squash=f"{REF}~3")
    assert conflicts(builder, "merge", "--no-edit", base)
    assert conflicts(builder, "rebase", base)
    synced = sync(acts, yes=True)
    first, second, *_ = synced.carried.replayed.steps
    assert [hunk.path for hunk in first.hunks] == [
        f"room/user{number}.py" for number in sorted(map(str, range(6, 16)))
    ]
    assert {second.outcome, first.outcome} <= {Outcome.REPLAYED, Outcome.NOTHING}
    assert not any(hunk.path == "room/types.py" for step in (first, second) for hunk in step.hunks)
    expect_nothing_on_the_old_path(builder)
    assert shown(builder, "room/types.py").count("class Connection") == 1
    other = same_on(tmp_path / "other")
    users = [path for path in code(other, REF) if path.startswith(("room/user", "room/through"))]
    assert {path: shown(builder, path) for path in users} == {path: shown(other, path) for path in users}


def test_a_recipe_that_is_satisfied_on_the_base_is_a_no_op(with_campaign: RepoBuilder) -> None:
    builder, acts = with_campaign, acts_on(with_campaign)
    builder.git("merge", "--quiet", "--squash", REF)
    builder.commit("the whole campaign, squashed")
    builder.commit("and on", {"docs/on.md": "on\n"})
    synced = sync(acts)
    assert {step.outcome for step in synced.carried.replayed.steps} == {Outcome.NOTHING}
    assert code(builder, REF) == code(builder, "main")
    record = json.loads(shown(builder, synced.carried.record.path))
    assert [one["outcome"] for one in record["commits"]] == ["no-op"] * 5


def test_sites_that_nobody_has_approved_are_named_and_do_not_land_by_themselves(
    with_campaign: RepoBuilder,
) -> None:
    builder, acts = with_campaign, acts_on(with_campaign)
    builder.commit("new user", {"room/user9.py": user(9)})
    tip = builder.git("rev-parse", REF)
    with pytest.raises(RefusedError) as caught:
        sync(acts)
    assert "room/user9.py:1" in caught.value.detail
    assert builder.git("rev-parse", REF) == tip
    seen = preview_sync(acts)
    assert [hunk.path for hunk in seen.replayed.steps[0].added] == ["room/user9.py"]
    synced = sync(acts, approved=seen.tree)
    assert synced.landed is not None
    assert synced.landed.tree == seen.tree
    back = synced.said[0].partition(": git ")[2].split(" ")
    builder.git(*back)
    assert builder.git("rev-parse", REF) == tip
    assert acts.campaign.place().commit == tip


def test_con_02_what_changed_since_it_was_shown_does_not_land(with_campaign: RepoBuilder) -> None:
    builder, acts = with_campaign, acts_on(with_campaign)
    builder.commit("new user", {"room/user9.py": user(9)})
    seen = preview_sync(acts)
    tip = by_hand(builder, "meanwhile", "room/notes.py", "THREE = 3", "THREE = 33")
    with pytest.raises(StalePlanError):
        sync(acts, approved=seen.tree)
    assert builder.git("rev-parse", REF) == tip


def test_con_02_a_tip_that_moves_while_it_is_verified_is_not_moved(
    with_campaign: RepoBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    builder, acts = with_campaign, acts_on(with_campaign)
    builder.commit("far away", {"docs/far.md": "far\n"})
    moved: list[str] = []

    def interfere(point: str) -> None:
        if point == "checked":
            moved.append(by_hand(builder, "meanwhile", "room/notes.py", "THREE = 3", "THREE = 33"))

    monkeypatch.setattr("migrator.landing.land.reach", interfere)
    with pytest.raises(RefMovedError):
        sync(acts)
    assert builder.git("rev-parse", REF) == moved[0]


def test_law_2_a_dirty_checkout_is_as_it_was(with_campaign: RepoBuilder) -> None:
    builder, acts = with_campaign, acts_on(with_campaign)
    builder.commit("new user", {"room/user9.py": user(9)})
    builder.staged({"room/staged.py": "STAGED = 1\n"}).write(
        {"room/manager.py": "MINE = 1\n", "loose.txt": "x\n"}
    )
    before = snapshot(builder.root)
    preview_sync(acts)
    assert snapshot(builder.root) == before
    sync(acts, yes=True)
    after = snapshot(builder.root)
    assert (after.files, after.index, after.status, after.head, after.stash) == (
        before.files, before.index, before.status, before.head, before.stash,
    )  # fmt: skip


def test_a_checkout_with_work_in_the_way_waits_to_be_followed(with_campaign: RepoBuilder) -> None:
    builder = with_campaign
    builder.commit("new user", {"room/user9.py": user(9)})
    builder.git("switch", "--quiet", BRANCH)
    builder.write({"room/user9.py": "MINE = 1\n"})
    before = snapshot(builder.root)
    acts = acts_on(builder)
    landed = sync(acts, yes=True).landed
    assert landed is not None
    assert not landed.followed
    assert landed.ref == "refs/migrator/room"
    assert snapshot(builder.root) == before
    (builder.root / "room/user9.py").unlink()
    acts.follow()
    assert builder.git("rev-parse", "HEAD") == landed.commit
    assert builder.git("status", "--porcelain") == ""


def test_a_preview_leaves_not_even_objects(with_campaign: RepoBuilder) -> None:
    builder, acts = with_campaign, acts_on(with_campaign)
    move_base(builder)
    files = sorted((builder.root / ".git").rglob("*"))
    assert outcomes(acts) == ["replayed", "replayed", "merged", "replayed", "merged"]
    assert sorted((builder.root / ".git").rglob("*")) == files


def test_the_next_sync_makes_the_earlier_one_anew(with_campaign: RepoBuilder) -> None:
    builder, acts = with_campaign, acts_on(with_campaign)
    move_base(builder)
    sync(acts, yes=True)
    by_hand(builder, "after the sync", "room/notes.py", "THREE = 3", "THREE = 33")
    builder.commit("newest user", {"room/user77.py": user(77)})
    synced = sync(acts, yes=True)
    assert [step.outcome.value for step in synced.carried.replayed.steps][-2:] == ["remade", "merged"]
    expect_nothing_on_the_old_path(builder)
    assert "THREE = 33" in shown(builder, "room/notes.py")
    history = acts.history()
    assert [entry.state for entry in history].count(CommitState.SYNC) == 2
    assert len(history) == 5 + 2 + 1
    assert not any("new user" in entry.commit.subject for entry in history)


def test_what_somebody_changed_in_a_sync_afterwards_is_kept_by_the_next(with_campaign: RepoBuilder) -> None:
    builder, acts = with_campaign, acts_on(with_campaign)
    move_base(builder)
    sync(acts, yes=True)
    builder.git("worktree", "add", "--quiet", "../hand", BRANCH)
    hand = RepoBuilder(builder.root.parent / "hand")
    hand.write({"room/extra.py": "EXTRA = 1\n"})
    hand.git("add", "--all")
    hand.git("commit", "--quiet", "--amend", "--no-edit")
    builder.git("worktree", "remove", "--force", "../hand")
    builder.commit("newest user", {"room/user77.py": user(77)})
    sync(acts, yes=True)
    assert shown(builder, "room/extra.py") == "EXTRA = 1"


def test_what_somebody_amended_in_the_commit_of_a_batch_is_kept(builder: RepoBuilder) -> None:
    acts = acts_on(builder)
    move(acts, "Connection")
    builder.git("worktree", "add", "--quiet", "../hand", BRANCH)
    hand = RepoBuilder(builder.root.parent / "hand")
    types = (hand.root / "room/types.py").read_text()
    hand.write({"room/types.py": types.replace('"""Types."""', '"""The types of the room."""')})
    hand.git("commit", "--quiet", "--all", "--amend", "--no-edit")
    builder.git("worktree", "remove", "--force", "../hand")
    move_base(builder)
    sync(acts, yes=True)
    assert '"""The types of the room."""' in shown(builder, "room/types.py")
    assert '"kind": "room"' in shown(builder, "room/types.py")


def test_a_batch_that_was_undone_stays_undone(with_campaign: RepoBuilder) -> None:
    builder, acts = with_campaign, acts_on(with_campaign)
    undo_batch(acts)
    move_base(builder)
    sync(acts, yes=True)
    assert "from room.facade import Connection" in shown(builder, "room/through1.py")
    assert "from room.facade import Connection" in shown(builder, "room/through6.py")
    assert [entry.state for entry in acts.history()].count(CommitState.UNDO) == 1


def test_cra_04_an_undo_after_a_sync_takes_the_newcomers_back_too(with_campaign: RepoBuilder) -> None:
    builder, acts = with_campaign, acts_on(with_campaign)
    move_base(builder)
    sync(acts, yes=True)
    assert "from room.types import Connection" in shown(builder, "room/through6.py")
    undo_batch(acts)
    assert "from room.facade import Connection" in shown(builder, "room/through6.py")
    assert "from room.facade import Connection" in shown(builder, "room/through1.py")
    assert list_refs(acts.campaign.repo, "refs/migrator/undone/")


def test_newcomers_of_a_module_that_moved_follow_when_its_move_came_with_the_base(
    builder: RepoBuilder,
) -> None:
    acts = acts_on(builder)
    commit_ad_hoc(acts, plan_move(acts.campaign, ["room.far"], "room.distant", ShimChoice.AUTO))
    builder.git("merge", "--quiet", "--squash", REF)
    builder.commit("the move, squashed")
    text = "import room.far\nfrom room.far import FAR\n\nVALUE = (FAR, room.far.FAR)\n"
    builder.commit("a newcomer", {"room/newcomer.py": text})
    sync(acts, yes=True)
    now = shown(builder, "room/newcomer.py")
    assert "room.far" not in now
    assert now.count("room.distant") == 3
    assert shown(builder, "room/far.py") == shown(builder, "room/far.py", "main")


def test_a_file_in_which_a_site_was_left_on_purpose_is_left_alone_when_the_move_came_with_the_base(
    with_campaign: RepoBuilder,
) -> None:
    builder, acts = with_campaign, acts_on(with_campaign)
    builder.git("merge", "--quiet", "--squash", REF)
    builder.commit("the campaign, squashed")
    builder.commit(
        "new user", {"room/through7.py": "from room.facade import Connection\n\nVALUE7 = Connection\n"}
    )
    sync(acts, yes=True)
    assert "from room.types import Connection" in shown(builder, "room/through7.py")
    assert "from room.facade import Connection" in shown(builder, "room/through2.py")
