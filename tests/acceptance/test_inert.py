"""Reading is inert: whatever a repository has in it that could run, scanning, planning and reviewing it run nothing and write nothing."""

import json
import os
import socket
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from migrator.campaign.acts import Acts
from migrator.campaign.campaign import Campaign
from migrator.campaign.undoing import undo_batch
from migrator.git.door import open_repository
from migrator.git.worktrees import add_worktree, remove_worktree
from tests.acceptance.conftest import FILES
from tests.campaign import conftest as shop
from tests.support.program import AS_MODULE, INSTALLED, PROJECT, Program
from tests.support.repositories import RepoBuilder
from tests.support.tripwires import Tripwire

READING: tuple[tuple[str, ...], ...] = (
    ("status",),
    ("status", "--working-tree"),
    ("findings",),
    ("explain", "{finding}"),
    ("batches",),
    ("show", "{batch}", "--diff"),
    ("canonical", "pkg.real:Thing"),
    ("move", "pkg.real:Thing", "pkg.new"),
    ("history", "--measures"),
    ("report",),
    ("init", "--dry-run"),
)
"""Every command that scans, plans or reviews."""


def each_reading_command(program: Program, root: Path) -> list[tuple[str, ...]]:
    """The same with a finding and a batch of the repository."""
    findings = json.loads(program.run("findings", "--json", cwd=root).out)["findings"]
    batches = json.loads(program.run("batches", "--json", cwd=root).out)["batches"]
    named = {"finding": findings[0]["id"], "batch": batches[0]["id"]}
    return [tuple(word.format(**named) for word in command) for command in READING]


@pytest.fixture
def wire(builder: RepoBuilder, tmp_path: Path) -> Tripwire:
    """A hostile repository with work to do, changed files (so that git would have to compare) and no mark left by making it."""
    builder.write({**FILES, "late/__init__.py": "", "late/a.py": "from pkg.gone import X\n"})
    builder.write({"late/b.py": "from pkg.face import Thing\n"})
    wire = Tripwire.lay(builder, tmp_path / "marks")
    builder.write({"pkg/module.py": "VALUE = 2\n", "untracked/__init__.py": wire.python("untracked")})
    os.utime(builder.root / "conftest.py")
    wire.reset()
    return wire


def test_inr_01_inr_03_inr_11_scanning_planning_and_reviewing_run_nothing_and_leave_nothing(
    builder: RepoBuilder, wire: Tripwire, program: Program
) -> None:
    builder.write({".git/info/exclude": "ignored.py\n", "ignored.py": wire.python("ignored")})
    before = everything(builder.root)
    for command in each_reading_command(program, builder.root):
        ran = program.run(*command, cwd=builder.root)
        assert ran.code in {0, 1}, (command, ran.err)
        assert wire.sprung == [], command
        assert everything(builder.root) == before, command


def everything(folder: Path) -> dict[str, tuple[int, int]]:
    """Each file and folder below one, git's own included, with its size and the time of its last change."""
    found = {}
    for path in folder.rglob("*"):
        state = path.lstat()
        found[str(path.relative_to(folder))] = (state.st_size, state.st_mtime_ns)
    return found


@pytest.mark.parametrize("start", [AS_MODULE, INSTALLED], ids=["python -m", "installed"])
def test_inr_02_modules_in_the_root_are_not_imported_however_the_program_is_started(
    builder: RepoBuilder, program: Program, tmp_path: Path, start: tuple[str, ...]
) -> None:
    wire = Tripwire(tmp_path / "marks")
    wire.marks.mkdir()
    names = ("ast", "typing", "random", "statistics", "multiprocessing", "msgspec", "click")
    builder.commit("start", {**FILES, **{f"{name}.py": wire.python(name) for name in names}})
    deep = {
        f"pkg/deep{number}.py": "x = " + "(" * 190 + str(number) + ")" * 190 + "\n" for number in range(3)
    }
    builder.commit("files that worker processes read", deep)
    ran = program.run("status", cwd=builder.root, start=start)
    assert ran.code == 1, ran.err
    assert f"READ         all of {len(FILES) + len(deep) + len(names)} files" in ran.out
    assert wire.sprung == []


def test_inr_04_no_filter_textconv_or_merge_driver_runs_in_scan_plan_review_and_worktree(
    builder: RepoBuilder, wire: Tripwire
) -> None:
    for working_tree in (False, True):
        campaign = Campaign.open(builder.root, working_tree=working_tree)
        for batch in campaign.batches():
            campaign.approved_tree(campaign.review(batch.id))
    repo = open_repository(builder.root)
    ours = add_worktree(repo, repo.common_dir / "migrator" / "worktrees" / "x", "HEAD")
    assert (ours.root / "pkg/module.py").read_text() == "VALUE = 1\n"
    remove_worktree(repo, ours.root)
    assert wire.sprung == []


def test_inr_04_drivers_that_a_commit_does_not_need_run_in_no_landing_and_no_undo(
    builder: RepoBuilder, tmp_path: Path
) -> None:
    builder.write({**shop.FILES, "migration.toml": shop.PLAN})
    wire = Tripwire.lay(builder, tmp_path / "marks")
    for name in ("filter.evil.clean", "filter.evil.process", "filter.evil.required", "core.fsmonitor"):
        builder.git("config", "--unset", name)
    builder.git("config", "commit.gpgSign", "false")
    wire.reset()
    acts = Acts(Campaign.open(builder.root))
    acts.confirm_trust()
    acts.land(next(batch.id for batch in acts.campaign.batches()), approve_all=True)
    undo_batch(acts)
    assert {mark for mark in wire.sprung if not mark.startswith("hook-")} == set()


def test_inr_05_of_pyproject_only_our_own_table_is_read_and_as_data(
    builder: RepoBuilder, program: Program, tmp_path: Path
) -> None:
    wire = Tripwire(tmp_path / "marks")
    wire.marks.mkdir()
    settings = """\
[build-system]
requires = []
build-backend = "evil"
backend-path = ["."]
[project.entry-points.pytest11]
evil = "evil"
[project.entry-points."migrator.plugins"]
evil = "evil"
[tool.pytest.ini_options]
addopts = "-p evil"
[tool.mypy]
plugins = ["evil"]
[tool.pylint.main]
init-hook = "import evil"
load-plugins = ["evil"]
[tool.migrator.campaign]
name = "ours"
packages = ["pkg"]
branch = "migration/ours"
[[tool.migrator.phase]]
id = "paths"
finds = "import-paths"
"""
    builder.commit("start", {**FILES, "pyproject.toml": settings, "evil.py": wire.python("evil")})
    ran = program.run("canonical", "pkg.real:Thing", cwd=builder.root)
    assert ran.code == 0, ran.err
    status = json.loads(program.run("status", "--json", cwd=builder.root).out)
    assert (status["campaign"], status["plan"]) == ("ours", "pyproject.toml")
    assert wire.sprung == []


def test_inr_07_links_are_listed_and_a_loop_makes_no_modules(builder: RepoBuilder, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.py").write_text("SECRET = 1\n")
    builder.write(FILES)
    (builder.root / "pkg/x.py").symlink_to(tmp_path / "outside" / "secret.py")
    (builder.root / "pkg/folder").symlink_to(tmp_path / "outside")
    (builder.root / "pkg/loop").symlink_to(builder.root / "pkg")
    builder.commit("start")
    for working_tree in (False, True):
        analysis = Campaign.open(builder.root, working_tree=working_tree).analysis()
        assert set(analysis.model.facts) == set(FILES)
        assert set(analysis.model.modules) == {"pkg", "pkg.real", "pkg.face", "pkg.plain", "pkg.x"}
        assert [(problem.path, problem.reason) for problem in analysis.problems] == [
            ("pkg/x.py", "a symbolic link, which is not followed")
        ]


def made_fifo(path: Path) -> None:
    os.mkfifo(path)


def made_socket(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # the name of a socket has at most 108 bytes
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(here)


def linked_to_zero(path: Path) -> None:
    path.symlink_to("/dev/zero")


@pytest.mark.parametrize("made", [made_fifo, made_socket, linked_to_zero])
def test_inr_08_what_would_block_or_never_end_is_not_opened(
    builder: RepoBuilder, program: Program, made: Callable[[Path], None]
) -> None:
    builder.commit("start", {**FILES, "pkg/tracked.py": "X = 1\n"})
    places = [builder.root / name for name in ("pkg/m.py", "pkg/tracked.py", "migration.toml")]
    for place in places:
        place.unlink(missing_ok=True)
        made(place)
    for command in (["status"], ["status", "--working-tree"], ["canonical", "pkg.real:Thing", "--write"]):
        ran = program.run(*command, cwd=builder.root)
        assert ran.code in {0, 1}, (command, ran.err)
    for place in places:
        place.unlink()


def test_inr_09_a_bare_repository_in_the_tree_is_just_files(
    builder: RepoBuilder, program: Program, tmp_path: Path
) -> None:
    wire = Tripwire(tmp_path / "marks")
    wire.marks.mkdir()
    inner = RepoBuilder.create(builder.root / "vendor" / "theirs.git", "--bare")
    inner.git("config", "core.fsmonitor", wire.program("fsmonitor"))
    inner.git("config", "core.worktree", ".")
    builder.write({"vendor/theirs.git/pkg/__init__.py": "", "vendor/theirs.git/hooks/hook.py": "X = 1\n"})
    builder.commit("start", FILES)
    campaign = Campaign.open(builder.root)
    assert campaign.analysis().plan.packages == ("pkg",)
    for place in ("vendor/theirs.git", "vendor/theirs.git/hooks"):
        ran = program.run("status", "--json", cwd=builder.root / place)
        assert ran.code == 3 or json.loads(ran.out)["root"] == str(builder.root), ran
    assert wire.sprung == []


NO_NETWORK = """
import os, sys
def watch(event, arguments):
    if event in {"socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"}:
        os.write(2, f"network: {event} {arguments}".encode())
        os._exit(99)
sys.addaudithook(watch)
"""


def test_inr_12_a_whole_campaign_needs_no_network(
    builder: RepoBuilder, program: Program, tmp_path: Path
) -> None:
    # Python may connect to nothing, and git may use no transport at all, not even to a folder.
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(NO_NETWORK)
    (tmp_path / "gitconfig").write_text("[protocol]\n\tallow = never\n")
    env: Mapping[str, str] = {
        "PYTHONPATH": f"{tmp_path / 'site'}:{PROJECT}",
        "GIT_CONFIG_GLOBAL": str(tmp_path / "gitconfig"),
    }
    check = "import socket; socket.create_connection(('127.0.0.1', 9))"
    assert program.run("-c", check, cwd=tmp_path, env=env, start=AS_MODULE[:1]).code == 99
    builder.commit("start", {**shop.FILES, "migration.toml": shop.PLAN})
    for command in (["apply", "--all", "--yes"], ["undo"], ["report"], ["status"]):
        ran = program.run(*command, cwd=builder.root, env=env)
        assert ran.code in {0, 1}, (command, ran.err)
    assert builder.git("rev-list", "--count", "main..migration/shop") == "4"


def test_inr_12_a_partial_clone_that_lacks_a_blob_is_said_and_nothing_is_fetched(
    builder: RepoBuilder, program: Program, tmp_path: Path
) -> None:
    builder.commit("start", FILES)
    builder.git("config", "uploadpack.allowFilter", "true")
    origin, clone = f"file://{builder.root}", tmp_path / "partial"
    builder.git("clone", "--quiet", "--no-checkout", "--filter=blob:none", origin, str(clone))
    objects = everything(clone / ".git" / "objects")
    ran = program.run("status", cwd=clone)
    assert (ran.code, ran.out) == (3, "")
    assert "This clone lacks an object that is needed" in ran.err
    assert "git fetch" in ran.err
    assert everything(clone / ".git" / "objects") == objects
