"""The bytes of files when definitions move between them: each file keeps its own encoding and line ends, and all that was not moved."""

from collections.abc import Callable
from pathlib import Path

import pytest

from migrator.batches.values import Decision
from migrator.campaign.acts import Acts
from migrator.campaign.campaign import Campaign
from tests.cases.driving import Repository
from tests.support.repositories import RepoBuilder

Make = Callable[..., Repository]

CLASS = 'class C:\n    """Doc\n    more."""\n\n    x = os\n'
OLD = f"import os\n\n\n{CLASS}\n\nD = 1\n"
ENDINGS = {"LF": "\n", "CRLF": "\r\n", "CR": "\r"}


def with_ending(text: str, ending: str) -> bytes:
    return text.replace("\n", ending).encode()


@pytest.mark.parametrize("new", ENDINGS.values(), ids=[f"to {name}" for name in ENDINGS])
@pytest.mark.parametrize("old", ENDINGS.values(), ids=[f"from {name}" for name in ENDINGS])
def test_src_01_src_02_a_definition_takes_the_line_ends_of_the_file_that_it_moves_to(
    repository: Make, old: str, new: str
) -> None:
    files = {"pkg/old.py": with_ending(OLD, old), "pkg/new.py": with_ending("E = 1\n", new)}
    change = repository(files).move("C")
    assert change.raw == {
        "pkg/old.py": with_ending("from pkg.new import C as C\n\n\nD = 1\n", old),
        "pkg/new.py": with_ending(f"import os\n\nE = 1\n\n\n{CLASS}", new),
    }
    assert change.is_same_object("C").prints("from pkg.new import C; print(repr(C.__doc__))") == (
        "'Doc\\n    more.'\n"
    )


def test_src_01_a_module_that_is_made_has_the_line_ends_of_the_one_it_came_from(repository: Make) -> None:
    change = repository({"pkg/old.py": with_ending(OLD, "\r\n")}).move("C")
    assert change.raw["pkg/new.py"] == with_ending(f"import os\n\n\n{CLASS}", "\r\n")


def test_src_02_of_a_mixed_file_only_the_lines_that_move_differ(repository: Make) -> None:
    before, after = b"A = 1\r\nB = 2\r", b"\n\r\nD = 4\rE = 5\n"
    old = before + b"\n\n\nclass C:\r    x = 1\r\n    y = 2\n\n" + after
    new = b"F = 1\rG = 2\r\nH = 3\n"
    change = repository({"pkg/old.py": old, "pkg/new.py": new}).move("C")
    assert change.raw["pkg/new.py"] == new + b"\n\nclass C:\n    x = 1\n    y = 2\n"
    assert change.raw["pkg/old.py"] == (
        b"from pkg.new import C as C\r\n\r\n" + before + b"\n\n\n\r\nD = 4\rE = 5\n"
    )


def test_src_03_what_had_no_final_newline_has_none_and_what_becomes_last_keeps_its_own(
    repository: Make,
) -> None:
    its = repository({"pkg/old.py": b"class C:\n    x = 1\n\n\nD = 1", "pkg/new.py": b"E = 1"})
    shown = its.command("move", "pkg.old:C", "pkg.new").out
    change = its.move("C")
    assert change.raw == {
        "pkg/old.py": b"from pkg.new import C as C\n\nD = 1",
        "pkg/new.py": b"E = 1\n\n\nclass C:\n    x = 1",
    }
    assert shown.count("D = 1\n\\ No newline at end of file\n") == 1
    assert shown.count("-E = 1\n\\ No newline at end of file\n") == 1
    assert shown.count("+    x = 1\n\\ No newline at end of file\n") == 1


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["to plain", "to BOM"])
@pytest.mark.parametrize("ending", [b"\n", b"\r\n"], ids=["LF", "CRLF"])
def test_src_04_a_bom_belongs_to_its_file_and_does_not_move(
    repository: Make, mark: bytes, ending: bytes
) -> None:
    body = b"class C:\n    x = '\xc3\xa9'\n".replace(b"\n", ending)
    files = {"pkg/old.py": b"\xef\xbb\xbf" + body + b"D = 1" + ending, "pkg/new.py": mark}
    change = repository(files).move("C")
    assert change.raw["pkg/old.py"].startswith(b"\xef\xbb\xbffrom pkg.new import C as C" + ending)
    assert change.raw["pkg/old.py"].count(b"\xef\xbb\xbf") == 1
    assert change.raw["pkg/new.py"].replace(b"\r\n", b"\n") == mark + body.replace(b"\r\n", b"\n")
    change.is_same_object("C")


@pytest.mark.parametrize(
    ("encoding", "text"),
    [("latin-1", "déjà"), ("cp1252", "“€”"), ("euc-jp", "日本語"), ("shift_jis", "ソ表示能")],
)
def test_src_05_moved_text_is_written_in_the_encoding_of_its_new_file(
    repository: Make, encoding: str, text: str
) -> None:
    cookie = f"# -*- coding: {encoding} -*-\n"
    moved = f"class C:\n    x = '{text}'  # {text}\n"
    old = f"{cookie}A = '{text}'\n\n\n{moved}\n\nD = '{text}'\n"
    files = {"pkg/old.py": old.encode(encoding), "pkg/new.py": f"E = '{text}'\n", "pkg/far.py": "from pkg.old import C\n"}  # fmt: skip
    change = repository(files).move("C")
    assert change.raw["pkg/new.py"] == f"E = '{text}'\n\n\n{moved}".encode()
    rest = change.raw["pkg/old.py"].decode(encoding)
    assert rest.startswith(cookie)
    assert rest.count(text) == 2
    back = Repository(repository({"pkg/sub/__init__.py": ""}).builder)
    back.builder.commit("moved")
    again = back.changed("move", "pkg.new:C", "pkg.old", "--no-shim")
    assert again.raw["pkg/old.py"].decode(encoding).count(text) == 4
    assert again.prints(f"from pkg.old import C; assert C.x == {text!r}; print('same')") == "same\n"


UNREADABLE = {
    "SRC-06 declared utf-8": (b"# coding: utf-8\n# \xff\n", "pkg/bad.py:2: not valid utf-8"),
    "SRC-07 unknown codec": (b"# coding: klingon\n", "pkg/bad.py:1: declares the unknown encoding klingon"),
    "SRC-07 rot13": (b"# coding: rot13\n", "pkg/bad.py:1: the encoding rot13 cannot be edited safely"),
    "SRC-07 utf-7": (b"# coding: utf-7\n", "pkg/bad.py:1: the encoding utf-7 cannot be edited safely"),
    "SRC-07 BOM and latin-1": (
        b"\xef\xbb\xbf# coding: latin-1\n",
        "pkg/bad.py:1: has a UTF-8 BOM and declares another encoding",
    ),
}


@pytest.mark.parametrize(("raw", "reason"), UNREADABLE.values(), ids=UNREADABLE)
def test_src_06_src_07_nothing_moves_out_of_or_into_what_cannot_be_edited_and_the_reason_has_its_line(
    repository: Make, raw: bytes, reason: str
) -> None:
    its = repository({"pkg/bad.py": raw + b"class C: ...\n", "pkg/good.py": "class G: ...\n"})
    assert reason in its.move_refused("C", old="pkg.bad", to="pkg.good")
    assert reason in its.move_refused("G", old="pkg.good", to="pkg.bad")


def test_src_08_a_move_into_an_encoding_that_lacks_its_text_is_refused(repository: Make) -> None:
    files = {"pkg/old.py": "class C:\n    x = 'é'\n", "pkg/new.py": "# coding: ascii\nE = 1\n"}
    assert "the encoding ascii of a file lacks a character" in repository(files).move_refused("C")


def test_src_08_a_user_whose_encoding_lacks_the_new_name_is_left_working_and_named(repository: Make) -> None:
    files = {"pkg/old.py": "class C: ...\n", "pkg/user.py": "# coding: ascii\nfrom pkg.old import C\n", "pkg/other.py": "from pkg.old import C\n"}  # fmt: skip
    change = repository(files).move("C", to="pkg.réel")
    assert set(change.raw) == {"pkg/old.py", "pkg/réel.py", "pkg/other.py"}
    assert change.left == [("pkg/user.py", 1)]
    assert change.prints("import pkg.user, pkg.other; print(pkg.user.C is pkg.other.C)") == "True\n"


def test_src_09_form_feeds_and_a_lone_cr_stay_in_both_files(repository: Make) -> None:
    old = b"\x0cA = 1\n\x0c\nclass C:\n    x = 1\n\x0c\n    y = 2\n\n\x0c\nD = 1\r"
    new = b"\x0cE = 1\n\x0c\nF = 2\n"
    change = repository({"pkg/old.py": old, "pkg/new.py": new}).move("C")
    assert change.raw["pkg/new.py"] == new + b"\n\nclass C:\n    x = 1\n\x0c\n    y = 2\n"
    rest = change.raw["pkg/old.py"]
    assert rest.endswith(b"D = 1\r")
    assert rest.startswith(b"from pkg.new import C as C\n\n\x0cA = 1\n")
    assert rest.count(b"\x0c") == 2, "only the one between A and C goes with what it stood above"
    change.is_same_object("C")


def test_src_13_odd_spacing_and_comments_move_with_their_definition_and_stay_with_the_rest(
    repository: Make,
) -> None:
    moved = b"# about C  \n@  property   # why\ndef C( a ,b = 1 ) :   \n\treturn  a+ b \t# sum\n"
    old = b"A  =  1   # a \t\n\n\n" + moved + b"\n\nD=[ 1,2 ]   \n"
    change = repository({"pkg/old.py": old, "pkg/new.py": b"E  =  1 \t\n"}).move("C")
    assert change.raw["pkg/new.py"] == b"E  =  1 \t\n\n\n" + moved
    assert b"A  =  1   # a \t\n" in change.raw["pkg/old.py"]
    assert change.raw["pkg/old.py"].endswith(b"\n\nD=[ 1,2 ]   \n")


ODD = "A = '''\x0b\x0c\x1c\x1d\x1e\u0085\u2028\u2029'''\n"


def test_src_14_selected_hunks_are_written_where_git_counts_them_and_the_others_are_not(
    builder: RepoBuilder,
) -> None:
    use = "def {}():\n    from shop.face import Thing\n    return Thing\n"
    text = ODD * 3 + use.format("f") + ODD * 5 + use.format("g") + ODD + use.format("h") + ODD
    plan = '[campaign]\nname = "odd"\npackages = ["shop"]\nbranch = "migration/odd"\n[[phase]]\nid = "paths"\nfinds = "import-paths"\n'
    files = {
        "migration.toml": plan,
        "shop/__init__.py": "",
        "shop/real.py": "class Thing: ...\n",
        "shop/face.py": "from shop.real import Thing\n\n__all__ = ['Thing']\n",
        "shop/user.py": text,
        "shop/other.py": "from shop.real import Thing\n",
    }
    builder.commit("start", files)
    acts = Acts(Campaign.open(builder.root))
    acts.confirm_trust()
    (batch,) = acts.campaign.batches()
    hunks = [one for one in acts.campaign.review(batch.id).whole.hunks if one.path == "shop/user.py"]
    lines = text.encode().split(b"\n")
    assert [lines[hunk.line - 1].strip() for hunk in hunks] == [b"from shop.face import Thing"] * 3
    acts.campaign.decide(batch.id, scope="batch", key="", decision=Decision.APPROVED)
    acts.campaign.decide(batch.id, scope="hunk", key=hunks[1].key, decision=Decision.REJECTED, reason="later")
    landed, _ = acts.land(batch.id)
    first, middle, last = text.split("shop.face")[0], text.split("shop.face")[1], text.split("shop.face")[2:]
    expected = f"{first}shop.real{middle}shop.face{last[0]}shop.real{last[1]}"
    assert builder.git("show", f"{landed.commit}:shop/user.py").rstrip("\n") == expected.rstrip("\n")


def test_src_15_a_move_follows_each_spelling_of_one_name_and_normalises_none(repository: Make) -> None:
    files = {
        "pkg/old.py": "def ﬁx() -> int:\n    return 1\n\n\nD = 1\n",
        "pkg/user.py": "from pkg.old import ﬁx, D\nfrom pkg.old import fix as f\n\nX = ﬁx(), fix(), f()  # ﬁx\n",
        "pkg/attribute.py": "import pkg.old\n\nX = pkg.old.ﬁx(), pkg.old.fix()\n",
    }
    change = repository(files).move("fix")
    assert change.new == "def ﬁx() -> int:\n    return 1\n"
    user = change.text("pkg/user.py")
    assert "X = ﬁx(), fix(), f()  # ﬁx\n" in user
    assert "pkg.old import ﬁx" not in user
    assert change.text("pkg/attribute.py").endswith("X = pkg.new.ﬁx(), pkg.new.fix()\n")
    run = "import pkg.user, pkg.attribute; print(pkg.user.X, pkg.attribute.X, pkg.old.fix is pkg.new.fix)"
    assert change.prints(run) == "(1, 1, 1) (1, 1) True\n"


def test_the_bytes_of_every_other_file_stay(repository: Make) -> None:
    files = {"pkg/old.py": OLD, "pkg/blob.bin": bytes(range(256)), "pkg/empty.py": b"", "notes.txt": b"pkg.old.D\r"}  # fmt: skip
    change = repository(files).move("C")
    assert set(change.raw) == {"pkg/old.py", "pkg/new.py"}
    assert Path(change.root, "pkg/blob.bin").read_bytes() == bytes(range(256))


def test_src_01_names_in_parentheses_are_split_in_a_file_of_lone_crs_as_in_any_other(
    repository: Make,
) -> None:
    text = "import os\nfrom pkg.old import (\n    A,  # a\n    C,  # c\n    D,\n)\n\nX = A, C, D, os\n"
    expected = "import os\nfrom pkg.old import (\n    A,  # a\n    D,\n)\nfrom pkg.new import C  # c\n\nX = A, C, D, os\n"
    files = {"pkg/old.py": "A = 1\n\n\nclass C: ...\n\n\nD = 2\n", "pkg/user.py": with_ending(text, "\r")}
    change = repository(files).move("C")
    assert change.raw["pkg/user.py"] == with_ending(expected, "\r")
