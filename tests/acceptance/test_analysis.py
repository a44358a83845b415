"""What is found is exact, the same for everybody who asks, and says which files it is about."""

import itertools
import json
import os
import random
import sqlite3
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from migrator.campaign.acts import Acts
from migrator.campaign.adhoc import plan_canonical
from migrator.campaign.campaign import Campaign
from migrator.facts import pool, workers
from migrator.findings.values import Finding
from migrator.views.adhoc import ad_hoc_diff
from migrator.views.status import status_view
from migrator.wire.status import StatusView
from tests.acceptance.conftest import FILES
from tests.support.program import Program
from tests.support.repositories import Content, RepoBuilder

PLAN = '[campaign]\nname = "a"\npackages = ["pkg"]\nconsumers = ["tests"]\nsource-roots = ["src"]\n'
PATHS = '[[phase]]\nid = "paths"\nfinds = "import-paths"\n'


def phase(campaign: Campaign, phase_id: str) -> tuple[Finding, ...]:
    state = campaign.analysis().phase(phase_id)
    assert state is not None
    return state.remaining


def test_ana_01_fifty_seeded_cycles_are_told_apart_each_with_a_shortest_way_around(
    builder: RepoBuilder,
) -> None:
    chance = random.Random(50)  # noqa: S311  a seeded tree, no secret
    expected: set[tuple[str, ...]] = set()
    imports: dict[str, list[str]] = {}
    for number in range(50):
        members = [f"pkg.c{number:02}_{index}" for index in range(1 + number % 6)]
        for index, member in enumerate(members):
            imports[member] = [members[index - 1]]
        if len(members) > 3:  # a cycle in the cycle, and two that share an edge
            imports[members[0]].append(members[2])
            imports[members[3]].append(members[0])
        imports[members[0]].append(f"pkg.c{number + 1:02}_0")  # downwards only: closes nothing
        expected.add(tuple(members))
    imports["pkg.c50_0"] = []
    files: dict[str, Content] = {"pkg/__init__.py": ""}
    for module, others in imports.items():
        chance.shuffle(others)
        files[f"{module.replace('.', '/')}.py"] = "".join(f"import {other}\n" for other in others)
    builder.commit("start", files)
    campaign = Campaign.open(builder.root)
    findings = phase(campaign, "import-cycles")
    groups: dict[str, set[str]] = {}
    for finding in findings:
        groups.setdefault(finding.group, set()).update(finding.modules)
        way = finding.witness
        assert way[0] == way[-1]
        assert len(set(way)) == len(way) - 1
        assert all(there in imports[here] for here, there in itertools.pairwise(way))
        assert len(way) == shortest(imports, *way[:2])
    assert {tuple(sorted(modules)) for modules in groups.values()} == expected
    assert len(groups) == 50


def shortest(imports: Mapping[str, list[str]], start: str, second: str) -> int:
    """How many modules a shortest way from one over the next back to it names, its start twice."""
    level, length = {second}, 2
    while start not in level:
        level = {there for here in level for there in imports[here]}
        length += 1
    return length


PRINT = """
import sys
from pathlib import Path
from migrator.wire.encoding import to_pretty_json
from migrator.campaign.acts import Acts
from migrator.campaign.campaign import Campaign
from migrator.facts import pool, workers
from migrator.views.batches import batch_rows, batch_view
from migrator.views.findings import findings_view
from migrator.views.status import status_view
count = int(sys.argv[1])
workers._processors = lambda: count
workers.FEW = 20
pool._FILES_AT_ONCE = 2
if __name__ == "__main__":
    campaign = Campaign.open(Path(), use_cache=False)
    print(to_pretty_json(status_view(campaign, Acts(campaign))))
    print(to_pretty_json(findings_view(campaign)))
    for row in batch_rows(campaign)[:3]:
        print(to_pretty_json(batch_view(campaign, row.id, with_diff=True)))
"""


@pytest.mark.slow
def test_ana_02_ten_hash_seeds_and_1_4_or_16_workers_give_the_same_bytes(
    builder: RepoBuilder, program: Program, tmp_path: Path
) -> None:
    files = {
        f"pkg/m{number}.py": f"from pkg.m{(number + 1) % 20} import X{number}\nfrom pkg.face import Thing\nX{number} = 1\n"
        for number in range(40)
    }
    builder.commit("start", {**FILES, **files})
    (tmp_path / "show.py").write_text(PRINT)
    said = set()
    for seed in range(10):
        start = [sys.executable, "-P", str(tmp_path / "show.py")]
        ran = program.run(
            str({4: 4, 9: 16}.get(seed, 1)), cwd=builder.root, start=start, env={"PYTHONHASHSEED": str(seed)}
        )
        assert (ran.code, ran.err) == (0, "")
        said.add(ran.out)
    (out,) = said
    assert len(out) > 50_000


def test_ana_02_as_many_workers_are_started_as_are_asked_for(
    builder: RepoBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[object] = []
    start = pool._start

    def counted(limits: pool.Limits) -> pool._Worker:
        started.append(limits)
        return start(limits)

    monkeypatch.setattr(pool, "_start", counted)
    monkeypatch.setattr(workers, "is_native", lambda: False)
    monkeypatch.setattr(pool, "_FILES_AT_ONCE", 2)
    monkeypatch.setattr(workers, "FEW", 0)
    monkeypatch.setattr(workers, "_processors", lambda: 4)
    builder.commit(
        "start", {"pkg/__init__.py": "", **{f"pkg/m{number}.py": f"X = {number}\n" for number in range(20)}}
    )
    assert len(Campaign.open(builder.root, use_cache=False).analysis().model.facts) == 21
    assert len(started) == 4


def test_ana_03_every_way_to_a_definition_is_grouped_under_its_canonical_path_and_rewritten(
    builder: RepoBuilder,
) -> None:
    builder.commit(
        "start",
        {
            "migration.toml": PLAN + PATHS,
            "src/pkg/__init__.py": "from .a import Thing\n",
            "src/pkg/a.py": "class Thing: ...\n",
            "src/pkg/b.py": "from .a import Thing\n",
            "tests/direct.py": "from pkg.a import Thing\n",
            "tests/package.py": "from pkg import Thing\n",
            "tests/rooted.py": "from src.pkg.a import Thing\n",
            "tests/rooted_package.py": "import src.pkg as p\nX = p.Thing\n",
            "tests/rooted_star.py": "from src.pkg.a import *\nX = Thing\n",
        },
    )
    campaign = Campaign.open(builder.root)
    findings = phase(campaign, "paths")
    assert {finding.group for finding in findings} == {"pkg.a:Thing"}
    assert [finding.names[0] for finding in findings] == [
        "pkg:Thing",
        "src.pkg.a:Thing",
        "src.pkg:Thing",
    ]
    assert {site.path for finding in findings for site in finding.sites} == {
        "tests/package.py",
        "tests/rooted.py",
        "tests/rooted_package.py",
        "tests/rooted_star.py",
    }
    for finding in findings:
        assert "The canonical path is pkg.a:Thing: it is where the name is defined." in finding.evidence
    assert any("tests/rooted.py:1" in sentence for sentence in findings[1].evidence)
    diff = ad_hoc_diff(plan_canonical(campaign, "pkg.a:Thing"))
    for line in ("-from src.pkg.a import Thing\n+from pkg.a import Thing", "-X = p.Thing\n+X = a.Thing"):
        assert line in diff


def test_ana_03_a_name_that_the_file_behind_a_rooted_path_lacks_is_dead(builder: RepoBuilder) -> None:
    builder.commit(
        "start",
        {
            "migration.toml": PLAN,
            "src/pkg/__init__.py": "",
            "src/pkg/a.py": "X = 1\n",
            "tests/t.py": "from src.pkg.a import X, gone\nfrom src.other import theirs\n",
        },
    )
    analysis = Campaign.open(builder.root).analysis()
    assert [finding.id for finding in analysis.broken.findings] == ["dead-imports:src.pkg.a:gone"]
    assert ("tests.t", "pkg.a") in {(edge.importer, edge.imported) for edge in analysis.model.edges}


def test_ana_06_two_packages_of_one_name_are_not_mixed_and_the_second_is_listed(
    builder: RepoBuilder, program: Program
) -> None:
    plan = PLAN.replace('source-roots = ["src"]', 'source-roots = ["one", "two"]')
    builder.commit(
        "start",
        {
            "migration.toml": plan,
            "one/pkg/__init__.py": "",
            "one/pkg/a.py": "class A: ...\n",
            "two/pkg/__init__.py": "",
            "two/pkg/a.py": "class B: ...\n",
            "two/pkg/only.py": "class Only: ...\n",
            "tests/t.py": "from pkg.a import A\nfrom pkg.a import B\nfrom pkg.only import Only\n",
        },
    )
    analysis = Campaign.open(builder.root).analysis()
    assert [finding.id for finding in analysis.broken.findings] == [
        "dead-imports:pkg.a:B",
        "dead-imports:pkg.only:Only",
    ]
    shadowed = {problem.path: problem.reason for problem in analysis.model.coverage.skipped}
    assert [*shadowed] == ["two/pkg/__init__.py", "two/pkg/a.py", "two/pkg/only.py"]
    assert set(shadowed.values()) == {"one/pkg comes first on the import path as pkg"}
    assert "LEFT OUT     3 shadowed" in program.run("status", cwd=builder.root).out


def test_ana_07_the_view_is_stated_and_each_has_its_own_files(builder: RepoBuilder, program: Program) -> None:
    builder.commit("start", {**FILES, ".gitignore": "pkg/generated.py\n", "pkg/kept.py": "X = 1\n"})
    builder.write({"pkg/generated.py": "def (\n", "pkg/new.py": "Y = 1\n"})
    builder.git("rm", "--quiet", "--cached", "pkg/kept.py")  # gone from the index, still on disk
    builder.git("rm", "--quiet", "pkg/plain.py")
    on_disk = json.loads(program.run("status", "--json", "--working-tree", cwd=builder.root).out)
    committed = json.loads(program.run("status", "--json", cwd=builder.root).out)
    assert (on_disk["source"], committed["source"]) == ("the working tree", "HEAD")
    assert on_disk["analysed"]["files"] == committed["analysed"]["files"] == len(FILES) + 1
    assert on_disk["analysed"]["unparsable"] == []
    modules = Campaign.open(builder.root, working_tree=True).analysis().model.modules
    assert {"pkg.kept", "pkg.new"} <= set(modules)
    assert not {"pkg.plain", "pkg.generated"} & set(modules)
    assert any("they are not part of this (HEAD is)" in note for note in committed["notes"])


@pytest.mark.parametrize("working_tree", [False, True], ids=["commit", "working tree"])
def test_ana_07_an_import_of_an_ignored_generated_file_is_not_called_dead(
    builder: RepoBuilder,
    working_tree: bool,  # noqa: FBT001  a value of the table above
) -> None:  # fmt: skip
    builder.commit(
        "start",
        {
            **FILES,
            ".gitignore": "*_generated.py\n/pkg/built/\nlib/\n",
            "pkg/sub/.gitignore": "made.py\n",
            "pkg/sub/__init__.py": "",
            "pkg/lib/__init__.py": "",
            "pkg/user.py": "from pkg.api_generated import A\nfrom pkg.built.deep import B\nfrom pkg.sub import made\n"
            "from pkg.made import C\nfrom pkg.lib.gone import D\n",
        },
    )
    builder.git("add", "--force", "pkg/lib/__init__.py")
    builder.git("commit", "--quiet", "--amend", "--no-edit")
    analysis = Campaign.open(builder.root, working_tree=working_tree).analysis()
    assert [finding.id for finding in analysis.broken.findings] == [
        "dead-imports:pkg.lib.gone:D",
        "dead-imports:pkg.made:C",
    ]


def status(builder: RepoBuilder) -> StatusView:
    campaign = Campaign.open(builder.root, working_tree=True)
    view = status_view(campaign, Acts(campaign))
    for cache in (campaign.cache, campaign.answers):
        if cache is not None:
            cache.close()  # as it is when the process ends
    return view


def test_ana_08_an_edit_of_the_same_size_and_time_is_seen_by_a_cached_scan(builder: RepoBuilder) -> None:
    builder.commit("start", {**FILES, "pkg/user.py": "from pkg.real import Thing\n"})
    assert status(builder).broken.names == 0
    path = builder.root / "pkg/user.py"
    for text, broken in (("from pkg.real import Thong\n", 1), ("from pkg.real import Thing\n", 0)):
        before = path.stat()
        path.write_text(text)
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        assert status(builder).broken.names == broken


def overwritten(path: Path) -> None:
    path.write_bytes(b"no database at all" * 500)


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def of_an_older_schema(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE kept (key TEXT, content BLOB)")
    connection.close()


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("damage", [overwritten, truncated, of_an_older_schema, a_folder])
def test_ana_09_damaged_caches_are_rebuilt_or_bypassed_with_a_note_and_the_answer_is_the_same(
    builder: RepoBuilder, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    builder.commit("start", {**FILES, "pkg/bad.py": "def (\n"})
    first = status(builder)
    caches = list((tmp_path / "cache").glob("*.sqlite"))
    assert len(caches) == 2
    for path in caches:
        damage(path)
        for ending in ("-wal", "-shm"):
            path.with_name(path.name + ending).unlink(missing_ok=True)
    again = status(builder)
    assert again.notes
    assert all("cache" in note for note in again.notes)
    assert (again.analysed, again.broken, again.phases, again.start) == (
        first.analysed,
        first.broken,
        first.phases,
        first.start,
    )
