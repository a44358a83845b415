"""Where a sync stops: at a true conflict of somebody's commit, with everything before it kept and a way to go on."""

import pytest

from migrator.campaign.acts import Acts
from migrator.campaign.syncing import Synced, sync
from migrator.errors import GitMissingError
from migrator.views.replays import synced_view
from tests.support.moving_bases import REF, acts_on, by_hand, move, user
from tests.support.repositories import RepoBuilder, snapshot

SYNC_REF = f"{REF}-sync"


def conflicting(builder: RepoBuilder) -> None:
    """A base that changes the very line that somebody changed on the campaign's branch, and gets a new user."""
    builder.commit("count from three", {"room/notes.py": "ONE = 1\nTWO = 3\nTHREE = 3\n"})
    builder.commit("new user", {"room/user9.py": user(9)})


def stopped(acts: Acts) -> Synced:
    synced = sync(acts, yes=True)
    assert synced.landed is None
    assert synced.carried.replayed.stop is not None
    return synced


def resolve(builder: RepoBuilder, commit: str) -> None:
    """What a person does: merge the commit that stopped it into what was kept, and resolve."""
    builder.git("worktree", "add", "--quiet", "../resolve", SYNC_REF.removeprefix("refs/heads/"))
    there = RepoBuilder(builder.root.parent / "resolve")
    there.git("merge", commit, check=False)
    assert there.git("diff", "--name-only", "--diff-filter=U") == "room/notes.py"
    there.commit("both counts", {"room/notes.py": "ONE = 1\nTWO = 25\nTHREE = 3\n"})
    builder.git("worktree", "remove", "--force", "../resolve")


def test_a_true_conflict_stops_there_and_what_came_before_is_kept(with_campaign: RepoBuilder) -> None:
    builder, acts = with_campaign, acts_on(with_campaign)
    conflicting(builder)
    tip, before = builder.git("rev-parse", REF), snapshot(builder.root)
    synced = stopped(acts)
    stop = synced.carried.replayed.stop
    assert stop is not None
    assert stop.source is not None
    assert stop.source.commit.subject == "count from two"
    assert stop.paths == ("room/notes.py",)
    assert "CONFLICT" in stop.detail
    assert builder.git("rev-parse", REF) == tip
    assert synced.kept == "migration/room-sync"
    assert builder.git("rev-parse", f"{SYNC_REF}^1", f"{SYNC_REF}^2") == builder.git(
        "rev-parse", f"{REF}~3", "main"
    )
    assert "from room.types import" in builder.git("show", f"{SYNC_REF}:room/user9.py")
    assert "TWO = 3" in builder.git("show", f"{SYNC_REF}:room/notes.py")
    after = snapshot(builder.root)
    assert (after.files, after.index, after.status, after.head) == (
        before.files,
        before.index,
        before.status,
        before.head,
    )
    view = synced_view(synced).stop
    assert view is not None
    assert view.how == (
        "git switch migration/room-sync",
        f"git merge {stop.source.commit.sha[:10]}",
        "migrator sync --onto migration/room-sync",
    )


def test_a_sync_that_stops_again_keeps_the_same(with_campaign: RepoBuilder) -> None:
    builder, acts = with_campaign, acts_on(with_campaign)
    conflicting(builder)
    stopped(acts)
    kept = builder.git("rev-parse", SYNC_REF)
    assert stopped(acts).kept == "migration/room-sync"
    assert builder.git("rev-parse", SYNC_REF) == kept


def test_work_of_a_person_on_the_kept_branch_is_never_overwritten(with_campaign: RepoBuilder) -> None:
    builder, acts = with_campaign, acts_on(with_campaign)
    conflicting(builder)
    synced = stopped(acts)
    assert synced.carried.replayed.stop is not None
    assert synced.carried.replayed.stop.source is not None
    resolve(builder, synced.carried.replayed.stop.source.commit.sha)
    theirs = builder.git("rev-parse", SYNC_REF)
    builder.commit("more", {"docs/more.md": "more\n"})
    again = stopped(acts)
    assert again.kept == ""
    assert "work of yours" in again.said[0]
    assert builder.git("rev-parse", SYNC_REF) == theirs


def test_it_goes_on_from_what_a_person_merged_and_later_syncs_remember_it(with_campaign: RepoBuilder) -> None:
    builder, acts = with_campaign, acts_on(with_campaign)
    conflicting(builder)
    tip = builder.git("rev-parse", REF)
    synced = stopped(acts)
    assert synced.carried.replayed.stop is not None
    assert synced.carried.replayed.stop.source is not None
    resolve(builder, synced.carried.replayed.stop.source.commit.sha)
    done = sync(acts, "migration/room-sync", yes=True)
    assert done.landed is not None
    assert builder.git("rev-parse", f"{REF}^1") == tip
    assert builder.git("for-each-ref", SYNC_REF) == ""
    assert "TWO = 25" in builder.git("show", f"{REF}:room/notes.py")
    assert "from room.types import" in builder.git("show", f"{REF}:room/user9.py")
    builder.commit(
        "one more user",
        {"room/user10.py": user(10), "room/notes.py": "ONE = 1\nTWO = 3\nTHREE = 3\n\n\n\nFOUR = 4\n"},
    )
    later = sync(acts, yes=True)
    assert later.landed is not None
    notes = builder.git("show", f"{REF}:room/notes.py")
    assert "TWO = 25" in notes
    assert "FOUR = 4" in notes
    assert "from room.types import" in builder.git("show", f"{REF}:room/user10.py")


def test_a_conflict_of_the_first_commit_is_resolved_on_the_base_itself_and_remembered(
    builder: RepoBuilder,
) -> None:
    builder.branch(REF.removeprefix("refs/heads/"))
    hand = by_hand(builder, "count from two", "room/notes.py", "TWO = 2", "TWO = 22")
    acts = acts_on(builder)
    move(acts, "Connection")
    conflicting(builder)
    synced = stopped(acts)
    view = synced_view(synced).stop
    assert view is not None
    assert view.how[0] == f"git switch -c resolve-{hand[:10]} {builder.git('rev-parse', 'main')[:10]}"
    builder.git("branch", f"resolve-{hand[:10]}", "main")
    builder.git("worktree", "add", "--quiet", "../resolve", f"resolve-{hand[:10]}")
    there = RepoBuilder(builder.root.parent / "resolve")
    there.git("merge", hand, check=False)
    there.commit("both counts", {"room/notes.py": "ONE = 1\nTWO = 25\nTHREE = 3\n"})
    builder.git("worktree", "remove", "--force", "../resolve")
    assert sync(acts, f"resolve-{hand[:10]}", yes=True).landed is not None
    builder.git("branch", "-D", f"resolve-{hand[:10]}")
    builder.commit("one more user", {"room/user10.py": user(10)})
    assert sync(acts, yes=True).landed is not None
    assert "TWO = 25" in builder.git("show", f"{REF}:room/notes.py")
    assert "from room.types import" in builder.git("show", f"{REF}:room/user10.py")


def test_a_batch_that_cannot_be_planned_there_stops_it_and_says_why(with_campaign: RepoBuilder) -> None:
    builder, acts = with_campaign, acts_on(with_campaign)
    builder.commit(
        "another Connection", {"room/types.py": '"""Types."""\n\n\nclass Connection:\n    other = True\n'}
    )
    tip = builder.git("rev-parse", REF)
    synced = stopped(acts)
    stop = synced.carried.replayed.stop
    assert stop is not None
    assert "cannot be planned" in stop.why
    assert "Connection" in stop.detail
    assert synced.kept == ""
    assert builder.git("rev-parse", REF) == tip
    assert builder.git("for-each-ref", SYNC_REF) == ""


def test_git_18_a_git_that_cannot_merge_trees_is_named_with_what_it_is_needed_for(
    with_campaign: RepoBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    builder, acts = with_campaign, acts_on(with_campaign)
    builder.commit("new user", {"room/user9.py": user(9)})
    monkeypatch.setattr("migrator.git.merging.MERGING_GIT", (99, 0))
    tip = builder.git("rev-parse", REF)
    with pytest.raises(GitMissingError, match="merge the work of others"):
        sync(acts, yes=True)
    assert builder.git("rev-parse", REF) == tip
