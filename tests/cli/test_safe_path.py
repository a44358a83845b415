import sys
from pathlib import Path

import pytest

from migrator.cli.safe_path import leave_out
from tests.cli.conftest import Run
from tests.support.program import PROJECT
from tests.support.repositories import RepoBuilder, snapshot
from tests.support.tripwires import Tripwire

NAMES = (
    "ast", "typing", "random", "statistics", "json", "dataclasses", "click", "msgspec", "tomli", "git", "grimp",
    "asyncio", "logging", "inspect", "pathlib", "sitecustomize",
)  # fmt: skip


@pytest.fixture
def hostile(planned: RepoBuilder, tmp_path: Path) -> RepoBuilder:
    mark = f"import pathlib\npathlib.Path({str(tmp_path / 'marks')!r}, __name__).mkdir(parents=True)\n"
    fake = "raise SystemExit('the file of the repository was imported')\n"
    planned.commit("hostile", {f"{name}.py": fake if name == "pathlib" else mark for name in NAMES})
    return planned


@pytest.mark.parametrize(
    "arguments", [["status"], ["findings", "--json"], ["--version"], ["batches"]], ids=" ".join
)
def test_inr_02_modules_in_the_root_are_not_imported_in_place_of_ours(
    hostile: RepoBuilder, run: Run, tmp_path: Path, arguments: list[str]
) -> None:
    ran = run(*arguments, cwd=hostile.root)
    assert ran.code in {0, 1}, ran.err
    assert not (tmp_path / "marks").exists()


@pytest.mark.parametrize("path", ["{root}", "{root}:{project}", ":{project}", ".:{project}"])
def test_inr_02_nor_when_the_root_is_on_the_import_path_of_the_environment(
    hostile: RepoBuilder, run: Run, tmp_path: Path, path: str
) -> None:
    # The interpreter itself imports sitecustomize from there before any program runs: that is the user's own setting.
    hostile.remove("sitecustomize.py", "pathlib.py")
    pythonpath = f"{path.format(root=hostile.root, project=PROJECT)}:{PROJECT}"
    ran = run("-C", str(hostile.root), "status", cwd=tmp_path, env={"PYTHONPATH": pythonpath})
    assert ran.code in {0, 1}, ran.err
    assert not (tmp_path / "marks").exists()


def test_inr_01_reading_executes_nothing_of_a_hostile_repository(run: Run, tmp_path: Path) -> None:
    builder = RepoBuilder.create(tmp_path / "evil")
    wire = Tripwire.lay(builder, tmp_path / "marks")
    builder.write({"untracked/__init__.py": "raise SystemExit\n"})
    for arguments in (
        ["status"],
        ["findings"],
        ["batches"],
        ["history"],
        ["init", "--dry-run"],
        ["status", "--working-tree"],
    ):
        ran = run(*arguments, cwd=builder.root)
        assert ran.code in {0, 1}, (arguments, ran.err)
        assert wire.sprung == [], arguments


def test_inr_11_reading_leaves_no_file_and_no_trace_in_the_repository(planned: RepoBuilder, run: Run) -> None:
    planned.staged({"app/staged.py": "x = 1\n"}).write(
        {"app/loose.py": "y = 1\n", "app/one.py": "from app import two\n"}
    )
    index = (planned.root / ".git" / "index").stat().st_mtime_ns
    before = snapshot(planned.root, ours="\0")
    git_dir = sorted(path for path in (planned.root / ".git").iterdir())
    for arguments in (
        ["status"],
        ["findings", "--json"],
        ["batches"],
        ["history"],
        ["status", "--working-tree"],
    ):
        assert run(*arguments, cwd=planned.root).code in {0, 1}, arguments
    assert snapshot(planned.root, ours="\0") == before
    assert (planned.root / ".git" / "index").stat().st_mtime_ns == index
    assert sorted(path for path in (planned.root / ".git").iterdir()) == git_dir


def test_the_folder_is_left_out_however_it_is_spelled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = tmp_path / "link"
    link.symlink_to(tmp_path, target_is_directory=True)
    monkeypatch.setattr(sys, "path", ["", str(tmp_path), str(link), str(tmp_path / "x" / ".."), "/else"])
    leave_out(str(tmp_path))
    assert sys.path == ["/else"]


def test_our_own_checkout_stays_importable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", ["", str(PROJECT)])
    leave_out(str(PROJECT))
    assert sys.path == [str(PROJECT)]


def test_the_version_is_said_without_importing_what_is_heavy(run: Run, tmp_path: Path) -> None:
    ran = run("--version", cwd=tmp_path, env={"PYTHONPROFILEIMPORTTIME": "1"})
    assert ran.out == "migrator 0.1.0\n"
    imported = {line.rpartition("|")[2].strip() for line in ran.err.split("\n")}
    assert "click" in imported
    assert not imported & {
        "textual",
        "git",
        "grimp",
        "rustworkx",
        "msgspec",
        "asyncio",
        "tomlkit",
        "platformdirs",
    }
