import contextlib
import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from migrator.git.door import open_repository
from migrator.git.objects import tree_of
from migrator.source.trees import CommitTree, OverlayTree, WorkingTree, content_id, is_outdated, notes_of
from migrator.source.values import ChangedFileError, Tree, UnreadableFileError
from tests.support.privileges import ordinary_user
from tests.support.repositories import RepoBuilder


def contents(tree: Tree) -> Mapping[str, bytes]:
    return dict(tree.read_many(tree.entries()))


def test_a_commit_is_read_without_a_checkout(builder: RepoBuilder) -> None:
    builder.commit("one", {"b.py": "b\n", "a/c.py": "c\n"})
    builder.write({"b.py": "changed\n"})
    repo = open_repository(builder.root)
    tree = CommitTree.at(repo, "HEAD")
    assert tree.identity == tree_of(repo, "HEAD")
    assert contents(tree) == {"a/c.py": b"c\n", "b.py": b"b\n"}
    assert tree.read("b.py") == b"b\n"


def test_the_working_tree_is_what_is_on_disk(builder: RepoBuilder) -> None:
    builder.commit("one", {"a.py": "a\n", "gone.py": ""})
    builder.write({"a.py": "changed\n", "new.py": "new\n"}).remove("gone.py")
    tree = WorkingTree(open_repository(builder.root))
    assert contents(tree) == {"a.py": b"changed\n", "new.py": b"new\n"}


def test_one_content_has_one_id_in_every_kind_of_tree(builder: RepoBuilder) -> None:
    builder.commit("one", {"a.py": "same\n", "b.py": "b\n"})
    builder.write({"b.py": "same\n", "c.py": "same\n"})
    repo = open_repository(builder.root)
    commit, working = CommitTree.at(repo, "HEAD"), WorkingTree(repo)
    overlay = OverlayTree(commit, {"d.py": b"same\n"})
    found: list[tuple[Tree, str]] = [
        (commit, "a.py"),
        (working, "b.py"),
        (working, "c.py"),
        (overlay, "d.py"),
    ]
    ids = {content_id(tree, path) for tree, path in found}
    assert len(ids) == 1


def test_ana_08_con_04_the_identity_of_the_working_tree_follows_its_bytes(builder: RepoBuilder) -> None:
    builder.commit("one", {"a.py": "a\n"})
    repo = open_repository(builder.root)
    before = WorkingTree(repo).identity
    builder.write({"a.py": "b\n"})
    changed = WorkingTree(repo).identity
    builder.write({"a.py": "a\n"})
    assert before != changed
    assert WorkingTree(repo).identity == before


def test_an_overlay_adds_changes_and_removes(builder: RepoBuilder) -> None:
    builder.commit("one", {"a.py": "a\n", "b.py": "b\n", "c.py": "c\n"})
    base = CommitTree.at(open_repository(builder.root), "HEAD")
    tree = OverlayTree(base, {"a.py": b"A\n", "b.py": None, "0.py": b"0\n"})
    assert contents(tree) == {"0.py": b"0\n", "a.py": b"A\n", "c.py": b"c\n"}
    assert list(tree.entries()) == ["0.py", "a.py", "c.py"]
    with pytest.raises(UnreadableFileError, match="removed"):
        tree.read("b.py")
    assert OverlayTree(tree, {"b.py": b"b\n"}).read("b.py") == b"b\n"


def test_overlays_are_equal_when_base_and_changes_are(builder: RepoBuilder) -> None:
    builder.commit("one", {"a.py": "a\n"})
    base = CommitTree.at(open_repository(builder.root), "HEAD")
    assert (
        OverlayTree(base, {"b.py": b"1", "c.py": None}).identity
        == OverlayTree(base, {"c.py": None, "b.py": b"1"}).identity
    )
    assert OverlayTree(base, {"b.py": b"1"}).identity != OverlayTree(base, {"b.py": b"2"}).identity


def test_an_overlay_keeps_modes(builder: RepoBuilder) -> None:
    builder.write({"run.py": "x\n"})
    (builder.root / "run.py").chmod(0o755)
    builder.commit("one")
    tree = OverlayTree(CommitTree.at(open_repository(builder.root), "HEAD"), {"run.py": b"y\n", "n.py": b""})
    assert {path: entry.mode for path, entry in tree.entries().items()} == {
        "run.py": "100755",
        "n.py": "100644",
    }


def test_inr_07_links_out_of_the_root_are_not_followed(builder: RepoBuilder, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.py").write_text("secret\n")
    builder.commit("one", {"pkg/a.py": "a\n", "dir/secret.py": "ours\n"})
    (builder.root / "pkg" / "x.py").symlink_to(tmp_path / "outside" / "secret.py")
    (builder.root / "loop").symlink_to(builder.root)
    tree = WorkingTree(open_repository(builder.root))
    (builder.root / "dir" / "secret.py").unlink()
    (builder.root / "dir").rmdir()
    (builder.root / "dir").symlink_to(tmp_path / "outside")
    assert tree.entries()["pkg/x.py"].is_symlink
    assert tree.read("pkg/x.py") == os.fsencode(tmp_path / "outside" / "secret.py")
    assert not [path for path in tree.entries() if path.startswith("loop/")]
    with pytest.raises(UnreadableFileError, match="symbolic link"):
        tree.read("dir/secret.py")


@pytest.mark.parametrize("kind", ["FIFO", "socket", "folder"])
def test_inr_08_what_is_no_file_is_not_opened(builder: RepoBuilder, kind: str) -> None:
    builder.commit("one", {"m.py": "m\n"})
    tree = WorkingTree(open_repository(builder.root))
    builder.remove("m.py")
    with made_special(builder.root / "m.py", kind):
        with pytest.raises(UnreadableFileError, match="not a regular file"):
            tree.read("m.py")
        assert contents(tree) == {}


def test_inr_08_a_link_to_a_device_is_its_name_and_not_followed(builder: RepoBuilder) -> None:
    (builder.root / "z.py").symlink_to("/dev/zero")
    assert contents(WorkingTree(open_repository(builder.root))) == {"z.py": b"/dev/zero"}


@contextmanager
def made_special(path: Path, kind: str) -> Iterator[None]:
    """Something at a path that is no regular file, for as long as the block runs."""
    with contextlib.ExitStack() as stack:
        if kind == "FIFO":
            os.mkfifo(path)
        elif kind == "folder":
            path.mkdir()
        else:
            stack.enter_context(contextlib.chdir(path.parent))  # the name of a socket has at most 108 bytes
            stack.enter_context(socket.socket(socket.AF_UNIX)).bind(path.name)
        yield
    path.rmdir() if kind == "folder" else path.unlink()


def test_con_04_a_file_that_changed_since_it_was_listed_is_not_taken_for_what_was_listed(
    builder: RepoBuilder,
) -> None:
    builder.commit("one", {"a.py": "a\n", "b.py": "b\n"})
    tree = WorkingTree(open_repository(builder.root))
    assert not is_outdated(tree)
    builder.write({"a.py": "A\n"})
    assert contents(tree) == {"b.py": b"b\n"}
    with pytest.raises(ChangedFileError, match="has changed since it was listed"):
        tree.read("a.py")
    assert is_outdated(OverlayTree(tree, {}))
    builder.write({"a.py": "a\n"})
    assert tree.read("a.py") == b"a\n"


def test_con_04_a_file_that_git_does_not_know_stays_what_it_was_at_the_first_look(
    builder: RepoBuilder,
) -> None:
    builder.commit("one", {"a.py": "a\n"})
    builder.write({"new.py": "1\n"})
    tree = WorkingTree(open_repository(builder.root))
    known = tree.content_id("new.py")
    builder.write({"new.py": "2\n"})
    with pytest.raises(ChangedFileError):
        tree.read("new.py")
    assert tree.content_id("new.py") == known


def test_con_05_files_that_vanish_while_reading_are_left_out_and_said(builder: RepoBuilder) -> None:
    builder.commit("one", {"a.py": "a\n", "b.py": "b\n", "c.py": "c\n"})
    tree = WorkingTree(open_repository(builder.root))
    builder.remove("a.py", "b.py")
    (builder.root / "b.py").mkdir()
    assert contents(tree) == {"c.py": b"c\n"}
    with pytest.raises(UnreadableFileError, match=r"a\.py was not read"):
        tree.read("a.py")


def test_fsy_07_an_unreadable_file_or_folder_is_said(builder: RepoBuilder) -> None:
    open_repository(builder.root)  # imports what nobody may not be able to read
    with ordinary_user() as folder:
        bound = RepoBuilder.create(folder / "repo")
        bound.commit("one", {"a.py": "a\n", "closed/b.py": "b\n", "c.py": "c\n"})
        (bound.root / "a.py").chmod(0)
        (bound.root / "closed").chmod(0)
        tree = WorkingTree(open_repository(bound.root))
        assert contents(tree) == {"c.py": b"c\n"}
        for path in ("a.py", "closed/b.py"):
            with pytest.raises(UnreadableFileError, match="Permission"):
                tree.read(path)
        assert [note for note in notes_of(tree) if "closed" in note]


def test_git_10_submodules_are_no_files_of_ours(builder: RepoBuilder) -> None:
    RepoBuilder.create(builder.root / "module").commit("theirs", {"m.py": ""})
    builder.commit("one", {"a.py": "a\n"})
    repo = open_repository(builder.root)
    assert set(CommitTree.at(repo, "HEAD").entries()) == {"a.py"}
    assert set(WorkingTree(repo).entries()) == {"a.py"}


def test_fsy_08_names_that_are_not_utf8_are_read_exactly(builder: RepoBuilder) -> None:
    name = os.fsdecode(b"\xff\xfe.py")
    builder.commit("one", {name: "x\n"})
    repo = open_repository(builder.root)
    assert contents(CommitTree.at(repo, "HEAD")) == contents(WorkingTree(repo)) == {name: b"x\n"}


def test_what_is_not_in_the_tree_cannot_be_read(builder: RepoBuilder) -> None:
    builder.commit("one", {"a.py": "a\n"})
    repo = open_repository(builder.root)
    for tree in (CommitTree.at(repo, "HEAD"), WorkingTree(repo)):
        with pytest.raises(UnreadableFileError):
            tree.read("../outside.py")
