"""Later work, moved branches, full disks, power cuts and repositories that may not be written: refused or whole, never half."""

import os
import subprocess  # noqa: TID251  a limit on the size of files is set for a process of its own
from pathlib import Path

import pytest

from migrator.errors import BusyError, ConflictError, RefMovedError
from migrator.git.door import open_repository
from migrator.git.refs import list_refs, read_ref
from migrator.landing.journal import unfinished
from migrator.landing.land import land
from migrator.landing.recover import recover
from migrator.landing.undo import undo
from tests.support.landings import (
    BRANCH,
    CAMPAIGN,
    FILES,
    REF,
    prepared,
    request,
    script_of,
    shown,
    silent,
    untidy,
)
from tests.support.privileges import ordinary_user
from tests.support.program import PROJECT
from tests.support.repositories import PINNED, RepoBuilder, fsck, snapshot

LIMITED = """
import resource
from migrator.errors import MigratorError
from migrator.landing.land import land
from migrator.landing.write import write
from migrator.source.writing import NewContent
resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))
try:
    {act}
except MigratorError as error:
    print(error.title, error.detail)
"""
BIG = "b'# ' + __import__('random').Random(0).randbytes(200_000).hex().encode()"
FULL = {
    "land": f"land(repo, request(repo, {{'pkg/a.py': {BIG}}}), silent)",
    "write": f"write(repo, {{'pkg/a.py': NewContent(b'VALUE = 1\\n', {BIG})}})",
}


def test_cra_05_the_third_of_five_is_taken_back_alone_and_every_commit_stays_reachable(
    builder: RepoBuilder,
) -> None:
    repo = prepared(builder)
    made = [
        land(repo, request(repo, {f"pkg/n{number}.py": b"X = 1\n"}, batch=f"b{number}"), silent).commit
        for number in range(1, 6)
    ]
    undone = undo(repo, request(repo, {}, batch="u3"), made[2], silent)
    names = builder.git("ls-tree", "-r", "--name-only", undone.commit).split("\n")
    assert [f"pkg/n{number}.py" in names for number in range(1, 6)] == [True, True, False, True, True]
    assert set(made) <= set(builder.git("rev-list", REF).split("\n"))
    assert read_ref(repo, f"refs/migrator/undone/{CAMPAIGN}/{made[2]}") == made[2]


def test_cra_05_the_third_of_five_is_refused_where_the_fourth_builds_on_its_lines(
    builder: RepoBuilder,
) -> None:
    repo = prepared(builder)
    made = [
        land(repo, request(repo, {"pkg/a.py": b"VALUE = %d\n" % number}, batch=f"b{number}"), silent).commit
        for number in range(2, 7)
    ]
    before = snapshot(builder.root, ours="-")
    with pytest.raises(ConflictError, match=r"pkg/a\.py"):
        undo(repo, request(repo, {}, batch="u3"), made[2], silent)
    assert snapshot(builder.root, ours="-") == before
    assert read_ref(repo, REF) == made[-1]


def committed(builder: RepoBuilder) -> None:
    builder.commit("theirs", {"theirs.py": "x\n"})


def amended(builder: RepoBuilder) -> None:
    builder.git("commit", "--quiet", "--amend", "-m", "said otherwise")


def switched(builder: RepoBuilder) -> None:
    builder.git("switch", "--quiet", "--orphan", "elsewhere")
    builder.commit("elsewhere", {"elsewhere.py": "x\n"})


@pytest.mark.parametrize("moved", [committed, amended, switched])
def test_con_02_what_the_user_does_while_the_review_is_open_is_noticed_and_nothing_lands(
    builder: RepoBuilder, moved: object
) -> None:
    repo = prepared(builder)
    planned = request(repo)
    assert callable(moved)
    moved(builder)
    before = snapshot(builder.root, ours="-")
    with pytest.raises(RefMovedError) as caught:
        land(repo, planned, silent)
    assert "Nothing was changed" in caught.value.hint
    assert snapshot(builder.root, ours="-") == before


@pytest.mark.parametrize("act", sorted(FULL))
def test_fsy_01_a_disk_that_is_full_is_said_and_leaves_everything_as_it_was(
    builder: RepoBuilder, act: str
) -> None:
    repo = prepared(builder)
    untidy(builder)
    before = snapshot(builder.root, ours="-")
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    done = subprocess.run(
        script_of(builder.root, LIMITED.format(act=FULL[act])),
        cwd=PROJECT,
        env=clean | PINNED,
        check=False,
        capture_output=True,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.strip()
    recover(repo)
    assert snapshot(builder.root, ours="-") == before
    assert unfinished(repo) == ()
    assert land(repo, request(repo), silent).commit


def test_fsy_02_landing_in_a_repository_that_may_not_be_written_is_refused_before_any_work() -> None:
    with ordinary_user() as folder:
        builder = RepoBuilder.create(folder / "repo")
        builder.commit("base", FILES)
        repo = open_repository(builder.root)
        wanted = request(repo)
        folders = [path for path in (builder.root, *builder.root.rglob("*")) if path.is_dir()]
        for path in folders:
            path.chmod(0o555)
        before = snapshot(builder.root, ours="-")
        steps: list[object] = []
        with pytest.raises(BusyError, match="cannot be written to"):
            land(repo, wanted, steps.append)
        assert snapshot(builder.root, ours="-") == before
        assert list_refs(repo, "refs/migrator/") == {}


def test_cra_08_no_file_takes_its_place_before_its_content_is_on_disk(
    builder: RepoBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = prepared(builder)
    builder.branch(BRANCH, switch=True)
    synced: set[int] = set()
    replaced: dict[str, bool] = {}
    fsync, replace = os.fsync, Path.replace

    def syncing(descriptor: int) -> None:
        synced.add(os.fstat(descriptor).st_ino)
        fsync(descriptor)

    def replacing(source: Path, target: Path) -> Path:
        replaced[Path(target).name] = source.stat().st_ino in synced
        return replace(source, target)

    monkeypatch.setattr(os, "fsync", syncing)
    monkeypatch.setattr(Path, "replace", replacing)
    assert land(repo, request(repo), silent).followed
    assert replaced == {"a.py": True, "new.py": True, "b1.json": True, "index": True}


def test_git_12_a_shallow_clone_lands_and_undoes_as_any_other(builder: RepoBuilder, tmp_path: Path) -> None:
    prepared(builder)
    builder.commit("second", {"pkg/later.py": "x\n"})
    root = tmp_path / "shallow"
    builder.git("clone", "--quiet", "--depth=1", f"file://{builder.root}", str(root))
    clone = RepoBuilder(root)
    repo = open_repository(root)
    landed = land(repo, request(repo), silent)
    assert shown(clone, landed.commit, "pkg/a.py") == "VALUE = 2"
    undone = undo(repo, request(repo, {}, batch="u"), landed.commit, silent)
    assert shown(clone, undone.commit, "pkg/a.py") == "VALUE = 1"
    fsck(root)


@pytest.mark.parametrize(("old", "new"), [("pkg/a.py", "pkg/A.py"), ("pkg/b.py", "Pkg/b.py")])
def test_fsy_04_where_case_is_ignored_a_rename_by_case_lands_and_the_checkout_is_left_to_git(
    builder: RepoBuilder, old: str, new: str
) -> None:
    # Taking the old name away after the new file is written would take the new file, where both are one.
    builder.git("config", "core.ignoreCase", "true")
    repo = prepared(builder)
    builder.branch(BRANCH, switch=True)
    before = snapshot(builder.root)
    landed = land(repo, request(repo, {old: None, new: str(FILES[old]).encode()}), silent)
    assert not landed.followed
    assert "ignores case" in landed.said[-1]
    assert snapshot(builder.root) == before
    assert new in builder.git("ls-tree", "-r", "--name-only", landed.commit).split("\n")


def test_cra_01_what_a_write_put_aside_before_it_began_goes_when_recovering(builder: RepoBuilder) -> None:
    repo = prepared(builder)
    aside = repo.common_dir / "migrator" / "writes" / "killed-before-it-was-noted"
    aside.mkdir(parents=True)
    (aside / "0").write_bytes(b"VALUE = 2\n")
    assert recover(repo) == ()
    assert not aside.exists()
