import os

import pytest

from migrator.git.door import CommandRun, open_repository
from migrator.git.listing import changed_paths, list_working_tree, untracked_and_ignored
from migrator.git.objects import blob_id
from tests.support.repositories import RepoBuilder


def listed(builder: RepoBuilder) -> dict[str, str | None]:
    return {entry.path: entry.oid for entry in list_working_tree(open_repository(builder.root))}


def test_unmodified_files_carry_the_id_of_their_bytes(builder: RepoBuilder) -> None:
    builder.commit("one", {"a.py": "a\n", "b/c.py": "c\n"})
    repo = open_repository(builder.root)
    assert listed(builder) == {"a.py": blob_id(repo, b"a\n"), "b/c.py": blob_id(repo, b"c\n")}


def test_changed_and_new_files_carry_none_and_deleted_ones_are_left_out(builder: RepoBuilder) -> None:
    builder.commit("one", {"a.py": "a\n", "gone.py": "", "staged-gone.py": ""})
    builder.write({"a.py": "changed\n", "new.py": "", ".gitignore": "ignored.py\n", "ignored.py": ""})
    builder.remove("gone.py")
    builder.git("rm", "--quiet", "staged-gone.py")
    builder.staged({"staged.py": "s\n"})
    found = listed(builder)
    assert set(found) == {"a.py", "new.py", ".gitignore", "staged.py"}
    assert [path for path, oid in found.items() if oid is not None] == ["staged.py"]


def test_ana_08_a_change_of_the_same_size_and_time_is_seen(builder: RepoBuilder) -> None:
    builder.commit("one", {"a.py": "aaaa\n"})
    path = builder.root / "a.py"
    state = path.stat()
    path.write_bytes(b"bbbb\n")
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert listed(builder) == {"a.py": None}


@pytest.mark.parametrize("flag", ["--assume-unchanged", "--skip-worktree"])
def test_git_08_flags_that_hide_changes_are_not_believed(builder: RepoBuilder, flag: str) -> None:
    builder.commit("one", {"a.py": "a\n", "b.py": "b\n"})
    builder.git("update-index", flag, "a.py", "b.py")
    builder.write({"a.py": "changed\n"}).remove("b.py")
    assert listed(builder) == {"a.py": None}


@pytest.mark.parametrize(
    "attribute",
    ["text", "text=auto", "eol=crlf", "ident", "filter=x", "working-tree-encoding=UTF-16", "crlf"],
)
def test_com_08_files_under_a_conversion_are_hashed_by_content(builder: RepoBuilder, attribute: str) -> None:
    builder.commit("one", {".gitattributes": f"a.py {attribute}\nb.py -text\n", "b.py": "b\n"})
    builder.write({"a.py": "a\n".encode("utf-16") if "16" in attribute else "a\n"})
    builder.git("add", "a.py")
    found = listed(builder)
    assert found["a.py"] is None
    assert found["b.py"] is not None


def test_com_08_automatic_line_endings_leave_no_text_id(builder: RepoBuilder) -> None:
    builder.commit("one", {"a.py": "a\n"})
    builder.git("config", "core.autocrlf", "true")
    assert listed(builder) == {"a.py": None}


def test_an_entry_that_is_only_intended_has_no_id(builder: RepoBuilder) -> None:
    builder.commit("one")
    builder.write({"a.py": "a\n"}).git("add", "-N", "a.py")
    assert listed(builder) == {"a.py": None}


def test_a_conflict_is_listed_once_by_content(builder: RepoBuilder) -> None:
    builder.mid_merge()
    assert listed(builder) == {"conflict.txt": None}


def test_git_15_odd_names_come_back_exactly(builder: RepoBuilder) -> None:
    names = (
        " a b.py",
        "tab\t.py",
        "new\nline.py",
        'quo"te.py',
        "é.py",
        "-x.py",
        ":c.py",
        os.fsdecode(b"\xff.py"),
    )
    builder.commit("odd", dict.fromkeys(names[:4], "x\n"))
    builder.write(dict.fromkeys(names[4:], "x\n"))
    assert set(listed(builder)) == set(names)


def test_inr_09_nested_repositories_and_submodules_are_not_ours(builder: RepoBuilder) -> None:
    builder.commit("one", {"a.py": "a\n"})
    RepoBuilder.create(builder.root / "nested").commit("theirs", {"n.py": ""})
    RepoBuilder.create(builder.root / "module").commit("theirs", {"m.py": ""})
    builder.git("add", "module")
    assert set(listed(builder)) == {"a.py"}


def test_git_09_a_locked_index_can_be_read(builder: RepoBuilder) -> None:
    builder.commit("one", {"a.py": "a\n"})
    builder.with_lock()
    assert set(listed(builder)) == {"a.py"}


@pytest.mark.parametrize(
    "settings", [("index.version", "4"), ("core.splitIndex", "true"), ("core.untrackedCache", "true")]
)
def test_every_kind_of_index_is_read(builder: RepoBuilder, settings: tuple[str, str]) -> None:
    builder.git("config", *settings)
    builder.commit("one", {"a.py": "a\n"})
    assert listed(builder)["a.py"] is not None


def test_modes_are_those_of_the_disk(builder: RepoBuilder) -> None:
    builder.commit("one", {"a.sh": "#!/bin/sh\n", "b.sh": "#!/bin/sh\n"})
    (builder.root / "a.sh").chmod(0o755)
    builder.write({"c.sh": ""})
    (builder.root / "c.sh").chmod(0o755)
    (builder.root / "link").symlink_to("a.sh")
    os.mkfifo(builder.root / "fifo")
    modes = {entry.path: entry.mode for entry in list_working_tree(open_repository(builder.root))}
    assert modes == {"a.sh": "100755", "b.sh": "100644", "c.sh": "100755", "link": "120000"}


def test_paths_that_an_addition_would_overwrite_are_found(builder: RepoBuilder) -> None:
    builder.commit("one", {"a.py": "a\n", ".gitignore": "ignored.py\n"})
    builder.write({"new.py": "", "ignored.py": ""})
    found = untracked_and_ignored(
        open_repository(builder.root), ["a.py", "new.py", "ignored.py", "absent.py"]
    )
    assert found == ("new.py", "ignored.py")


def test_uncommitted_paths_are_staged_and_unstaged_ones(builder: RepoBuilder) -> None:
    builder.commit("one", {"a.py": "a\n", "b.py": "b\n", "c.py": "c\n"})
    builder.staged({"a.py": "A\n"}).write({"b.py": "B\n", "new.py": ""})
    assert changed_paths(open_repository(builder.root)) == {"a.py", "b.py"}


def test_scl_01_ten_thousand_files_are_listed_by_the_same_processes_as_one(builder: RepoBuilder) -> None:
    def asked_of_git(count: int) -> list[tuple[str, ...]]:
        seen: list[CommandRun] = []
        repo = open_repository(builder.root, observe=seen.append)
        seen.clear()
        assert len(list_working_tree(repo)) == count
        return sorted(run.argv for run in seen)

    builder.commit("one", {"a.py": "a\n"})
    of_one = asked_of_git(1)
    builder.commit("many", {f"p{number // 100}/m{number}.py": f"{number}\n" for number in range(9_999)})
    assert asked_of_git(10_000) == of_one
