"""How commits changed files, as values: what git prints is taken apart by place, never by what it says."""

from pathlib import Path

from migrator.git.door import open_repository
from migrator.git.history import file_versions, first_parents, subjects
from migrator.git.objects import changes_with_renames, plain_files, read_blobs_here
from migrator.git.state import shallow_boundary
from tests.support.repositories import RepoBuilder


def test_versions_of_files_are_given_newest_first_with_what_was_before_and_after(
    builder: RepoBuilder,
) -> None:
    first = builder.commit("one", {"a.py": "1\n", "b.py": "1\n"})
    second = builder.commit("two\n\nmore", {"a.py": "2\n"})
    builder.remove("a.py")
    third = builder.commit("three")
    repo = open_repository(builder.root)
    found = file_versions(repo, third, ["a.py", "none.py"])
    assert [(one.commit, one.parent, one.subject, one.path) for one in found] == [
        (third, second, "three", "a.py"),
        (second, first, "two", "a.py"),
        (first, None, "one", "a.py"),
    ]
    contents = read_blobs_here(repo, {oid for one in found for oid in (one.old, one.new) if oid})
    assert [(contents.get(one.old or ""), contents.get(one.new or "")) for one in found] == [
        (b"2\n", None),
        (b"1\n", b"2\n"),
        (None, b"1\n"),
    ]
    assert [one.commit for one in file_versions(repo, third, ["a.py"], after=first)] == [third, second]
    assert file_versions(repo, third, []) == ()


def test_a_merge_is_one_commit_of_the_line(builder: RepoBuilder) -> None:
    builder.commit("one", {"a.py": "1\n"})
    builder.git("switch", "--quiet", "-c", "side")
    builder.commit("side one", {"a.py": "2\n"})
    builder.commit("side two", {"a.py": "3\n"})
    builder.git("switch", "--quiet", "main")
    builder.commit("main", {"b.py": "1\n"})
    builder.git("merge", "--quiet", "--no-ff", "-m", "merge", "side")
    repo, head = open_repository(builder.root), builder.git("rev-parse", "HEAD")
    assert [one.subject for one in file_versions(repo, head, ["a.py"])] == ["merge", "one"]
    assert len(first_parents(repo, head, limit=10)) == 3
    assert first_parents(repo, head, limit=1, skip=1) == (builder.git("rev-parse", "HEAD^1"),)
    assert first_parents(repo, head, limit=1, skip=9) == ()


def test_odd_names_and_subjects_are_taken_as_they_are(builder: RepoBuilder) -> None:
    odd = ":100644 \n\x01 ü.py"
    builder.commit("one", {odd: "1\n"})
    second = builder.commit("\x01:100644 000000 a b D", {odd: "2\n"})
    repo = open_repository(builder.root)
    assert [one.path for one in file_versions(repo, second, [odd])] == [odd, odd]
    assert plain_files(repo, second, [odd, "none.py"]).keys() == {odd}
    assert subjects(repo, [second]) == {second: file_versions(repo, second, [odd])[0].subject}
    assert subjects(repo, []) == {}


def test_links_are_no_files(builder: RepoBuilder) -> None:
    (builder.root / "a.py").symlink_to("elsewhere.py")
    first = builder.commit("a link")
    (builder.root / "a.py").unlink()
    second = builder.commit("a file", {"a.py": "1\n"})
    repo = open_repository(builder.root)
    assert [(one.old is None, one.new is None) for one in file_versions(repo, second, ["a.py"])] == [
        (True, False),
        (True, True),
    ]
    assert plain_files(repo, first, ["a.py"]) == {}


def test_renames_are_git_s_own_whatever_is_configured(builder: RepoBuilder) -> None:
    text = "".join(f"line {number}\n" for number in range(20))
    first = builder.commit("one", {"a.py": text, "b.py": "other\n"})
    builder.git("config", "diff.renames", "false")
    builder.git("config", "diff.renameLimit", "1")
    builder.git("mv", "a.py", "c.py")
    second = builder.commit("two", {"c.py": text + "more\n", "b.py": "changed\n"})
    found = changes_with_renames(open_repository(builder.root), first, second)
    assert sorted((one.old_path, one.new_path) for one in found) == [("a.py", "c.py"), ("b.py", "b.py")]


def test_what_a_partial_clone_lacks_is_left_out(builder: RepoBuilder, tmp_path: Path) -> None:
    builder.commit("one", {"a.py": "old\n"})
    builder.commit("two", {"a.py": "new\n"})
    builder.commit("three", {"a.py": "newer\n"})
    builder.git("config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "clone"
    builder.git("clone", "--quiet", "--filter=blob:none", f"file://{builder.root}", str(clone))
    repo, head = open_repository(clone), builder.git("rev-parse", "HEAD")
    versions = file_versions(repo, head, ["a.py"])
    oids = [oid for one in versions for oid in (one.old, one.new) if oid]
    assert len(set(oids)) == 3
    assert sorted(read_blobs_here(repo, oids).values()) == [b"newer\n"]
    assert read_blobs_here(repo, []) == {}


def test_where_a_shallow_clone_is_cut_off_is_known(builder: RepoBuilder, tmp_path: Path) -> None:
    builder.commit("one", {"a.py": "1\n"})
    second = builder.commit("two", {"a.py": "2\n"})
    assert shallow_boundary(open_repository(builder.root)) == ""
    clone = tmp_path / "clone"
    builder.git("clone", "--quiet", "--depth=1", f"file://{builder.root}", str(clone))
    assert shallow_boundary(open_repository(clone)).split() == [second]
