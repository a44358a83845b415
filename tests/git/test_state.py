from collections.abc import Callable
from pathlib import Path

import pytest

from migrator.errors import NoIdentityError, OperationInProgressError
from migrator.git.door import open_repository
from migrator.git.state import (
    Head,
    Identity,
    expect_no_operation,
    head,
    identity,
    index_lock,
    operation_in_progress,
)
from migrator.git.worktrees import add_worktree, is_checked_out, remove_worktree, worktrees
from tests.support.repositories import RepoBuilder, snapshot


def test_git_02_an_unborn_branch_has_a_name_and_no_commit(builder: RepoBuilder) -> None:
    assert head(open_repository(builder.root)) == Head(None, "refs/heads/main")


def test_git_03_a_detached_head_has_a_commit_and_no_branch(builder: RepoBuilder) -> None:
    commit = builder.commit("one")
    builder.detached()
    assert head(open_repository(builder.root)) == Head(commit, None)


@pytest.mark.parametrize(
    ("begin", "name"),
    [
        (RepoBuilder.mid_merge, "merge"),
        (RepoBuilder.mid_rebase, "rebase"),
        (RepoBuilder.mid_cherry_pick, "cherry-pick"),
        (RepoBuilder.mid_revert, "revert"),
        (RepoBuilder.mid_bisect, "bisect"),
        (RepoBuilder.mid_am, "am"),
    ],
)
def test_git_04_what_is_in_progress_is_named(
    builder: RepoBuilder, begin: Callable[[RepoBuilder], RepoBuilder], name: str
) -> None:
    builder.commit("one")
    repo = open_repository(builder.root)
    assert operation_in_progress(repo) is None
    begin(builder)
    assert operation_in_progress(repo) == name
    with pytest.raises(OperationInProgressError, match=f"A {name} is in progress"):
        expect_no_operation(repo)


def test_git_09_a_lock_is_seen_and_left_alone(builder: RepoBuilder) -> None:
    repo = open_repository(builder.root)
    assert index_lock(repo) is None
    builder.with_lock()
    assert index_lock(repo) == repo.git_dir / "index.lock"


def test_git_17_an_identity_is_read_or_asked_for(
    builder: RepoBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = open_repository(builder.root)
    assert identity(repo) == Identity("Ada", "ada@example.org")
    for person in ("AUTHOR", "COMMITTER"):
        monkeypatch.delenv(f"GIT_{person}_NAME")
        monkeypatch.delenv(f"GIT_{person}_EMAIL")
    monkeypatch.delenv("EMAIL", raising=False)
    builder.git("config", "--unset", "user.name")
    builder.git("config", "--unset", "user.email")
    with pytest.raises(NoIdentityError, match="whose name"):
        identity(repo)


def test_git_14_a_branch_in_another_worktree_is_found_there(builder: RepoBuilder, tmp_path: Path) -> None:
    builder.commit("one")
    builder.branch("topic")
    repo = open_repository(builder.root)
    assert is_checked_out(repo, "refs/heads/topic") is None
    builder.git("worktree", "add", "--quiet", str(tmp_path / "line\nbreak"), "topic")
    assert is_checked_out(repo, "refs/heads/topic") == tmp_path / "line\nbreak"
    assert is_checked_out(repo, "refs/heads/main") == builder.root


def test_a_branch_that_is_being_rebased_counts_as_checked_out(builder: RepoBuilder) -> None:
    builder.mid_rebase()
    assert is_checked_out(open_repository(builder.root), "refs/heads/main") == builder.root


def test_a_worktree_of_ours_comes_and_goes_without_a_trace(builder: RepoBuilder) -> None:
    builder.commit("one", {"a.py": "a\n", "pkg/b.py": "b\n"})
    repo = open_repository(builder.root)
    before = snapshot(builder.root, ours="-")
    ours = add_worktree(repo, repo.common_dir / "migrator" / "worktrees" / "x", "HEAD")
    assert (ours.root / "pkg" / "b.py").read_text() == "b\n"
    assert head(ours).branch is None
    assert len(worktrees(repo)) == 2
    remove_worktree(repo, ours.root)
    assert len(worktrees(repo)) == 1
    assert snapshot(builder.root, ours="-") == before


def test_git_11_a_sparse_checkout_does_not_make_our_worktree_sparse(builder: RepoBuilder) -> None:
    builder.commit("one", {"a/a.py": "a\n", "b/b.py": "b\n"})
    builder.git("sparse-checkout", "set", "a")
    repo = open_repository(builder.root)
    assert not (builder.root / "b" / "b.py").exists()
    ours = add_worktree(repo, repo.common_dir / "migrator" / "worktrees" / "x", "HEAD")
    assert (ours.root / "b" / "b.py").exists()
    remove_worktree(repo, ours.root)


@pytest.mark.parametrize("how", ["folder gone", "pointer gone"])
def test_ver_11_a_damaged_worktree_of_ours_is_cleared_away(builder: RepoBuilder, how: str) -> None:
    builder.commit("one", {"a.py": "a\n"})
    repo = open_repository(builder.root)
    path = repo.common_dir / "migrator" / "worktrees" / "x"
    add_worktree(repo, path, "HEAD")
    if how == "folder gone":
        path.rename(path.with_name("elsewhere"))
    else:
        (path / ".git").unlink()
    remove_worktree(repo, path)
    assert not path.exists()
    assert len(worktrees(repo)) == 1
