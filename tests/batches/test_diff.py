"""Diffs made from edits, held against git: what it applies must be the very bytes that would land."""

import itertools
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from migrator.batches.diff import FileText, changed_lines, file_text, unified
from migrator.recipes.editing.edits import apply_edits
from migrator.recipes.values import Edit, FileChange
from tests.batches.strategies import changes
from tests.support.repositories import RepoBuilder

EMPTY = "0" * 40


@pytest.fixture
def folder(tmp_path: Path) -> RepoBuilder:
    builder = RepoBuilder.create(tmp_path / "applied")
    builder.git("config", "core.autocrlf", "false")
    return builder


def applied(builder: RepoBuilder, base: bytes | None, diff: bytes, path: str = "f.py") -> bytes:
    """What git makes of a file by the diff."""
    target = builder.root / path
    target.unlink(missing_ok=True)
    if base is not None:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(base)
    builder.git("apply", "--whitespace=nowarn", "-", stdin=diff)
    return target.read_bytes()


def edit(start: int, end: int, new: bytes, hunk: str = "h") -> Edit:
    return Edit(start=start, end=end, new=new, hunk=hunk, shape="s", why="w")


def diffed(base: bytes, *edits: Edit) -> FileText:
    return file_text(FileChange("f.py", EMPTY, edits), base)


@given(change=changes())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_rev_02_git_applies_the_diff_to_exactly_the_new_bytes(
    folder: RepoBuilder, change: tuple[bytes, FileChange]
) -> None:
    base, made = change
    diff = unified(file_text(made, base))
    wanted = apply_edits(base, made.edits)
    assert diff or wanted == base
    if diff:
        assert applied(folder, base, diff) == wanted


@given(change=changes())
@settings(max_examples=150, deadline=None)
def test_spans_cover_exactly_what_differs(change: tuple[bytes, FileChange]) -> None:
    base, made = change
    text = file_text(made, base)
    assert b"".join(text.old) == base
    assert b"".join(text.new) == apply_edits(base, made.edits)
    assert rebuilt(text) == text.new
    for span in text.spans:
        assert span.old_start < span.old_end or span.new_start < span.new_end
        old, new = text.old[span.old_start : span.old_end], text.new[span.new_start : span.new_end]
        assert not old or not new or (old[0] != new[0] and old[-1] != new[-1])
        assert span.hunks


def rebuilt(text: FileText) -> tuple[bytes, ...]:
    """The new lines from the old ones and the spans alone."""
    lines: list[bytes] = []
    position = 0
    for span in text.spans:
        between = text.old[position : span.old_start]
        lines.extend(between)
        assert len(lines) == span.new_start
        lines.extend(text.new[span.new_start : span.new_end])
        position = span.old_end
    return (*lines, *text.old[position:])


@given(change=changes())
@settings(max_examples=80, deadline=None)
def test_every_hunk_that_changes_a_line_is_in_a_span(change: tuple[bytes, FileChange]) -> None:
    base, made = change
    shown = {hunk for span in file_text(made, base).spans for hunk in span.hunks}
    for one in made.edits:
        if base[one.start : one.end] != one.new and len(made.edits) == 1:
            assert one.hunk in shown
    assert shown <= {one.hunk for one in made.edits}


@pytest.mark.parametrize(
    ("base", "edits"),
    [
        pytest.param(b"a\nb\n", [edit(0, 0, b"new\n")], id="insertion at the first line"),
        pytest.param(b"a\nb\n", [edit(4, 4, b"new\n")], id="insertion behind the last line"),
        pytest.param(b"a\nb", [edit(3, 3, b"\nnew")], id="insertion behind a last line without an ending"),
        pytest.param(b"a\nb", [edit(3, 3, b"\n")], id="only the missing ending is added"),
        pytest.param(b"a\nb\n", [edit(3, 4, b"")], id="only the last ending is removed"),
        pytest.param(b"a\nb\nc\n", [edit(1, 2, b"")], id="two lines are joined"),
        pytest.param(b"a\nb\nc\n", [edit(0, 6, b"")], id="everything is deleted"),
        pytest.param(b"", [edit(0, 0, b"a\n")], id="an empty file is filled"),
        pytest.param(b"a\r\nb\r\n", [edit(3, 4, b"x")], id="CRLF"),
        pytest.param(b"a\x0cb\nc\n", [edit(0, 1, b"x")], id="a form feed within a line"),
        pytest.param(b"a\nb\nc\n", [edit(0, 1, b"x"), edit(2, 3, b"y", "i")], id="changes of neighbouring lines"),
        pytest.param(b"a\nb\nc\n", [edit(2, 2, b"x\n"), edit(2, 3, b"y", "i")], id="insertion before a changed line"),
        pytest.param(b"a\nb\nc\nd\n", [edit(0, 1, b"x"), edit(4, 5, b"y", "i")], id="one line between two changes"),
    ],
)  # fmt: skip
def test_rev_02_places_where_line_counts_go_wrong(
    folder: RepoBuilder, base: bytes, edits: list[Edit]
) -> None:
    text = diffed(base, *edits)
    assert applied(folder, base, unified(text)) == apply_edits(base, edits)


@pytest.mark.parametrize("content", [b"", b"\n", b"x", b"x\n", b"a\r\nb"])
def test_rev_04_a_new_file_is_made_with_its_very_bytes(folder: RepoBuilder, content: bytes) -> None:
    edits = (edit(0, 0, content),) if content else ()
    text = file_text(FileChange("new/m.py", None, edits), b"")
    assert text.is_new
    assert applied(folder, None, unified(text), "new/m.py") == content


@pytest.mark.parametrize("path", ["a b.py", "a 2020-01-01.py", 'q"uote.py', "back\\slash.py", "tab\t.py", "line\n.py", "é.py", "b/c.py", "caf\udce9 é.py"])  # fmt: skip
def test_git_15_fsy_08_odd_names_are_written_as_git_reads_them(folder: RepoBuilder, path: str) -> None:
    text = file_text(FileChange(path, EMPTY, (edit(0, 1, b"x"),)), b"a\n")
    assert applied(folder, b"a\n", unified(text), path) == b"x\n"


@pytest.mark.parametrize("line", [b"--- a/f.py", b"+++ b/f.py", b"@@ -1,2 +1,2 @@", b"diff --git a/f.py b/f.py", b"\\ No newline at end of file"])  # fmt: skip
def test_rev_07_content_that_looks_like_a_diff_is_content(folder: RepoBuilder, line: bytes) -> None:
    base = line + b"\nb\n" + line + b"\n"
    edits = (edit(0, len(line), b"x"), edit(len(base), len(base), line + b"\n", "i"))
    assert applied(folder, base, unified(diffed(base, *edits))) == apply_edits(base, edits)


def test_rev_01_every_subset_of_seven_hunks_in_three_files_is_applied_exactly(folder: RepoBuilder) -> None:
    base = b"".join(b"line %d\n" % number for number in range(12))
    places = {"a.py": (0, 7, 30), "b.py": (14, 21), "c.py": (len(base) - 1, len(base))}
    hunks = [(path, place) for path, where in places.items() for place in where]
    everything = []
    for size in range(len(hunks) + 1):
        everything += list(itertools.combinations(hunks, size))
    assert len(everything) == 2**7
    for chosen in everything:
        diff = b""
        wanted = {}
        for path in places:
            edits = tuple(edit(at, at, b"+", f"{at}") for p, at in chosen if p == path)
            wanted[path] = apply_edits(base, edits)
            diff += unified(file_text(FileChange(path, EMPTY, edits), base))
        folder.write(dict.fromkeys(places, base))
        if diff:
            folder.git("apply", "--whitespace=nowarn", "-", stdin=diff)
        assert {path: (folder.root / path).read_bytes() for path in places} == wanted


def test_counts_are_of_whole_lines() -> None:
    assert changed_lines(diffed(b"a\nb\nc\n", edit(0, 4, b"x\n"))) == (1, 2)


def test_an_edit_that_changes_nothing_makes_no_diff() -> None:
    assert unified(diffed(b"a\nb\n", edit(0, 1, b"a"))) == b""
