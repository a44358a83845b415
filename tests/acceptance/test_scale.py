"""Work grows with what changed, not with the size of the repository or its history. What is counted here is work; bench/ holds the clock."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import pytest

from migrator.analysis import Stage
from migrator.campaign.acts import Acts
from migrator.campaign.campaign import Campaign, Listener
from migrator.facts import workers
from migrator.git.door import CommandRun
from migrator.past.walk import MOST
from migrator.views.findings import findings_view
from migrator.views.status import status_view
from tests.campaign import conftest as shop
from tests.support.repositories import RepoBuilder

MODULES = 10_000
PLAN = '[campaign]\nname = "large"\npackages = ["pkg"]\n[[phase]]\nid = "cycles"\nfinds = "import-cycles"\n'


@dataclass
class Watched:
    """A campaign whose work is counted."""

    root: Path
    commands: list[tuple[str, ...]] = field(default_factory=list)
    progress: list[Stage] = field(default_factory=list)

    def open(self, *, working_tree: bool = False) -> Campaign:
        listener = Listener(command=self._ran, analysing=self.progress.append)
        return Campaign.open(self.root, listener=listener, working_tree=working_tree)

    def _ran(self, run: CommandRun) -> None:
        self.commands.append(run.argv[1:])


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> RepoBuilder:
    """Ten thousand modules, a hundred to a package."""
    builder = RepoBuilder.create(tmp_path_factory.mktemp("large") / "repo")
    files = {f"pkg/p{number // 100}/m{number}.py": module(number) for number in range(MODULES)}
    builder.commit("start", {"migration.toml": PLAN, "pkg/__init__.py": "", **files})
    return builder


@pytest.fixture(autouse=True)
def one_cache(pinned_git: None, large: RepoBuilder, monkeypatch: pytest.MonkeyPatch) -> None:
    """What one test has read the next need not."""
    del pinned_git
    monkeypatch.setenv("MIGRATOR_CACHE_DIR", str(large.root.parent / "cache"))


def module(number: int) -> str:
    """The first hundred are in ten circles, each of the others imports the one before it."""
    other = number - 1 if number >= 100 else number + 1 if number % 10 < 9 else number - 9
    return f"from pkg.p{other // 100} import m{other}\n\n\ndef f{number}() -> object:\n    return m{other}\n"


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The contents that are parsed, wherever."""
    found: list[str] = []
    finish = workers._Work.finish

    def counted(work: workers._Work, readings: Iterator[tuple[str, bytes]]) -> None:
        def each() -> Iterator[tuple[str, bytes]]:
            for blob, encoded in readings:
                found.append(blob)
                yield blob, encoded

        finish(work, each())

    monkeypatch.setattr(workers._Work, "finish", counted)
    return found


def answers(campaign: Campaign) -> bytes:
    """The first screen and the list of findings, as they are written."""
    return msgspec.json.encode((status_view(campaign, Acts(campaign)), findings_view(campaign)))


def files_read(commands: Sequence[tuple[str, ...]]) -> int:
    return sum(command[0] == "cat-file" for command in commands)


@pytest.mark.slow
def test_ana_10_scl_01_an_unchanged_repository_is_neither_parsed_nor_read_again(
    large: RepoBuilder, parsed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    cold = Watched(large.root)
    first = answers(cold.open())
    assert len(parsed) == MODULES + 1
    counts = [(stage.done, stage.total) for stage in cold.progress if stage.total]
    assert counts[-1] == (MODULES + 1, MODULES + 1)
    assert counts == sorted(counts)
    assert len(counts) > 100
    assert cold.progress[-1].is_last
    assert b'"remaining":100,' in first

    parsed.clear()
    warm = Watched(large.root)
    assert warm.open().analysis().model.coverage.parsed == MODULES + 1
    assert parsed == []
    assert files_read(warm.commands) == 1  # the plan

    monkeypatch.setattr("migrator.campaign.campaign.analyse_place", None)
    assert answers(Watched(large.root).open()) == first


@pytest.mark.slow
def test_scl_01_ana_10_after_a_batch_of_20_files_20_are_parsed(large: RepoBuilder, parsed: list[str]) -> None:
    Watched(large.root).open().analysis()
    parsed.clear()
    changed = {f"pkg/p7/m{number}.py": f"X = {number}\n" for number in range(700, 720)}
    large.write(changed)
    watched = Watched(large.root)
    found = watched.open(working_tree=True).analysis()
    assert len(parsed) == len(changed)
    assert files_read(watched.commands) == 0
    assert found.model.coverage.parsed == MODULES + 1
    large.git("checkout", "--quiet", ".")


def test_scl_01_a_repository_without_a_plan_is_looked_at_by_as_many_processes_however_many_files_it_has(
    tmp_path: Path,
) -> None:
    def processes(count: int) -> int:
        builder = RepoBuilder.create(tmp_path / str(count))
        files = {f"src/pkg/m{number}.py": f"from pkg import m{number + 1}\n" for number in range(count)}
        builder.commit("start", {"src/pkg/__init__.py": "", **files})
        watched = Watched(builder.root)
        assert watched.open().place().plan.source_roots == ("src",)
        return len(watched.commands)

    assert processes(300) == processes(2)


COMMITS, REFS = 20_000, 20_000


def long_history(builder: RepoBuilder) -> None:
    """Many commits and refs, of which afterwards only the refs and the last hundred commits are there.

    What looks at a lost commit fails, so whatever succeeds has not walked the history.
    """
    stream = ["blob\nmark :1\ndata 4\nold\n\n"]
    stream.extend(
        f"commit refs/heads/main\nmark :{number + 2}\ncommitter A <a@b> {number} +0000\ndata 2\nx\nM 100644 :1 old.txt\n\n"
        for number in range(COMMITS)
    )
    stream.extend(f"reset refs/tags/t{number}\nfrom :{number + 2}\n\n" for number in range(REFS))
    builder.git("fast-import", "--quiet", stdin="".join(stream).encode())
    builder.git("repack", "--quiet", "-a", "-d")
    builder.git("pack-refs", "--all")
    lost = list((builder.root / ".git/objects/pack").iterdir())
    recent = [
        f"commit refs/heads/main\ncommitter A <a@b> {COMMITS + number} +0000\ndata 2\nx\n"
        + ("from refs/heads/main^0\ndeleteall\n" if not number else "")
        + f"M 100644 inline new.txt\ndata 8\n{number:08}\n\n"
        for number in range(100)
    ]
    builder.git("fast-import", "--quiet", stdin="".join(recent).encode())
    builder.git("reset", "--quiet", "--hard")
    for path in lost:
        path.unlink()


def looks_back(command: Sequence[str]) -> int:
    """How many commits of the first-parent line a `git rev-list` walks at the most."""
    assert "--first-parent" in command
    if any(argument.startswith("^") for argument in command):
        return 0  # to where the campaign begins and no further: behind it nothing can be walked here
    given = dict(
        argument.split("=", 1) for argument in command if argument.startswith("--") and "=" in argument
    )
    return int(given["--skip"]) + int(given["--max-count"])


def test_scl_04_no_long_history_is_walked_and_no_refs_are_listed(tmp_path: Path) -> None:
    builder = RepoBuilder.create(tmp_path / "long")
    long_history(builder)
    assert builder.git("rev-list", "--count", "HEAD", check=False) == "", "walking all of it has to fail"
    builder.commit("the campaign begins", {**shop.FILES, "migration.toml": shop.PLAN})
    watched = Watched(builder.root)
    acts = Acts(watched.open())
    status_view(acts.campaign, acts)
    acts.confirm_trust()
    batch = next(batch for batch in acts.campaign.batches() if batch.phase == "paths")
    acts.land(batch.id, approve_all=True)
    watched.commands.clear()
    again = watched.open()
    status = status_view(again, Acts(again))
    assert status.landed == 1
    assert [entry.commit.subject for entry in Acts(again).history()] == ["Import Price from shop.prices only"]
    asked = {command[0] for command in watched.commands}
    assert not asked & {"for-each-ref", "fsck", "gc", "branch", "tag"}
    assert all(looks_back(command) <= MOST for command in watched.commands if command[0] == "rev-list")
    listed = [
        command for command in watched.commands if command[0] == "log" and ".." not in " ".join(command)
    ]
    assert all("--first-parent" in command for command in listed)
    assert len(os.fsencode(str(watched.commands))) < 50_000


USERS = 2_000


@pytest.mark.slow
def test_scl_02_two_thousand_files_are_planned_reviewed_and_landed_as_one_commit(tmp_path: Path) -> None:
    builder = RepoBuilder.create(tmp_path / "wide")
    users = {
        f"pkg/p{number // 100}/m{number}.py": "from pkg.face import Thing\n\nX = Thing\n"
        for number in range(USERS)
    }
    plan = '[campaign]\nname = "wide"\npackages = ["pkg"]\nbranch = "migration/wide"\n[[phase]]\nid = "paths"\nfinds = "import-paths"\n'
    files = {
        "migration.toml": plan,
        "pkg/__init__.py": "",
        "pkg/real.py": "class Thing: ...\n",
        "pkg/face.py": "from pkg.real import Thing\n\n__all__ = ['Thing']\n",
        "pkg/straight.py": "from pkg.real import Thing\n\nX = Thing\n",
        **users,
    }
    builder.commit("start", files)
    start = builder.git("rev-parse", "HEAD").strip()
    watched = Watched(builder.root)
    acts = Acts(watched.open())
    acts.confirm_trust()
    (batch,) = acts.campaign.batches()
    review = acts.campaign.review(batch.id)
    assert review.refused == ""
    assert len(review.whole.hunks) == USERS
    assert len(review.whole.shapes) == 1, "a person reads one shape, not 2,000 hunks"
    watched.commands.clear()
    landed, _ = acts.land(batch.id, approve_all=True)
    assert files_read(watched.commands) < 50, "files are read together, not one by one"
    assert builder.git("rev-list", "--count", f"{start}..{landed.commit}").strip() == "1"
    changed = builder.git("diff", "--name-only", start, landed.commit).split()
    assert len(changed) == USERS + 1  # and the record
    assert builder.git("grep", "-l", "pkg.face", landed.commit, "--", "pkg", check=False) == ""
