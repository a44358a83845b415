"""File systems as they are: no permission, no place for a cache, names of any bytes and any length, few open files."""

import json
import os
import resource
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from migrator.campaign.acts import Acts
from migrator.campaign.campaign import Campaign
from migrator.campaign.undoing import undo_batch
from migrator.cli.boundary import run
from migrator.facts.workers import FEW
from migrator.views.status import status_view
from tests.acceptance.conftest import FILES
from tests.campaign import conftest as shop
from tests.support.privileges import ordinary_user
from tests.support.program import AS_MODULE, INSTALLED, Program
from tests.support.repositories import Content, RepoBuilder


@pytest.fixture
def bound(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Iterator[RepoBuilder]:
    """A repository of a user to whom permissions apply, and who this process is."""
    RepoBuilder.create(tmp_path / "first").commit("imports all that is needed", FILES)
    assert run(lambda _: 0, ["-C", str(tmp_path / "first"), "status", "--working-tree"]) == 1
    capsys.readouterr()
    with ordinary_user() as folder:
        monkeypatch.setenv("MIGRATOR_CACHE_DIR", str(folder / "cache"))
        yield RepoBuilder.create(folder / "repo")


def test_fsy_07_what_may_not_be_read_is_reported_and_the_rest_is_read(bound: RepoBuilder) -> None:
    bound.commit(
        "start",
        {
            **FILES,
            "pkg/secret.py": "X = 1\n",
            "pkg/closed/__init__.py": "",
            "pkg/closed/inner/a.py": "Y = 1\n",
            "pkg/user.py": "from pkg.secret import X\nfrom pkg.closed.inner.a import Y\n",
        },
    )
    bound.write({"pkg/closed/new.py": "Z = 1\n"})
    (bound.root / "pkg/secret.py").chmod(0)
    (bound.root / "pkg/closed").chmod(0)
    campaign = Campaign.open(bound.root, working_tree=True)
    analysis = campaign.analysis()
    assert {problem.path: problem.reason for problem in analysis.problems} == dict.fromkeys(
        ["pkg/secret.py", "pkg/closed/__init__.py", "pkg/closed/inner/a.py"], "Permission denied"
    )
    assert set(analysis.model.facts) == {*FILES, "pkg/user.py"}
    assert analysis.broken.findings == ()
    (note,) = status_view(campaign, Acts(campaign)).notes
    assert note.startswith("the folder pkg/closed could not be opened (Permission denied)")


def test_fsy_07_what_may_be_read_again_is_read_again(bound: RepoBuilder) -> None:
    bound.commit("start", {**FILES, "pkg/secret.py": "X = 1\n"})
    secret = bound.root / "pkg/secret.py"
    for mode, unread in ((0o000, ["pkg/secret.py"]), (0o644, [])):
        secret.chmod(mode)
        campaign = Campaign.open(bound.root, working_tree=True)
        status = status_view(campaign, Acts(campaign))
        assert [problem.path for problem in status.analysed.unparsable] == unread


@pytest.mark.parametrize("home", ["read-only", "missing"])
def test_fsy_03_without_a_home_that_can_be_written_there_is_no_cache_and_one_note(
    bound: RepoBuilder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], home: str
) -> None:
    bound.commit("start", FILES)
    place = bound.root.parent / home
    if home == "read-only":
        place.mkdir(mode=0o555)
    else:
        place = Path("/no/such/home")
    monkeypatch.delenv("MIGRATOR_CACHE_DIR")
    monkeypatch.setenv("HOME", str(place))
    for name in ("XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    assert run(lambda _: 0, ["-C", str(bound.root), "status"]) == 1
    out = capsys.readouterr().out
    assert f"READ         all of {len(FILES)} files" in out
    (note,) = [line for line in out.split("\n") if line.startswith("note: ")]
    assert "cache" in note
    assert str(place) in note


def test_fsy_03_a_file_where_the_cache_folder_would_be_costs_a_note_and_the_answers_are_the_same(
    builder: RepoBuilder, program: Program, tmp_path: Path
) -> None:
    builder.commit("start", FILES)
    (tmp_path / "file").write_text("in the way")
    env = {"MIGRATOR_CACHE_DIR": str(tmp_path / "file" / "cache")}
    answers = [
        json.loads(program.run("status", "--json", cwd=builder.root, env=one).out) for one in ({}, env, env)
    ]
    notes = [answer.pop("notes") for answer in answers]
    assert answers[0] == answers[1] == answers[2]
    assert notes[0] == []
    assert (
        notes[1] == notes[2] == [f"the cache in {tmp_path / 'file' / 'cache'} is not used: Not a directory"]
    )


LONG = "m" * 252
"""With its ending as long as a name may be."""


def test_fsy_05_names_of_255_bytes_are_read_rewritten_and_landed(builder: RepoBuilder) -> None:
    package = "p" * 255
    files: Mapping[str, Content] = {
        **shop.FILES,
        "migration.toml": shop.PLAN,
        f"shop/{package}/__init__.py": "",
        f"shop/{package}/{LONG}.py": "from shop.api import Price\n",
        f"shop/{'é' * 126}.py": "X = 1\n",
        "shop/user.py": f"from shop.{package}.{LONG} import Price as P\nfrom shop.{'é' * 126} import X\n",
    }
    builder.commit("start", files)
    acts = Acts(Campaign.open(builder.root))
    acts.confirm_trust()
    analysis = acts.campaign.analysis()
    assert analysis.problems == ()
    assert [finding.id for finding in analysis.broken.findings] == [
        "dead-imports:shop.ledger:Ledger",
        "dead-imports:shop.money:Price",
    ]
    batch = next(batch for batch in acts.campaign.batches() if batch.phase == "paths")
    landed, _ = acts.land(batch.id, approve_all=True)
    rewritten = builder.git("show", f"{landed.commit}:shop/{package}/{LONG}.py")
    assert rewritten == "from shop.prices import Price"


def test_fsy_05_a_path_longer_than_the_system_opens_is_read_from_a_commit_and_named_in_the_working_tree(
    builder: RepoBuilder,
) -> None:
    builder.commit("start", {**FILES, "pkg/long/__init__.py": ""})
    folder = "pkg/long/" + "/".join(["d" * 255] * 16)
    here = os.getcwd()  # noqa: PTH109  what is left and entered again
    try:
        os.chdir(builder.root)
        for part in folder.split("/"):
            Path(part).mkdir(exist_ok=True)
            os.chdir(part)
        Path("deep.py").write_text("X = 1\n")
    finally:
        os.chdir(here)
    blob = builder.git("hash-object", "-w", "--stdin", stdin=b"X = 1\n")
    builder.git("update-index", "--add", "--cacheinfo", f"100644,{blob},{folder}/deep.py")
    builder.git("commit", "--quiet", "-m", "a path of more than 4,096 bytes")
    committed = Campaign.open(builder.root).analysis()
    assert committed.problems == ()
    assert f"{folder}/deep.py" in committed.model.facts
    on_disk = Campaign.open(builder.root, working_tree=True).analysis()
    assert set(FILES) <= set(on_disk.model.facts)
    assert [problem.path for problem in on_disk.problems] in ([], [f"{folder}/deep.py"])


NOT_UTF8 = {
    os.fsdecode(b"shop/caf\xe9.py"): "from shop.api import Price\n",
    os.fsdecode(b"tests/\xff\xfe d\nir/test_\xf0.py"): "from shop.api import Price\n",
    os.fsdecode(b"shop/bad\xe9.py"): "x = (\n",
}


def test_fsy_08_names_that_are_no_utf8_are_shown_escaped_and_every_json_is_valid(
    builder: RepoBuilder, program: Program
) -> None:
    builder.commit("start", {**shop.FILES, "migration.toml": shop.PLAN, **NOT_UTF8})
    rows = json.loads(program.run("batches", "--json", cwd=builder.root).out)["batches"]
    batch = next(row["id"] for row in rows if row["phase"] == "paths")
    for command in (
        ["status"],
        ["explain", "import-paths:shop.api:Price"],
        ["show", batch, "--diff"],
        ["canonical", "shop.prices:Price"],
        ["report"],
    ):
        plain, as_json = (
            program.run(*command, cwd=builder.root),
            program.run(*command, "--json", cwd=builder.root),
        )
        assert plain.code in {0, 1}, plain.err
        assert json.loads(as_json.out), command
        assert "\udce9" not in plain.out + as_json.out
        assert "caf\\xe9.py" in plain.out or "bad\\xe9.py" in plain.out or "caf\\351.py" in plain.out, command
        assert "\ufffd" not in plain.out


def test_fsy_08_names_that_are_no_utf8_are_rewritten_landed_and_undone_exactly(builder: RepoBuilder) -> None:
    builder.commit("start", {**shop.FILES, "migration.toml": shop.PLAN, **NOT_UTF8})
    acts = Acts(Campaign.open(builder.root))
    acts.confirm_trust()
    batch = next(batch for batch in acts.campaign.batches() if batch.phase == "paths")
    landed, _ = acts.land(batch.id, approve_all=True)
    changed = builder.git("diff-tree", "-r", "-z", "--name-only", "main", landed.commit).split("\0")
    readable = [name for name in NOT_UTF8 if "bad" not in name]
    assert set(readable) < set(changed)
    for name in readable:
        assert builder.git("show", f"{landed.commit}:{name}") == "from shop.prices import Price"
    undone = undo_batch(acts)
    assert builder.git("diff-tree", "-r", "--name-only", "main", undone.commit, "--", "shop", "tests") == ""


@pytest.mark.parametrize("tree", [(), ("--working-tree",)], ids=["commit", "working tree"])
def test_fsy_09_64_open_files_are_enough_for_5000(
    builder: RepoBuilder, program: Program, tree: tuple[str, ...]
) -> None:
    files: dict[str, Content] = {
        f"pkg/m{number}.py": f"from pkg import m{number // 2}\n" for number in range(5000)
    }
    builder.commit("start", {"pkg/__init__.py": "", **files})
    builder.write({f"pkg/m{number}.py": f"import pkg.m{number + 1}\n" for number in range(FEW, 4 * FEW)})
    limited = [
        sys.executable,
        "-c",
        "import os, resource, sys; resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64)); os.execv(sys.argv[1], sys.argv[1:])",
        *INSTALLED,
    ]
    ran = program.run("status", *tree, cwd=builder.root, start=limited)
    assert ran.code == 1, ran.err
    assert "READ         all of 5,001 files" in ran.out
    assert ran.err == ""
    check = "import resource; print(resource.getrlimit(resource.RLIMIT_NOFILE)[0])"
    assert program.run("-c", check, cwd=builder.root, start=[*limited[:3], AS_MODULE[0]]).out == "64\n"
    assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] > 64
