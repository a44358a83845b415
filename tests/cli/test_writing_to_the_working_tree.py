"""`--write`: all files or none, whatever happens meanwhile; what a crash leaves is finished by `migrator recover`."""

import os
import signal
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.support.repositories import RepoBuilder, snapshot

FILES = {
    "app/__init__.py": "",
    "app/old/__init__.py": "",
    "app/old/one.py": "from . import two\n\nONE = two.TWO - 1\n",
    "app/old/two.py": "TWO = 2\n",
    "app/old/data.txt": "data\n",
    "app/user.py": "from app.old.one import ONE\n\nUSED = ONE\n",
}
MOVE = ("move", "app.old", "app.fresh", "--no-shim", "--write")
POINTS = ("write-begun", "write-first-file", "write-files")


@pytest.fixture
def builder(tmp_path: Path) -> RepoBuilder:
    made = RepoBuilder.create(tmp_path / "small")
    made.commit("start", FILES)
    return made


def contents(builder: RepoBuilder) -> dict[str, bytes]:
    """Every file of the working tree, and every folder."""
    return {
        str(path.relative_to(builder.root)): path.read_bytes() if path.is_file() else b"folder"
        for path in sorted(builder.root.rglob("*"))
        if ".git" not in path.parts
    }


@pytest.fixture
def wanted(run: Run, tmp_path: Path) -> dict[str, bytes]:
    """What the whole change makes."""
    other = RepoBuilder.create(tmp_path / "other")
    other.commit("start", FILES)
    assert run(*MOVE, cwd=other.root).code == 0
    return contents(other)


@pytest.mark.parametrize("point", POINTS)
def test_101_killed_half_way_recover_brings_it_to_an_end(
    builder: RepoBuilder, run: Run, wanted: dict[str, bytes], point: str
) -> None:
    before = contents(builder)
    ran = run(*MOVE, cwd=builder.root, env={"MIGRATOR_FAULT": point})
    assert ran.code == -signal.SIGKILL
    for again in (MOVE, (*MOVE[:-1], "--working-tree"), ("move", "app.user:USED", "app.more", "--commit")):
        refused = run(*again, cwd=builder.root)
        assert refused.code == 3
        assert "interrupted" in refused.err
        assert "hint: Run: migrator recover" in refused.err
    said = run("recover", "--dry-run", cwd=builder.root)
    assert "unfinished: write-begun" in said.out
    assert run("recover", cwd=builder.root).code == 0
    assert contents(builder) == (before if point == "write-begun" else wanted)
    assert run("recover", cwd=builder.root).out.count("had changed nothing") == 0
    assert run(*MOVE, cwd=builder.root).code == 0
    assert contents(builder) == wanted
    assert not any((builder.root / ".git/migrator/writes").iterdir())


@pytest.mark.parametrize("point", POINTS[:2])
def test_what_somebody_saved_after_the_crash_stays_and_is_named(
    builder: RepoBuilder, run: Run, wanted: dict[str, bytes], point: str
) -> None:
    before = contents(builder)
    run(*MOVE, cwd=builder.root, env={"MIGRATOR_FAULT": point})
    builder.write({"app/user.py": "mine = 1\n"})
    ran = run("recover", cwd=builder.root)
    assert "app/user.py is neither the old nor the new file" in ran.out
    around = before if point == "write-begun" else wanted
    assert contents(builder) == around | {"app/user.py": b"mine = 1\n"}


def test_a_list_that_cannot_be_read_changes_nothing(builder: RepoBuilder, run: Run) -> None:
    run(*MOVE, cwd=builder.root, env={"MIGRATOR_FAULT": "write-first-file"})
    (manifest,) = (builder.root / ".git/migrator/writes").glob("*/manifest.json")
    manifest.write_text("nonsense")
    before = contents(builder)
    ran = run("recover", cwd=builder.root)
    assert ran.code == 3
    assert "manifest.json" in ran.err
    assert contents(builder) == before


@pytest.mark.skipif(
    os.geteuid() == 0, reason="waits for a user to whom file permissions apply: root writes everywhere"
)
def test_a_folder_that_cannot_be_written_to_leaves_everything(builder: RepoBuilder, run: Run) -> None:
    before = contents(builder)
    (builder.root / "app").chmod(0o555)
    try:
        ran = run(*MOVE, cwd=builder.root)
    finally:
        (builder.root / "app").chmod(0o755)
    assert ran.code == 4
    assert contents(builder) == before


def test_a_file_that_git_does_not_know_is_not_overwritten(builder: RepoBuilder, run: Run) -> None:
    builder.write({".git/info/exclude": "fresh\n", "app/fresh/one.py": "mine\n"})
    before = snapshot(builder.root, ours="\0")
    ran = run(*MOVE, cwd=builder.root)
    assert ran.code == 3, ran.out
    assert snapshot(builder.root, ours="\0") == before


def test_the_index_is_not_touched_and_uncommitted_work_comes_along(builder: RepoBuilder, run: Run) -> None:
    builder.write({"app/old/two.py": "TWO = 2\nMORE = 3\n", "app/late.py": "from app.old import two\n"})
    assert run(*MOVE, cwd=builder.root).code == 0
    assert builder.git("diff", "--cached", "--name-only") == ""
    assert (builder.root / "app/fresh/two.py").read_text() == "TWO = 2\nMORE = 3\n"
    assert (builder.root / "app/late.py").read_text() == "from app.fresh import two\n"


def test_a_dry_run_says_that_the_checkout_differs_from_what_it_was_planned_on(
    builder: RepoBuilder, run: Run
) -> None:
    said = "1 file of the checkout differ (app/user.py): --working-tree"
    assert said not in run(*MOVE[:-1], cwd=builder.root).out
    builder.write({"app/user.py": "from app.old.one import ONE\n\nMORE = ONE\n"})
    assert said in run(*MOVE[:-1], cwd=builder.root).out
    looked = run(*MOVE[:-1], "--working-tree", cwd=builder.root).out
    assert said not in looked
    assert " MORE = ONE" in looked
