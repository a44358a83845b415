"""Merges of trees: as git merges, without a checkout, and without running what the repository configures."""

from pathlib import Path

from migrator.git.door import open_repository
from migrator.git.merging import merge_commits, merge_trees
from tests.support.repositories import RepoBuilder, snapshot


def test_both_sides_are_in_the_tree_and_nothing_else_changes(builder: RepoBuilder) -> None:
    base = builder.commit("base", {"a.txt": "1\n2\n3\n4\n5\n"})
    ours = builder.commit("ours", {"a.txt": "one\n2\n3\n4\n5\n"})
    builder.git("switch", "--quiet", "--detach", base)
    theirs = builder.commit("theirs", {"a.txt": "1\n2\n3\n4\nfive\n"})
    before = snapshot(builder.root)
    merged = merge_trees(open_repository(builder.root), base=base, ours=ours, theirs=theirs)
    assert merged.conflicts == ()
    assert builder.git("show", f"{merged.tree}:a.txt") == "one\n2\n3\n4\nfive"
    assert snapshot(builder.root) == before


def test_a_file_that_one_side_renamed_is_merged_under_its_new_name(builder: RepoBuilder) -> None:
    text = "".join(f"line {number}\n" for number in range(20))
    base = builder.commit("base", {"a.txt": text})
    builder.git("mv", "a.txt", "b.txt")
    ours = builder.commit("renamed")
    builder.git("switch", "--quiet", "--detach", base)
    theirs = builder.commit("edited", {"a.txt": text.replace("line 7\n", "line seven\n")})
    merged = merge_trees(open_repository(builder.root), base=base, ours=ours, theirs=theirs)
    assert merged.conflicts == ()
    assert "line seven" in builder.git("show", f"{merged.tree}:b.txt")


def test_conflicts_are_named_and_quoted_names_are_exact(builder: RepoBuilder) -> None:
    odd = "a é\t.txt"
    base = builder.commit("base", {odd: "1\n", "gone.txt": "1\n"})
    builder.write({odd: "ours\n"}).remove("gone.txt")
    ours = builder.commit("ours")
    builder.git("switch", "--quiet", "--detach", base)
    theirs = builder.commit("theirs", {odd: "theirs\n", "gone.txt": "2\n"})
    merged = merge_commits(open_repository(builder.root), ours, theirs)
    assert merged.conflicts == (odd, "gone.txt")
    assert merged.said.count("CONFLICT") == 2


def test_inr_04_no_driver_of_the_repository_runs_and_its_files_are_merged_as_text(
    builder: RepoBuilder, tmp_path: Path
) -> None:
    mark = tmp_path / "ran"
    builder.git("config", "merge.evil.driver", f"touch {mark}")
    builder.git("config", "merge.default", "evil")
    base = builder.commit(
        "base", {".gitattributes": "*.txt merge=evil\n", "a.txt": "1\n2\n3\n", "b.txt": "1\n"}
    )
    ours = builder.commit("ours", {"a.txt": "one\n2\n3\n", "b.txt": "ours\n"})
    builder.git("switch", "--quiet", "--detach", base)
    theirs = builder.commit("theirs", {"a.txt": "1\n2\nthree\n", "b.txt": "theirs\n"})
    merged = merge_commits(open_repository(builder.root), ours, theirs)
    assert not mark.exists()
    assert builder.git("show", f"{merged.tree}:a.txt") == "one\n2\nthree"
    assert merged.conflicts == ("b.txt",)
