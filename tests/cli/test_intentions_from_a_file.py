"""`--from FILE`: several intentions at once, as one batch or one each, and every malformed file refused in words."""

import json
from pathlib import Path

import pytest

from migrator.campaign.asked import AskedPath, read_asked
from migrator.errors import UsageError
from migrator.model.values import Symbol
from migrator.plan.values import ShimChoice
from migrator.records.intentions import Moved, MoveModule, MoveSymbols
from tests.cli.conftest import Run
from tests.support.repositories import RepoBuilder, snapshot
from tests.support.schema import published

FILES = {
    "app/__init__.py": "",
    "app/a.py": '"""A."""\n\nLIMIT = 3\n\n\nclass X:\n    pass\n\n\nclass Z:\n    pass\n',
    "app/c.py": "def c() -> int:\n    return 1\n",
    "app/face.py": "from app.a import X as X, Z as Z\nfrom app.c import c as c\n",
    "app/user.py": "from app.a import LIMIT, X, Z\nfrom app.c import c\n\nUSED = (LIMIT, X, Z, c)\n",
}
MOVES = """\
[[move]]
symbols = ["app.a:X", "app.a:LIMIT"]
to = "app.b"
rename = { X = "Y" }
shim = false

[[move]]
module = "app.c"
to = "app.d"

[[canonical]]
name = "app.a:Z"
via = "app.face"
"""


@pytest.fixture
def builder(tmp_path: Path) -> RepoBuilder:
    made = RepoBuilder.create(tmp_path / "small")
    made.commit("start", FILES)
    return made


def written(folder: Path, text: str | bytes) -> str:
    file = folder / "moves.toml"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return str(file)


def test_a_file_says_what_the_words_say() -> None:
    assert read_asked(MOVES.encode(), "moves.toml") == (
        MoveSymbols(
            moves=(
                Moved(Symbol("app.a", "X"), Symbol("app.b", "Y")),
                Moved(Symbol("app.a", "LIMIT"), Symbol("app.b", "LIMIT")),
            ),
            target="app.b",
            shim=ShimChoice.NONE,
        ),
        MoveModule("app.c", "app.d"),
        AskedPath(Symbol("app.a", "Z"), "app.face"),
    )


def test_what_an_entry_says_of_its_shim_counts_more_than_the_option() -> None:
    text = b'[[move]]\nmodule="a.b"\nto="a.c"\n[[move]]\nmodule="a.d"\nto="a.e"\nshim=true\n'
    shims = [one.shim for one in read_asked(text, "f", ShimChoice.NONE) if isinstance(one, MoveModule)]
    assert shims == [ShimChoice.NONE, ShimChoice.AUTO]


def test_a_new_name_is_given_by_the_whole_symbol_where_two_modules_have_the_name() -> None:
    text = b'[[move]]\nsymbols=["a.b:X", "a.c:X"]\nto="a.d"\nrename={"a.c:X"="Y"}\n'
    (move,) = read_asked(text, "f")
    assert isinstance(move, MoveSymbols)
    assert [one.new.name for one in move.moves] == ["X", "Y"]


@pytest.mark.parametrize("command", ["move", "canonical"])
def test_both_commands_carry_out_all_of_a_file_as_one_batch(
    builder: RepoBuilder, run: Run, tmp_path: Path, command: str
) -> None:
    file = written(tmp_path, MOVES)
    ran = run(command, "--from", file, "--commit", "--json", cwd=builder.root)
    assert ran.code == 0, ran.out + ran.err
    view = json.loads(ran.out)
    published(command).validate(view)
    assert builder.git("rev-list", "--count", "main..migration/small") == "1"
    builder.git("switch", "-q", "migration/small")
    user = (builder.root / "app/user.py").read_text()
    assert "from app.a import" not in user
    assert {"from app.face import Z", "from app.d import c"} <= set(user.split("\n"))
    assert (builder.root / "app/b.py").exists()
    assert (builder.root / "app/d.py").read_text() == FILES["app/c.py"]


def test_with_each_every_entry_is_a_commit_of_its_own(builder: RepoBuilder, run: Run, tmp_path: Path) -> None:
    file = written(tmp_path, MOVES)
    ran = run("move", "--from", file, "--each", "--commit", "--json", cwd=builder.root)
    assert ran.code == 0, ran.out + ran.err
    view = json.loads(ran.out)
    published("move").validate(view)
    commits = builder.git("rev-list", "--reverse", "main..migration/small").split()
    assert [one["commit"] for one in view["each"]] == commits
    assert len(commits) == 3
    assert view["commit"] == commits[-1]


def test_one_batch_and_one_each_come_to_the_same_files(
    builder: RepoBuilder, run: Run, tmp_path: Path
) -> None:
    file = written(tmp_path, MOVES)
    diffs = []
    for each in ([], ["--each"]):
        ran = run("move", "--from", file, *each, "--write", "--json", cwd=builder.root)
        assert ran.code == 0, ran.out + ran.err
        assert "diff" not in json.loads(ran.out)
        builder.git("add", "-A")
        diffs.append(builder.git("diff", "--cached"))
        builder.git("reset", "-q", "--hard")
    assert diffs[0] == diffs[1]


def test_each_shows_every_change_on_the_result_of_those_before_it(
    builder: RepoBuilder, run: Run, tmp_path: Path
) -> None:
    text = '[[move]]\nsymbols = "app.a:X"\nto = "app.b"\n\n[[move]]\nsymbols = "app.b:X"\nto = "app.c"\n'
    before = snapshot(builder.root, ours="\0")
    view = json.loads(
        run("move", "--from", written(tmp_path, text), "--each", "--json", cwd=builder.root).out
    )
    assert [one["refused"] for one in view["each"]] == ["", ""]
    assert "app/c.py" in view["each"][1]["changed"]
    assert snapshot(builder.root, ours="\0") == before
    again = run("move", "--from", written(tmp_path, text), "--write", cwd=builder.root)
    assert again.code == 0, again.out + again.err
    assert "class X" in (builder.root / "app/c.py").read_text()
    assert "from app.c import c, X" in (builder.root / "app/user.py").read_text()


@pytest.mark.parametrize("each", [[], ["--each"]], ids=["one batch", "one each"])
@pytest.mark.parametrize("act", ["--write", "--commit"])
def test_where_one_is_refused_nothing_is_touched(
    builder: RepoBuilder, run: Run, tmp_path: Path, each: list[str], act: str
) -> None:
    file = written(tmp_path, MOVES + '[[move]]\nsymbols = ["app.a:Nothing"]\nto = "app.e"\n')
    before = snapshot(builder.root, ours="\0")
    ran = run("move", "--from", file, *each, act, cwd=builder.root)
    assert ran.code == 3, ran.out
    assert "app.a does not define Nothing" in ran.out
    assert snapshot(builder.root, ours="\0") == before


def test_a_path_that_a_move_of_the_same_file_makes_can_be_made_canonical(
    builder: RepoBuilder, run: Run, tmp_path: Path
) -> None:
    text = (
        '[[move]]\nsymbols = ["app.a:X"]\nto = "app.b"\n[[canonical]]\nname = "app.b:X"\nvia = "app.face"\n'
    )
    ran = run("canonical", "--from", written(tmp_path, text), "--write", cwd=builder.root)
    assert ran.code == 0, ran.out + ran.err
    assert "from app.face import X" in (builder.root / "app/user.py").read_text()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("", "1: it asks for nothing", id="empty"),
        pytest.param("[[move]\n", "1: column", id="no TOML"),
        pytest.param(b"\xff", "1: the file is not UTF-8", id="no text"),
        pytest.param(b"\xef\xbb\xbf", "1: the file starts with a byte order mark", id="a mark"),
        pytest.param('[[moves]]\nto = "a.b"\n', "1: unknown key 'moves' in the file; did you mean 'move'?", id="an unknown list"),
        pytest.param('[move]\nto = "a.b"\n', "1: 'move' must be an array of tables, written [[move]]", id="a table"),
        pytest.param("move = 3\n", "1: 'move' must be an array of tables", id="a number"),
        pytest.param('[[move]]\nto = "a.b"\n', "1: [[move]] lacks 'symbols'", id="no symbols"),
        pytest.param('[[move]]\nsymbols = []\nto = "a.b"\n', "2: 'symbols' of [[move]] is empty", id="an empty list"),
        pytest.param('[[move]]\nsymbols = ["a.b"]\nto = "a.c"\n', "2: 'a.b' in 'symbols' of [[move]] is no symbol", id="a module as a symbol"),
        pytest.param('[[move]]\nsymbols = ["a.b:"]\nto = "a.c"\n', "2: 'a.b:' in 'symbols' of [[move]] is no symbol", id="no name"),
        pytest.param('[[move]]\nsymbols = ["a-b:X"]\nto = "a.c"\n', "2: a-b:X in 'symbols' of [[move]] is no symbol", id="no module"),
        pytest.param('[[move]]\nsymbols = [3]\nto = "a.c"\n', "2: 'symbols' in [[move]] must be", id="numbers"),
        pytest.param('[[move]]\nsymbols = ["a.b:X", "a.b:X"]\nto = "a.c"\n', "2: a.b:X is there twice", id="one symbol twice"),
        pytest.param('[[move]]\nsymbols = ["a.b:X"]\n', "1: [[move]] lacks 'to'", id="no target"),
        pytest.param('[[move]]\nsymbols = ["a.b:X"]\nto = "a.class"\n', "3: to = 'a.class' in [[move]] is no name of a module", id="a keyword as a target"),
        pytest.param('[[move]]\nsymbols = ["a.b:X"]\nto = ""\n', "3: 'to' in [[move]] is empty", id="an empty target"),
        pytest.param('[[move]]\nsymbols = ["a.b:X"]\nto = "a.c"\nrename = "Y"\n', "4: 'rename' must be a table", id="a rename of nothing"),
        pytest.param('[[move]]\nsymbols = ["a.b:X"]\nto = "a.c"\nrename = {Q = "Y"}\n', "4: 'Q' in 'rename' of [[move]] is none of its symbols", id="a rename of another"),
        pytest.param('[[move]]\nsymbols = ["a.b:X"]\nto = "a.c"\nrename = {X = "1"}\n', "4: '1' in 'rename' of [[move]] is no name", id="a rename to no name"),
        pytest.param('[[move]]\nsymbols = ["a.b:X"]\nto = "a.c"\nrename = {X = 1}\n', "4: 'X' in rename = {Old = \"New\"} must be a string", id="a rename to a number"),
        pytest.param('[[move]]\nsymbols = ["a.b:X", "a.c:X"]\nto = "a.d"\nrename = {X = "Y"}\n', "4: 'X' in 'rename' of [[move]] is ambiguous", id="a rename of two"),
        pytest.param('[[move]]\nsymbols = ["a.b:X"]\nto = "a.c"\nshim = "no"\n', "4: 'shim' in [[move]] must be true or false", id="a shim in words"),
        pytest.param('[[move]]\nmodule = "a.b"\nsymbols = ["a.b:X"]\nto = "a.c"\n', "3: 'symbols' does not go with 'module'", id="a module and symbols"),
        pytest.param('[[move]]\nmodule = "a/b.py"\nto = "a.c"\n', "2: module = 'a/b.py' in [[move]] is no name of a module", id="a file as a module"),
        pytest.param('[[move]]\nsymbols = ["a.b:X"]\nto = "a.c"\n[[move]]\nsymbols = ["a.b:X"]\nto = "a.d"\n', "5: 'a.b:X' is also in another [[move]]", id="one symbol to two places"),
        pytest.param('[[canonical]]\nvia = "a.b"\n', "1: [[canonical]] lacks 'name'", id="no path"),
        pytest.param('[[canonical]]\nname = "a.b"\nvia = "a.c"\n', "2: name = 'a.b' in [[canonical]] is no symbol", id="a module as a path"),
        pytest.param('[[canonical]]\nname = "a.b:X"\nvia = "a.c:X"\n', "3: via = 'a.c:X' in [[canonical]] is no name of a module", id="a symbol as a way"),
        pytest.param('[[canonical]]\nname = "a.b:X"\ntovia = "a.c"\n', "3: unknown key 'tovia' in [[canonical]]", id="an unknown key"),
        pytest.param('[[canonical]]\nname = "a.b:X"\n[[canonical]]\nname = "a.b:X"\nvia = "a.c"\n', "4: 'a.b:X' is also in another [[canonical]]", id="one path twice"),
    ],
)  # fmt: skip
def test_a_malformed_file_is_refused_with_its_line_and_what_is_wrong(text: str | bytes, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_asked(text.encode() if isinstance(text, str) else text, "moves.toml")
    assert f"moves.toml:{said}" in caught.value.detail


def test_all_that_is_wrong_is_said_at_once(builder: RepoBuilder, run: Run, tmp_path: Path) -> None:
    text = '[[move]]\nsymbols = ["a"]\n\n[[canonical]]\nname = 3\nmore = 1\n'
    ran = run("move", "--from", written(tmp_path, text), cwd=builder.root)
    assert ran.code == 2
    assert [
        line.rpartition("moves.toml:")[2][0] for line in ran.err.split("\n") if "moves.toml:" in line
    ] == ["1", "2", "5", "6"]


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["move", "--from", "none.toml"], id="no file"),
        pytest.param(["move", "--from", "app"], id="a folder"),
        pytest.param(["move", "app.a:X", "app.b", "--from", "moves.toml"], id="words and a file"),
        pytest.param(["canonical", "app.a:X", "--from", "moves.toml"], id="a path and a file"),
        pytest.param(["move", "app.a:X", "app.b", "--each"], id="each of one"),
        pytest.param(["move", "--from", "moves.toml", "--write", "--commit"], id="two things to do"),
        pytest.param(
            ["move", "--from", "moves.toml", "--commit", "--working-tree"], id="to land what is not committed"
        ),
        pytest.param(["canonical"], id="no path"),
    ],
)
def test_options_that_do_not_fit_are_wrong_usage(
    builder: RepoBuilder, run: Run, arguments: list[str]
) -> None:
    builder.commit("file", {"moves.toml": MOVES})
    before = snapshot(builder.root, ours="\0")
    ran = run(*arguments, cwd=builder.root)
    assert ran.code == 2, ran.out
    assert snapshot(builder.root, ours="\0") == before


def test_the_file_is_taken_from_the_folder_that_is_named(
    builder: RepoBuilder, run: Run, tmp_path: Path
) -> None:
    builder.commit("file", {"moves.toml": MOVES})
    assert run("-C", str(builder.root), "move", "--from", "moves.toml", cwd=tmp_path).code == 0
