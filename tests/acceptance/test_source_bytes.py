"""What a rewrite leaves as it is: line endings, BOM, encoding, odd spacing, and every byte outside the import that changes."""

import codecs
import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from migrator.campaign.adhoc import AdHoc, plan_canonical, plan_move
from migrator.campaign.campaign import Campaign
from migrator.plan.values import ShimChoice
from migrator.views.adhoc import ad_hoc_diff
from tests.acceptance.conftest import FILES, Rewrite
from tests.support.program import Program
from tests.support.repositories import Content, RepoBuilder

OLD, NEW = b"from pkg.face import Thing", b"from pkg.real import Thing"


@pytest.fixture
def written(rewrite: Rewrite, builder: RepoBuilder) -> Callable[[bytes], bytes]:
    """The bytes of a file after every import of `Thing` was rewritten."""

    def write(raw: bytes) -> bytes:
        rewrite({"pkg/user.py": raw})
        return (builder.root / "pkg/user.py").read_bytes()

    return write


def planned(builder: RepoBuilder, files: Mapping[str, Content], path: str = "pkg.real:Thing") -> AdHoc:
    """The same planned and not written."""
    builder.commit("start", {**FILES, **files})
    return plan_canonical(Campaign.open(builder.root), path)


def test_src_01_in_a_crlf_file_only_the_import_differs_and_ends_in_crlf(
    written: Callable[[bytes], bytes],
) -> None:
    raw = b'"""Doc."""\r\n\r\nimport os\r\n' + OLD + b"\r\n\r\nX = Thing, os\r\n"
    assert written(raw) == raw.replace(OLD, NEW)


def test_src_01_a_line_that_is_added_to_a_crlf_file_ends_in_crlf(written: Callable[[bytes], bytes]) -> None:
    raw = b"import os\r\nfrom pkg.face import Other, Thing\r\n\r\nX = os\r\n"
    assert written(raw) == raw.replace(b"Other, Thing", b"Other\r\n" + NEW)


@pytest.mark.parametrize("ending", [b"\n", b"\r\n", b"\r"], ids=["LF", "CRLF", "CR"])
def test_src_02_in_a_mixed_file_a_new_line_ends_like_its_neighbour(
    written: Callable[[bytes], bytes], ending: bytes
) -> None:
    before, after = b"import os\r\nimport sys\rimport re\n", b"A = os\rB = sys\r\nC = re\n\rD = 1\r"
    result = written(before + b"from pkg.face import Other, Thing" + ending + after)
    assert result == before + b"from pkg.face import Other" + ending + NEW + ending + after


@pytest.mark.parametrize(
    ("last", "rewritten"),
    [
        pytest.param(OLD, NEW, id="changed"),
        pytest.param(b"from pkg.face import Other, Thing", b"from pkg.face import Other\n" + NEW, id="split"),
    ],
)
def test_src_03_without_a_final_newline_there_is_still_none_and_the_diff_says_so(
    builder: RepoBuilder, program: Program, last: bytes, rewritten: bytes
) -> None:
    builder.commit("start", {**FILES, "pkg/user.py": b"import os\n" + last})
    shown = program.run("canonical", "pkg.real:Thing", cwd=builder.root)
    ran = program.run("canonical", "pkg.real:Thing", "--write", cwd=builder.root)
    assert (shown.code, ran.code) == (0, 0), ran.err
    assert (builder.root / "pkg/user.py").read_bytes() == b"import os\n" + rewritten
    mark = "\\ No newline at end of file\n"
    assert f"-{last.decode()}\n{mark}" in shown.out
    assert f"+{rewritten.decode().rpartition(chr(10))[2]}\n{mark}" in shown.out


@pytest.mark.parametrize("ending", [b"\n", b"\r\n"], ids=["LF", "CRLF"])
def test_src_04_a_bom_stays_once_and_first(written: Callable[[bytes], bytes], ending: bytes) -> None:
    result = written(
        codecs.BOM_UTF8 + b"from pkg.face import Other, Thing" + ending + b"X = '\xc3\xa9'" + ending
    )
    lines = [codecs.BOM_UTF8 + b"from pkg.face import Other", NEW, b"X = '\xc3\xa9'", b""]
    assert result == ending.join(lines)


@pytest.mark.parametrize(
    ("encoding", "text"),
    [("latin-1", "déjà"), ("cp1252", "“€”"), ("euc-jp", "日本語"), ("shift_jis", "ソ表示能")],
)
def test_src_05_the_encoding_of_the_cookie_stays_and_so_does_its_text(
    written: Callable[[bytes], bytes], encoding: str, text: str
) -> None:
    # Some second bytes of Shift JIS are ASCII backslashes, so looking for one byte after the other would go wrong.
    source = f"# -*- coding: {encoding} -*-\nA = '{text}'; from pkg.face import Thing  # {text}\nB = '{text}', Thing\n"
    result = written(source.encode(encoding))
    assert result == source.replace("pkg.face", "pkg.real").encode(encoding)
    assert result.decode(encoding).count(text) == 3


UNREADABLE = {
    "SRC-06 declared utf-8, bytes that are none": (b"# coding: utf-8\n" + OLD + b"\nX = '\xff'\n", "not valid utf-8", 3),
    "SRC-07 unknown codec": (b"# coding: klingon\n" + OLD + b"\n", "unknown encoding klingon", 1),
    "SRC-07 rot13": (b"# coding: rot13\n" + OLD + b"\n", "rot13 cannot be edited safely", 1),
    "SRC-07 utf-7": (b"# coding: utf-7\n" + OLD + b"\n", "utf-7 cannot be edited safely", 1),
    "SRC-07 BOM and latin-1": (
        codecs.BOM_UTF8 + b"# coding: latin-1\n" + OLD + b"\n",
        "has a UTF-8 BOM and declares another encoding",
        1,
    ),
    "SRC-10 NUL byte": (OLD + b"\nX = '\0'\n", "NUL byte", 2),
    "SRC-10 Ctrl-Z at the end": (OLD + b"\n\x1a", "U+001A", 2),
    "SRC-11 UTF-16": ((OLD + b"\n").decode().encode("utf-16"), "UTF-16", 1),
    "SRC-11 binary": (b"\x89PNG\r\n\x1a\n\xff\xfe\0" + OLD, "NUL byte", 3),
}  # fmt: skip


@pytest.mark.parametrize(("raw", "reason", "line"), UNREADABLE.values(), ids=UNREADABLE)
def test_src_06_src_07_src_10_src_11_what_is_no_source_is_reported_never_edited_and_costs_only_itself(
    builder: RepoBuilder, rewrite: Rewrite, raw: bytes, reason: str, line: int
) -> None:
    change = rewrite({"pkg/user.py": raw})
    (problem,) = change.analysis.problems
    assert (problem.path, problem.line) == ("pkg/user.py", line)
    assert reason in problem.reason
    assert set(change.analysis.model.facts) == set(FILES)
    assert (builder.root / "pkg/user.py").read_bytes() == raw
    assert (builder.root / "pkg/plain.py").read_bytes() == NEW + b"\n"


def test_src_10_src_07_the_report_names_each_file_with_line_and_reason(
    builder: RepoBuilder, program: Program
) -> None:
    files = {f"pkg/user{number}.py": raw for number, (raw, _, _) in enumerate(UNREADABLE.values())}
    builder.commit("start", {**FILES, **files})
    ran = program.run("status", cwd=builder.root)
    assert ran.code == 1
    assert f"NOT READ     {len(files)} files of {len(files) + len(FILES)}" in ran.out
    for number, (_, reason, line) in enumerate(list(UNREADABLE.values())[:8]):
        assert any(f"pkg/user{number}.py:{line}" in row and reason in row for row in ran.out.split("\n"))
    assert "Traceback" not in ran.err


def test_src_07_a_file_that_cannot_be_read_is_listed_where_it_may_hold_a_site(builder: RepoBuilder) -> None:
    change = planned(builder, {"pkg/user.py": b"# coding: rot13\n" + OLD + b"\n"})
    assert [(left.path, left.reason) for left in change.planned.left] == [
        ("pkg/user.py", "not edited: the encoding rot13 cannot be edited safely")
    ]


def test_src_08_a_file_whose_encoding_lacks_the_new_name_is_left_and_named_and_the_others_are_changed(
    builder: RepoBuilder,
) -> None:
    files: Mapping[str, Content] = {
        "pkg/réel.py": "from pkg.real import Thing\n\n__all__ = ['Thing']\n",
        "pkg/user.py": b"# coding: ascii\n" + OLD + b"\n",
    }
    change = planned(builder, files, "pkg.réel:Thing")
    assert [(left.path, left.reason) for left in change.planned.left] == [
        ("pkg/user.py", "its encoding ascii lacks a character of the new name")
    ]
    assert [file.path for file in change.planned.change_set.files] == ["pkg/face.py", "pkg/plain.py"]
    assert change.refused == ""


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"\x0c" + OLD + b"\nX = Thing\n", id="form feed first in the file"),
        pytest.param(b"\x0cimport os\n\x0c\n" + OLD + b"\n\x0c\ndef f(): ...\n\x0c\ndef g(): ...\n", id="form feeds between"),
        pytest.param(b"if True:\n\x0c    " + OLD + b"\n", id="form feed in an indentation"),
        pytest.param(b"import os\n" + OLD + b"\nX = Thing\r", id="lone CR at the end"),
        pytest.param(OLD + b"\r", id="lone CR at the end of the import"),
        pytest.param(b"import os\r" + OLD + b"\rX = Thing\r", id="lone CR everywhere"),
    ],
)  # fmt: skip
def test_src_09_form_feeds_and_lone_crs_stay_where_they_are(
    written: Callable[[bytes], bytes], raw: bytes
) -> None:
    assert written(raw) == raw.replace(OLD, NEW)


@pytest.mark.parametrize("raw", [b"", b"# nothing but this\n", b"\n\n", b"\x0c", codecs.BOM_UTF8], ids=repr)
def test_src_11_a_file_without_code_is_a_fine_module(builder: RepoBuilder, raw: bytes) -> None:
    builder.commit("start", {**FILES, "pkg/quiet.py": raw, "pkg/user.py": "from pkg import quiet\n"})
    analysis = Campaign.open(builder.root).analysis()
    assert analysis.problems == ()
    assert analysis.broken.findings == ()
    assert "pkg.quiet" in analysis.model.modules


ODD = b"""\
# first
from   pkg.face  import\tThing   # stays here \t
import os   \n
# about what comes
from pkg.face import Other as  Second ,  Thing as Third  # both
if os:
\tfrom pkg.face import (  # why
\t\tOther ,

\t\tThing  ,   # the thing \t
\t)
X   =  Thing ;   Y=[ 1,2 ]   \n"""


def test_src_13_spacing_tabs_and_comments_stay_and_a_comment_goes_with_its_import(
    written: Callable[[bytes], bytes],
) -> None:
    rewritten = (
        ODD.replace(b"from   pkg.face  import\tThing", b"from   pkg.real  import\tThing")
        .replace(
            b"Second ,  Thing as Third  # both\n", b"Second  # both\nfrom pkg.real import Thing as Third\n"
        )
        .replace(
            b"\t\tThing  ,   # the thing \t\n\t)\n", b"\t)\n\tfrom pkg.real import Thing  # the thing \t\n"
        )
    )
    assert written(ODD) == rewritten


@pytest.mark.parametrize("comment", [b"# Thing is needed for X\n", b""], ids=["commented", "bare"])
def test_src_13_an_import_with_a_comment_above_it_stays_below_that_comment(
    written: Callable[[bytes], bytes], comment: bytes
) -> None:
    result = written(b"from pkg.real import Other\nimport os\n" + comment + OLD + b"\n")
    if comment:
        assert result == b"from pkg.real import Other\nimport os\n" + comment + NEW + b"\n"
    else:
        assert result == b"from pkg.real import Other, Thing\nimport os\n"


def test_src_14_hunks_and_diff_count_lines_as_git_does(builder: RepoBuilder) -> None:
    odd = "A = '''\x0b\x0c\x1c\x1d\x1e\u0085\u2028\u2029'''\n"
    source = odd * 5 + "from pkg.face import Thing\n" + odd * 9 + "def f():\n    from pkg.face import Thing\n"
    change = planned(builder, {"pkg/user.py": source})
    mine = [hunk.line for hunk in change.planned.hunks if hunk.path == "pkg/user.py"]
    applied = RepoBuilder(builder.root)
    applied.git("apply", "-", stdin=ad_hoc_diff(change).encode())
    told = applied.git("diff", "--unified=0", "--no-prefix", "--", "pkg/user.py")
    theirs = [int(line.split("-")[1].split(" ")[0]) for line in told.split("\n") if line.startswith("@@")]
    assert mine == theirs == [6, 17]
    assert (builder.root / "pkg/user.py").read_text() == source.replace("pkg.face", "pkg.real")


def test_src_15_a_ligature_is_the_same_name_and_stays_a_ligature(
    builder: RepoBuilder, rewrite: Rewrite
) -> None:
    files: Mapping[str, Content] = {
        "pkg/real.py": "def ﬁx() -> int:\n    return 1\n\n\nclass Thing: ...\n",
        "pkg/face.py": "from pkg.real import fix, Thing\n\n__all__ = ['fix', 'Thing']\n",
        "pkg/one.py": "from pkg.face import ﬁx\n\nX = ﬁx(), fix()\n",
        "pkg/two.py": "from pkg.face import Thing, ﬁx as ﬂow\n\nX = ﬂow()\n",
        "pkg/three.py": "import pkg.face\n\nX = pkg.face.ﬁx(), pkg.face.fix()\n",
    }
    rewrite(files)
    campaign = Campaign.open(builder.root, working_tree=True)
    change = plan_canonical(campaign, "pkg.real:fix")
    after = {
        line[1:] for line in ad_hoc_diff(change).split("\n") if line.startswith("+") and line[1:2] != "+"
    }
    assert {file.path for file in change.planned.change_set.files} == {
        "pkg/one.py",
        "pkg/two.py",
        "pkg/three.py",
    }
    assert after == {
        "from pkg.real import ﬁx",
        "from pkg.real import Thing, ﬁx as ﬂow",
        "import pkg.real",
        "X = pkg.real.ﬁx(), pkg.real.fix()",
    }


def test_src_15_a_definition_written_with_a_ligature_is_found_and_moved_as_it_is_written(
    builder: RepoBuilder,
) -> None:
    builder.commit(
        "start",
        {"pkg/__init__.py": "", "pkg/a.py": "def ﬁx() -> int:\n    return 1\n", "pkg/b.py": "X = 1\n"},
    )
    change = plan_move(Campaign.open(builder.root), ["pkg.a:fix"], "pkg.b", ShimChoice.AUTO)
    assert not change.refused
    assert "+def ﬁx() -> int:" in ad_hoc_diff(change)


def test_src_15_a_file_named_with_a_ligature_is_no_module_that_can_be_imported(builder: RepoBuilder) -> None:
    # `import ﬁx` looks for fix.py, whatever is on disk.
    builder.commit(
        "start", {"pkg/__init__.py": "", "pkg/ﬁx.py": "X = 1\n", "pkg/user.py": "from pkg.ﬁx import X\n"}
    )
    analysis = Campaign.open(builder.root).analysis()
    assert not analysis.model.modules["pkg.ﬁx"].is_importable
    assert [finding.id for finding in analysis.broken.findings] == ["dead-imports:pkg.fix:X"]


def test_law_6_bytes_outside_the_edits_stay_in_documents_too(builder: RepoBuilder, rewrite: Rewrite) -> None:
    raw = b"\xff\r\n:class:`pkg.face.Thing` \x0c\n:class:`pkg.face.Thing\xc3\xa9`\r"
    rewrite({"docs/index.rst": raw})
    result = Path(os.fsdecode(builder.root), "docs/index.rst").read_bytes()
    assert result == raw.replace(b"pkg.face.Thing`", b"pkg.real.Thing`")


def test_src_15_a_name_is_not_found_inside_a_longer_one_whose_letters_are_not_ascii(
    builder: RepoBuilder,
) -> None:
    source = (
        "class Café:\n    pass\n\n\nclass Caf:\n    def both(self) -> 'dict[Caf, Café]':\n        return {}\n"
    )
    builder.commit("start", {"pkg/__init__.py": "", "pkg/a.py": source, "pkg/b.py": "X = 1\n"})
    change = plan_move(Campaign.open(builder.root), ["pkg.a:Caf"], "pkg.b:Bar", ShimChoice.AUTO)
    assert "+    def both(self) -> 'dict[Bar, Café]':" in ad_hoc_diff(change)
