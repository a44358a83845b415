import pytest

from migrator.errors import RefMovedError, UsageError
from migrator.git.door import open_repository
from migrator.git.refs import (
    RefChange,
    delete_ref,
    is_valid_branch,
    list_refs,
    read_ref,
    update_ref,
    update_refs,
)
from tests.support.repositories import RepoBuilder

OURS = "refs/migrator/campaign"


def test_a_ref_is_made_moved_and_deleted(builder: RepoBuilder) -> None:
    old, new = builder.commit("old"), builder.commit("new")
    repo = open_repository(builder.root)
    assert read_ref(repo, OURS) is None
    update_ref(repo, OURS, old, expected_old=None, reason="make")
    update_ref(repo, OURS, new, expected_old=old, reason="move")
    assert list_refs(repo, "refs/migrator/") == {OURS: new}
    delete_ref(repo, OURS, expected_old=new, reason="delete")
    assert read_ref(repo, OURS) is None


@pytest.mark.parametrize("existing", [True, False])
def test_com_02_a_ref_that_is_elsewhere_is_not_moved(builder: RepoBuilder, *, existing: bool) -> None:
    old, new = builder.commit("old"), builder.commit("new")
    repo = open_repository(builder.root)
    if existing:
        update_ref(repo, OURS, new, expected_old=None, reason="make")
    with pytest.raises(RefMovedError, match="moved meanwhile"):
        update_ref(repo, OURS, new, expected_old=old, reason="move")
    assert read_ref(repo, OURS) == (new if existing else None)


def test_a_ref_that_must_not_exist_is_not_overwritten(builder: RepoBuilder) -> None:
    old, new = builder.commit("old"), builder.commit("new")
    repo = open_repository(builder.root)
    update_ref(repo, OURS, old, expected_old=None, reason="make")
    with pytest.raises(RefMovedError):
        update_ref(repo, OURS, new, expected_old=None, reason="make")


def test_several_refs_move_together_or_not_at_all(builder: RepoBuilder) -> None:
    old, new = builder.commit("old"), builder.commit("new")
    repo = open_repository(builder.root)
    with pytest.raises(RefMovedError):
        update_refs(
            repo, [RefChange(OURS, new, None), RefChange("refs/migrator/other", new, old)], reason="both"
        )
    assert list_refs(repo, "refs/migrator/") == {}


def test_git_16_a_tag_of_the_same_name_is_no_ambiguity(builder: RepoBuilder) -> None:
    old = builder.commit("old")
    builder.git("tag", "topic")
    new = builder.commit("new")
    builder.git("branch", "topic", "refs/heads/main")
    repo = open_repository(builder.root)
    assert read_ref(repo, "refs/heads/topic") == new
    assert read_ref(repo, "refs/tags/topic") == old


@pytest.mark.parametrize("name", ["HEAD", "-x", "a..b", "a b", "", "x.lock"])
def test_git_16_names_that_git_refuses_are_no_branches(builder: RepoBuilder, name: str) -> None:
    assert not is_valid_branch(open_repository(builder.root), name)


def test_a_short_name_is_a_mistake(builder: RepoBuilder) -> None:
    with pytest.raises(UsageError):
        read_ref(open_repository(builder.root), "main")
