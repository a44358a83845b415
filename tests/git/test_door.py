import os
from dataclasses import replace
from pathlib import Path

import pytest

from migrator.errors import GitFailedError, GitMissingError, NotARepositoryError
from migrator.git import door
from migrator.git.door import CommandRun, filter_drivers, open_repository
from migrator.git.history import commits, touched
from migrator.git.listing import list_working_tree
from migrator.git.objects import diff_text, list_tree, read_blobs, write_blobs, write_tree
from migrator.git.refs import update_ref
from migrator.git.worktrees import add_worktree, remove_worktree
from tests.support.repositories import RepoBuilder, snapshot
from tests.support.tripwires import Tripwire


def test_git_01_a_folder_without_a_repository_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotARepositoryError, match="not in a git repository") as caught:
        open_repository(tmp_path)
    assert caught.value.exit_code == 3


def test_git_01_a_bare_repository_is_refused_by_name(tmp_path: Path) -> None:
    RepoBuilder.create(tmp_path / "bare.git", "--bare")
    with pytest.raises(NotARepositoryError, match="bare repository"):
        open_repository(tmp_path / "bare.git")


def test_git_01_the_git_folder_itself_is_refused(builder: RepoBuilder) -> None:
    with pytest.raises(NotARepositoryError, match=r"inside a \.git folder"):
        open_repository(builder.root / ".git")


def test_git_13_a_subdirectory_leads_to_the_root(builder: RepoBuilder) -> None:
    builder.commit("one", {"a/b/c.py": ""})
    repo = open_repository(builder.root / "a" / "b")
    assert repo.root == builder.root
    assert repo.git_dir == repo.common_dir == builder.root / ".git"


def test_git_13_a_linked_worktree_shares_the_common_directory(builder: RepoBuilder, tmp_path: Path) -> None:
    builder.commit("one", {"a.py": ""})
    builder.git("worktree", "add", "--quiet", str(tmp_path / "linked"))
    repo = open_repository(tmp_path / "linked")
    assert repo.root == tmp_path / "linked"
    assert repo.common_dir == builder.root / ".git"
    assert repo.git_dir.parent == repo.common_dir / "worktrees"


def test_git_15_a_root_with_odd_characters_is_found(tmp_path: Path) -> None:
    odd = RepoBuilder.create(tmp_path / "a b\nc\té")
    assert open_repository(odd.root).root == odd.root


def test_git_18_a_git_that_is_too_old_is_named(builder: RepoBuilder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "MINIMUM_GIT", (99, 0))
    with pytest.raises(GitMissingError, match=r"git 99\.0 or newer is needed"):
        open_repository(builder.root)


def test_git_18_the_language_of_the_user_does_not_matter(
    builder: RepoBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    builder.commit("one", {"a.py": ""})
    repo = open_repository(builder.root)
    with pytest.raises(GitFailedError, match=r"ambiguous argument|bad revision|unknown revision"):
        repo.git("rev-list", "no-such-thing")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give files away")
def test_inr_10_a_repository_of_somebody_else_is_refused_with_git_s_hint(builder: RepoBuilder) -> None:
    for path in (builder.root, builder.root / ".git"):
        os.chown(path, 12345, 12345)
    try:
        with pytest.raises(NotARepositoryError, match="belongs to another user") as caught:
            open_repository(builder.root)
    finally:
        for path in (builder.root, builder.root / ".git"):
            os.chown(path, os.getuid(), os.getgid())
    assert "safe.directory" in caught.value.detail


def test_variables_of_a_surrounding_hook_do_not_lead_elsewhere(
    builder: RepoBuilder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = RepoBuilder.create(tmp_path / "other")
    builder.commit("one", {"a.py": ""})
    monkeypatch.setenv("GIT_DIR", str(other.root / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other.root / ".git" / "index"))
    repo = open_repository(builder.root)
    assert [entry.path for entry in list_working_tree(repo)] == ["a.py"]
    assert os.environ["GIT_DIR"] == str(other.root / ".git")


def test_each_command_is_reported_with_its_status(builder: RepoBuilder) -> None:
    seen: list[CommandRun] = []
    repo = open_repository(builder.root, observe=seen.append)
    repo.ask("rev-parse", "--verify", "nothing")
    assert seen[-1].argv == ("git", "rev-parse", "--verify", "nothing")
    assert seen[-1].returncode == 128
    assert "fatal" in seen[-1].error
    assert seen[-1].seconds >= 0


def test_filters_are_listed_whatever_their_names(builder: RepoBuilder) -> None:
    builder.git("config", "filter.lfs.clean", "x")
    builder.git("config", "filter.a=b.c d.smudge", "x")
    assert filter_drivers(open_repository(builder.root)) == ("a=b.c d", "lfs")


def test_inr_03_inr_04_nothing_configured_runs_while_reading_or_verifying(
    builder: RepoBuilder, tmp_path: Path
) -> None:
    wire = Tripwire.lay(builder, tmp_path / "marks")
    builder.write({"pkg/module.py": "VALUE = 2\n", "new.py": "x = 1\n"})
    os.utime(builder.root / "conftest.py")
    for mark in wire.marks.iterdir():
        if mark.suffix != ".sh":
            mark.unlink()
    repo = open_repository(builder.root)
    listed = list_working_tree(repo)
    entries = list_tree(repo, "HEAD")
    contents = dict(read_blobs(repo, [entry.oid for entry in entries]))
    (blob,) = write_blobs(repo, [b"VALUE = 3\n"])
    tree = write_tree(
        repo, repo.git("rev-parse", "HEAD^{tree}").decode().strip(), {"pkg/module.py": ("100644", blob)}
    )
    assert diff_text(repo, "HEAD", tree)
    assert commits(repo, "HEAD")
    assert list(touched(repo, "HEAD"))
    update_ref(repo, "refs/migrator/x", commits(repo, "HEAD")[0].sha, expected_old=None, reason="test")
    ours = add_worktree(repo, repo.common_dir / "migrator" / "worktrees" / "x", "HEAD")
    assert (ours.root / "pkg/module.py").read_text() == "VALUE = 1\n"
    remove_worktree(repo, ours.root)
    assert wire.sprung == []
    assert len(listed) == len(entries) + 1
    assert contents


def test_inr_11_reading_leaves_index_and_files_as_they_are(builder: RepoBuilder) -> None:
    builder.commit("one", {"a.py": "a\n", "b.py": "b\n"})
    builder.staged({"c.py": "c\n"}).write({"a.py": "changed\n", "untracked.py": ""})
    os.utime(builder.root / "b.py")
    before = snapshot(builder.root)
    index_time = (builder.root / ".git" / "index").stat().st_mtime_ns
    repo = open_repository(builder.root)
    list_working_tree(repo)
    write_tree(repo, repo.git("rev-parse", "HEAD^{tree}").decode().strip(), {"b.py": None})
    assert snapshot(builder.root) == before
    assert (builder.root / ".git" / "index").stat().st_mtime_ns == index_time


def test_a_vanished_folder_is_not_mistaken_for_the_current_one(builder: RepoBuilder) -> None:
    repo = replace(open_repository(builder.root), root=builder.root / "gone")
    with pytest.raises(NotARepositoryError, match="cannot be entered"):
        repo.git("status")
