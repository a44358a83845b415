import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.errors import GitFailedError, MissingObjectError, UnknownRevisionError
from migrator.git.door import Repository, open_repository
from migrator.git.objects import (
    blob_id,
    differences,
    hash_bytes,
    is_ancestor,
    leaving_no_objects,
    list_tree,
    read_blob,
    read_blobs,
    resolve_commit,
    tree_of,
    write_blobs,
    write_tree,
)
from tests.support.repositories import RepoBuilder

ODD_NAMES = (
    " a b.py",
    "tab\t.py",
    "new\nline.py",
    'quo"te.py',
    "é.py",
    "-leading.py",
    ":colon.py",
    "*.py",
    os.fsdecode(b"\xff.py"),
)


def test_git_15_odd_names_are_listed_exactly(builder: RepoBuilder) -> None:
    builder.commit("odd", dict.fromkeys(ODD_NAMES, "x\n"))
    listed = list_tree(open_repository(builder.root), "HEAD")
    assert {entry.path for entry in listed} == set(ODD_NAMES)


def test_git_15_odd_names_are_written_exactly(builder: RepoBuilder) -> None:
    builder.commit("base", {"a.py": "a\n"})
    repo = open_repository(builder.root)
    (blob,) = write_blobs(repo, [b"x\n"])
    tree = write_tree(repo, tree_of(repo, "HEAD"), dict.fromkeys(ODD_NAMES, ("100644", blob)))
    assert {entry.path for entry in list_tree(repo, tree)} == {*ODD_NAMES, "a.py"}


def test_blobs_come_back_in_order_and_byte_for_byte(builder: RepoBuilder) -> None:
    contents = [b"", b"\n", b"\r\n\x00\xff", b"x" * 100_000]
    builder.commit("base", {f"{number}.bin": content for number, content in enumerate(contents)})
    repo = open_repository(builder.root)
    oids = [entry.oid for entry in list_tree(repo, "HEAD")]
    assert list(read_blobs(repo, [*oids, oids[0]])) == list(
        zip([*oids, oids[0]], [*contents, b""], strict=True)
    )


def test_inr_12_a_missing_blob_is_named(builder: RepoBuilder) -> None:
    builder.commit("base", {"a.py": "a\n"})
    with pytest.raises(MissingObjectError, match="lacks an object"):
        read_blob(open_repository(builder.root), "1" * 40)


def test_inr_12_a_partial_clone_fetches_nothing_in_silence(builder: RepoBuilder, tmp_path: Path) -> None:
    builder.commit("base", {"a.py": "a\n"})
    builder.git("config", "uploadpack.allowFilter", "true")
    builder.git(
        "clone",
        "--quiet",
        "--no-checkout",
        "--filter=blob:none",
        f"file://{builder.root}",
        str(tmp_path / "partial"),
    )
    repo = open_repository(tmp_path / "partial")
    oid = list_tree(repo, "HEAD")[0].oid
    with pytest.raises(MissingObjectError, match="lacks an object"):
        read_blob(repo, oid)


@given(st.binary())
def test_blob_ids_are_those_of_git(content: bytes) -> None:
    repo = Repository(root=Path(), git_dir=Path(), common_dir=Path())
    assert len(blob_id(repo, content)) == 40


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_hashing_agrees_with_git_in_both_object_formats(tmp_path: Path, object_format: str) -> None:
    builder = RepoBuilder.create(tmp_path / "repo", f"--object-format={object_format}")
    files: dict[str, str | bytes] = {"a.py": b"a\r\n", "b.py": b"", "c.py": b"\xff\x00"}
    builder.commit("base", files)
    repo = open_repository(builder.root)
    expected = {entry.path: entry.oid for entry in list_tree(repo, "HEAD")}
    assert (
        hash_bytes(repo, [(path, content) for path, content in files.items() if isinstance(content, bytes)])
        == expected
    )
    assert write_tree(repo, tree_of(repo, "HEAD"), {}) == tree_of(repo, "HEAD")


def test_com_08_stored_bytes_are_those_given_whatever_the_attributes_say(builder: RepoBuilder) -> None:
    builder.commit("base", {".gitattributes": "* text=auto eol=crlf ident\n"})
    repo = open_repository(builder.root)
    (blob,) = write_blobs(repo, [b"a\r\n$Id$\n"])
    assert read_blob(repo, blob) == b"a\r\n$Id$\n"


def test_the_tree_has_changes_additions_and_removals_and_nothing_else(builder: RepoBuilder) -> None:
    builder.commit("base", {"a.py": "a\n", "pkg/b.py": "b\n", "pkg/c.py": "c\n"})
    builder.staged({"staged.py": "not ours\n"})
    repo = open_repository(builder.root)
    new, script = write_blobs(repo, [b"new\n", b"#!/bin/sh\n"])
    tree = write_tree(
        repo,
        tree_of(repo, "HEAD"),
        {"a.py": ("100644", new), "pkg/b.py": None, "run.sh": ("100755", script)},
    )
    assert {(entry.path, entry.mode) for entry in list_tree(repo, tree)} == {
        ("a.py", "100644"),
        ("pkg/c.py", "100644"),
        ("run.sh", "100755"),
    }
    assert [change.path for change in differences(repo, "HEAD", tree)] == ["a.py", "pkg/b.py", "run.sh"]


@pytest.mark.parametrize("path", ["../x.py", ".git/config", "a/../b.py", "a.py/b.py"])
def test_fsy_06_a_path_that_leaves_the_tree_is_refused(builder: RepoBuilder, path: str) -> None:
    builder.commit("base", {"a.py": "a\n"})
    repo = open_repository(builder.root)
    (blob,) = write_blobs(repo, [b"x\n"])
    with pytest.raises(GitFailedError):
        write_tree(repo, tree_of(repo, "HEAD"), {path: ("100644", blob)})


@pytest.mark.parametrize("revision", ["nothing", "-x", "--all", ""])
def test_a_name_that_leads_nowhere_is_refused(builder: RepoBuilder, revision: str) -> None:
    builder.commit("base", {"a.py": "a\n"})
    with pytest.raises(UnknownRevisionError):
        resolve_commit(open_repository(builder.root), revision)


def test_ancestry_is_answered_both_ways(builder: RepoBuilder) -> None:
    old = builder.commit("old")
    new = builder.commit("new", {"a.py": ""})
    repo = open_repository(builder.root)
    assert is_ancestor(repo, old, new)
    assert not is_ancestor(repo, new, old)


@pytest.mark.parametrize("name", ["repo", 'a: "b\\c\nd'])
def test_inr_11_an_id_can_be_known_without_storing_anything(tmp_path: Path, name: str) -> None:
    builder = RepoBuilder.create(tmp_path / name)
    builder.commit("base", {"pkg/a.py": "a\n", "b.py": "b\n"})
    repo = open_repository(builder.root)
    before = sorted((builder.root / ".git").rglob("*"))
    with leaving_no_objects(repo) as elsewhere:
        (blob,) = write_blobs(elsewhere, [b"new\n"])
        tree = write_tree(elsewhere, tree_of(repo, "HEAD"), {"pkg/a.py": ("100644", blob)})
        assert read_blob(elsewhere, blob) == b"new\n"
    assert sorted((builder.root / ".git").rglob("*")) == before
    (stored,) = write_blobs(repo, [b"new\n"])
    assert (stored, write_tree(repo, tree_of(repo, "HEAD"), {"pkg/a.py": ("100644", stored)})) == (blob, tree)
