"""Adopt: a branch that forked before the campaign has the campaign carried to it; a commit made by hand becomes a batch."""

import json

import pytest

from migrator.campaign.adopting import adopt_branch, adopt_commit, preview_adoption
from migrator.campaign.syncing import sync
from migrator.campaign.undoing import undo_batch
from migrator.errors import NothingToDoError, RefusedError
from migrator.progress.history import CommitState
from tests.support.moving_bases import REF, acts_on, by_hand, move_base, user
from tests.support.repositories import RepoBuilder, snapshot

FEATURE = "refs/heads/feature"


def feature(builder: RepoBuilder) -> str:
    """A branch from before the campaign: a new user of old paths, and a change in the import that the campaign rewrites."""
    builder.git("switch", "--quiet", "-c", "feature", "main")
    builder.commit("a feature", {"room/user9.py": user(9), "room/user1.py": user(1, ", Manager")})
    builder.commit("more of it", {"room/feature.py": "FEATURE = 1\n"})
    builder.git("switch", "--quiet", "main")
    return builder.git("rev-parse", FEATURE)


def test_a_branch_from_before_the_campaign_keeps_its_work_and_its_users_of_old_paths_follow(
    with_campaign: RepoBuilder,
) -> None:
    builder, acts = with_campaign, acts_on(with_campaign)
    was, tip = feature(builder), builder.git("rev-parse", REF)
    before = snapshot(builder.root)
    done = adopt_branch(acts, FEATURE, yes=True)
    assert done.landed is not None
    assert builder.git("rev-parse", f"{FEATURE}^1", f"{FEATURE}^2") == f"{was}\n{tip}"
    assert builder.git("rev-parse", REF) == tip
    assert builder.git("show", f"{FEATURE}:room/user9.py").startswith(
        "from room.types import Connection, Mode\n"
    )
    own = builder.git("show", f"{FEATURE}:room/user1.py")
    assert "from room.manager import Manager" in own
    assert "from room.types import Connection, Mode" in own
    assert builder.git("show", f"{FEATURE}:room/feature.py") == "FEATURE = 1"
    after = snapshot(builder.root)
    assert (after.files, after.index, after.status, after.head) == (
        before.files,
        before.index,
        before.status,
        before.head,
    )
    with pytest.raises(NothingToDoError):
        adopt_branch(acts, FEATURE)


def test_a_branch_from_before_a_base_that_was_synced_gets_that_base_too(with_campaign: RepoBuilder) -> None:
    builder, acts = with_campaign, acts_on(with_campaign)
    feature(builder)
    builder.commit("new user", {"room/user7.py": user(7)})
    sync(acts, yes=True)
    adopt_branch(acts, FEATURE, yes=True)
    for path in ("room/user7.py", "room/user9.py"):
        assert "from room.types import Connection, Mode" in builder.git("show", f"{FEATURE}:{path}")


def test_new_users_on_the_branch_are_named_before_they_land(with_campaign: RepoBuilder) -> None:
    builder, acts = with_campaign, acts_on(with_campaign)
    was = feature(builder)
    with pytest.raises(RefusedError) as caught:
        adopt_branch(acts, FEATURE)
    assert "room/user9.py:1" in caught.value.detail
    assert builder.git("rev-parse", FEATURE) == was
    seen = preview_adoption(acts, FEATURE)
    done = adopt_branch(acts, FEATURE, approved=seen.tree)
    assert done.landed is not None
    assert done.landed.tree == seen.tree


def test_a_branch_that_is_checked_out_is_not_moved_a_branch_beside_it_gets_the_merge(
    with_campaign: RepoBuilder,
) -> None:
    builder, acts = with_campaign, acts_on(with_campaign)
    was = feature(builder)
    builder.git("switch", "--quiet", "feature")
    before = snapshot(builder.root)
    done = adopt_branch(acts, FEATURE, yes=True)
    assert done.landed is not None
    assert builder.git("rev-parse", FEATURE) == was
    assert builder.git("rev-parse", f"{FEATURE}-adopted^1") == was
    assert "git merge --ff-only feature-adopted" in done.said[0]
    after = snapshot(builder.root)
    assert (after.files, after.index, after.status, after.head) == (
        before.files,
        before.index,
        before.status,
        before.head,
    )


def test_a_conflict_of_two_people_stops_it_and_it_goes_on_from_what_was_merged(
    with_campaign: RepoBuilder,
) -> None:
    builder, acts = with_campaign, acts_on(with_campaign)
    builder.git("switch", "--quiet", "-c", "feature", "main")
    was = builder.commit(
        "count from three", {"room/notes.py": "ONE = 1\nTWO = 3\nTHREE = 3\n", "room/user9.py": user(9)}
    )
    builder.git("switch", "--quiet", "main")
    done = adopt_branch(acts, FEATURE, yes=True)
    stop = done.carried.replayed.stop
    assert done.landed is None
    assert stop is not None
    assert stop.source is not None
    assert (stop.paths, done.kept) == (("room/notes.py",), "feature-adopted")
    assert builder.git("rev-parse", FEATURE) == was
    builder.git("worktree", "add", "--quiet", "../resolve", "feature-adopted")
    there = RepoBuilder(builder.root.parent / "resolve")
    there.git("merge", stop.source.commit.sha, check=False)
    there.commit("both", {"room/notes.py": "ONE = 1\nTWO = 25\nTHREE = 3\n"})
    builder.git("worktree", "remove", "--force", "../resolve")
    again = adopt_branch(acts, f"{FEATURE}-adopted", yes=True)
    assert again.landed is not None
    assert "TWO = 25" in builder.git("show", f"{FEATURE}-adopted:room/notes.py")
    assert "# how far" in builder.git("show", f"{FEATURE}-adopted:room/far.py")
    assert "from room.types import" in builder.git("show", f"{FEATURE}-adopted:room/user9.py")


def test_a_commit_made_by_hand_is_taken_in_counts_and_can_be_undone(with_campaign: RepoBuilder) -> None:
    builder, acts = with_campaign, acts_on(with_campaign)
    commit = by_hand(
        builder,
        "through2 goes straight",
        "room/through2.py",
        "from room.facade import",
        "from room.types import",
    )
    assert acts.history()[0].state is CommitState.OTHER
    landed = adopt_commit(acts, commit[:12])
    assert (
        builder.git("diff", "--name-only", f"{commit}..{landed.commit}")
        == f".migrator/batches/by-hand-{commit[:10]}.json"
    )
    record = json.loads(builder.git("show", f"{REF}:.migrator/batches/by-hand-{commit[:10]}.json"))
    assert (record["phase"], record["recipes"], record["adopts"]) == ("paths", [], commit)
    assert record["closed"] == ["import-paths:room.facade:Connection"]
    states = {entry.commit.sha: entry.state for entry in acts.history()}
    assert states[commit] is CommitState.LANDED
    assert states[landed.commit] is CommitState.RECORD
    with pytest.raises(NothingToDoError):
        adopt_commit(acts, commit)
    undo_batch(acts)
    assert "from room.facade import" in builder.git("show", f"{REF}:room/through2.py")


def test_an_adopted_commit_is_carried_to_a_new_base_as_it_is(with_campaign: RepoBuilder) -> None:
    builder, acts = with_campaign, acts_on(with_campaign)
    commit = by_hand(builder, "a mark", "room/far.py", "# how far", "# how far away")
    adopt_commit(acts, commit)
    move_base(builder)
    sync(acts, yes=True)
    assert "# how far away" in builder.git("show", f"{REF}:room/far.py")
    assert any(entry.record is not None and entry.record.adopts == commit for entry in acts.history())


def test_what_is_no_part_of_the_campaign_or_has_a_record_is_not_adopted(with_campaign: RepoBuilder) -> None:
    builder, acts = with_campaign, acts_on(with_campaign)
    elsewhere = builder.commit("elsewhere", {"docs/x.md": "x\n"})
    with pytest.raises(RefusedError, match="not part of the campaign"):
        adopt_commit(acts, elsewhere)
    with pytest.raises(NothingToDoError):
        adopt_commit(acts, f"{REF}~1")
