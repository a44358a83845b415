"""Hostile, old, new and unusual syntax: no file ends a run, none is skipped in silence, and none that was not understood is edited."""

import sys
from pathlib import Path

import pytest

from migrator.campaign.adhoc import plan_canonical, plan_move
from migrator.campaign.campaign import Campaign
from migrator.facts import workers
from migrator.facts.extract import LARGEST
from migrator.facts.reading import read_by_reference
from migrator.facts.values import Colour
from migrator.findings.values import Finding
from migrator.plan.values import ShimChoice
from tests.acceptance.conftest import FILES, Rewrite
from tests.support.program import Program
from tests.support.repositories import RepoBuilder

SITE = b"from pkg.face import Thing\n"
DEEP = {
    "3,000 parentheses": b"x = " + b"(" * 3_000 + b"1" + b")" * 3_000 + b"\n",
    "20,000 elif": b"if a: pass\n" + b"elif b: pass\n" * 20_000,
    "2,000 elif": b"if a: pass\n" + b"elif b: pass\n" * 2_000,
    "100,000 unary minus": b"x = " + b"-" * 100_000 + b"1\n",
    "a chain of 3,000 calls": b"x = a" + b".b()" * 3_000 + b"\n",
    "a sum of 50,000": b"x = " + b"1 + " * 50_000 + b"1\n",
    "3,000 lambdas": b"x = " + b"lambda: " * 3_000 + b"1\n",
}


@pytest.mark.usefixtures("reader")
@pytest.mark.parametrize("body", DEEP.values(), ids=DEEP)
def test_par_01_par_02_what_is_nested_too_deeply_is_listed_and_not_tried_again_by_the_plan(
    builder: RepoBuilder, rewrite: Rewrite, body: bytes
) -> None:
    change = rewrite({"pkg/deep.py": SITE + body})
    (problem,) = change.analysis.problems
    assert problem.path == "pkg/deep.py"
    assert "too deeply nested" in problem.reason
    ((path, reason),) = [(left.path, left.reason) for left in change.planned.left]
    assert (path, reason) == ("pkg/deep.py", f"not edited: {problem.reason}")
    assert (builder.root / "pkg/deep.py").read_bytes() == SITE + body
    assert (builder.root / "pkg/plain.py").read_bytes() == b"from pkg.real import Thing\n"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"x = " + b"(" * 190 + b"Thing" + b")" * 190 + b"\n", id="parentheses"),
        pytest.param(b"import pkg.face\nx = pkg.face.Thing" + b".b()" * 900 + b"\n", id="chain through the module"),
        pytest.param(b"if a: pass\n" + b"elif b: Thing\n" * 900, id="elif"),
        pytest.param(b"".join(b" " * depth + b"if x:\n" for depth in range(99)) + b" " * 99 + SITE, id="indentation"),
        pytest.param(b"def f(x: '" + b"-" * 30_000 + b"1') -> 'Thing': ...\n", id="an annotation in quotes"),
    ],
)  # fmt: skip
def test_par_01_what_is_nested_deeply_and_was_read_is_rewritten(
    builder: RepoBuilder, rewrite: Rewrite, body: bytes
) -> None:
    change = rewrite({"pkg/deep.py": SITE + body})
    assert change.analysis.problems == ()
    assert change.planned.left == ()
    rewritten = (SITE + body).replace(b"pkg.face", b"pkg.real")
    assert (builder.root / "pkg/deep.py").read_bytes() == rewritten


@pytest.mark.parametrize("native", ["1", "0"])
def test_par_01_the_program_lives_through_all_of_them_and_names_each(
    builder: RepoBuilder, program: Program, native: str
) -> None:
    deep = {f"pkg/deep{number}.py": SITE + body for number, body in enumerate(DEEP.values())}
    builder.commit("start", {**FILES, **deep})
    for command in (["status"], ["canonical", "pkg.real:Thing"]):
        ran = program.run(*command, cwd=builder.root, env={"MIGRATOR_NATIVE": native})
        assert ran.code in {0, 1}, ran.err
        assert all(
            any(path in line and "too deeply nested" in line for line in ran.out.split("\n")) for path in deep
        )


@pytest.mark.usefixtures("reader")
def test_src_12_huge_modules_are_never_given_to_python_s_parser_in_this_process(
    builder: RepoBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    here: list[int] = []

    def parsed_here(raw: bytes) -> bytes:
        here.append(len(raw))
        return read_by_reference(raw)

    monkeypatch.setattr(workers, "read_by_reference", parsed_here)
    files = {
        "pkg/line.py": b"DATA = '" + b"x" * 5_000_000 + b"'\n",
        "pkg/long.py": b"".join(b"x%d = %d\n" % (number, number) for number in range(100_000)),
        "pkg/huge.py": b"DATA = '" + b"x" * LARGEST + b"'\n",
    }
    builder.commit("start", {**FILES, **files})
    analysis = Campaign.open(builder.root).analysis()
    assert here == []
    assert [(problem.path, problem.reason) for problem in analysis.problems] == [
        ("pkg/huge.py", "larger than the limit of 8 MB")
    ]
    assert analysis.model.facts["pkg/long.py"].lines == 100_000
    assert analysis.model.facts["pkg/line.py"].lines == 1


def test_src_12_par_01_what_was_said_of_a_huge_or_deep_file_is_kept(
    builder: RepoBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    builder.commit(
        "start",
        {**FILES, "pkg/huge.py": b"#" * (LARGEST + 1), "pkg/deep.py": DEEP["a chain of 3,000 calls"]},
    )
    first = Campaign.open(builder.root).analysis().problems
    monkeypatch.setattr(workers, "read_in_workers", None)
    assert len(first) == 2
    assert Campaign.open(builder.root).analysis().problems == first


def test_par_03_one_bad_file_among_500_costs_no_edge_of_the_others(
    builder: RepoBuilder, program: Program
) -> None:
    files = {f"pkg/m{number}.py": f"from pkg import m{number + 1}\n" for number in range(498)}
    files["pkg/m498.py"] = "from pkg import m0\n"
    builder.commit("start", {"pkg/__init__.py": "", **files, "pkg/bad.py": "def broken(:\n"})
    model = Campaign.open(builder.root).analysis().model
    ring = tuple(sorted(f"pkg.m{number}" for number in range(499)))
    assert model.components([Colour.IMPORT_TIME]) == (ring,)
    out = program.run("status", cwd=builder.root).out
    assert "NOT READ     1 file of 501" in out
    assert "pkg/bad.py:1" in out


OTHER_PYTHONS = {
    "PAR-04 print": (b"print 'x'\n", "2"),
    "PAR-04 except with a comma": (b"try:\n    pass\nexcept E, e:\n    pass\n", "2"),
    "PAR-05 type statement": (b"type X = int\n", "3.12"),
    "PAR-05 template string": (b"x = t'{a}'\n", "3.14"),
    "PAR-05 lazy import": (b"lazy from pkg.face import Thing\n", "3.15"),
}


@pytest.mark.parametrize(("body", "version"), OTHER_PYTHONS.values(), ids=OTHER_PYTHONS)
def test_par_04_par_05_sources_of_another_python_are_listed_with_it_and_not_edited(
    builder: RepoBuilder, rewrite: Rewrite, body: bytes, version: str
) -> None:
    if version != "2" and sys.version_info >= tuple(map(int, version.split("."))):
        pytest.skip(f"this interpreter reads Python {version}, so nothing here is of another one")
    change = rewrite({"pkg/other.py": SITE + body})
    (problem,) = change.analysis.problems
    assert (problem.path, problem.needs_python) == ("pkg/other.py", version)
    (left,) = change.planned.left
    assert left.path == "pkg/other.py"
    assert f"needs Python {version} and cannot be verified here" in left.reason
    assert (builder.root / "pkg/other.py").read_bytes() == SITE + body


def test_par_07_a_cycle_hurts_by_when_its_imports_run(builder: RepoBuilder) -> None:
    kinds = {
        "plain": "from pkg.{0} import b\n",
        "tried": "try:\n    from pkg.{0} import b\nexcept ImportError:\n    b = None\n",
        "in_class": "class K:\n    from pkg.{0} import b\n",
        "matched": "match 1:\n    case 1:\n        from pkg.{0} import b\n",
        "late": "def f():\n    from pkg.{0} import b\n",
        "typed": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from pkg.{0} import b\n",
    }
    files = {"pkg/__init__.py": ""}
    for kind, text in kinds.items():
        files |= {
            f"pkg/{kind}/__init__.py": "",
            f"pkg/{kind}/a.py": text.format(kind),
            f"pkg/{kind}/b.py": f"import pkg.{kind}.a\n",
        }
    builder.commit("start", files)
    campaign = Campaign.open(builder.root)
    phase = campaign.analysis().phase("import-cycles")
    assert phase is not None

    def kinds_of(findings: tuple[Finding, ...]) -> set[str]:
        return {finding.modules[0].split(".")[1] for finding in findings}

    assert kinds_of(phase.remaining) == {"plain", "tried", "in_class", "matched"}
    deferred = tuple(
        finding for finding in phase.beside if finding.colour and finding.colour.value == "deferred"
    )
    assert kinds_of(deferred) == {"late"}
    assert "typed" not in kinds_of(phase.remaining + deferred)


def test_par_08_an_import_with_too_many_dots_is_reported_with_its_line(
    builder: RepoBuilder, program: Program
) -> None:
    builder.commit("start", {**FILES, "pkg/far.py": "from . import real\nfrom ... import x\n"})
    analysis = Campaign.open(builder.root).analysis()
    assert [(problem.path, problem.line) for problem in analysis.model.coverage.skipped] == [
        ("pkg/far.py", 2)
    ]
    assert "LEFT OUT     1 import" in program.run("status", cwd=builder.root).out


FORMS = {
    "star": (b"from pkg.face import *\nX = Thing\n", b"from pkg.face import *\nfrom pkg.real import Thing\nX = Thing\n"),
    "several names, one with as": (
        b"import pkg.face as f, os\nX = f.Thing\n",
        b"import pkg.real as real, os\nX = real.Thing\n",
    ),
    "joined by ;": (b"import os; from pkg.face import Thing; X = Thing\n", b"import os; from pkg.real import Thing; X = Thing\n"),
    "two ways at once": (
        b"import pkg.face\nfrom pkg import face\nX = pkg.face.Thing, face.Thing\n",
        b"import pkg.real\nfrom pkg import real\nX = pkg.real.Thing, real.Thing\n",
    ),
    "a star that goes through __all__ made at run time": (
        b"from pkg.made import *\nX = Thing\n",
        b"from pkg.made import *\nX = Thing\n",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("before", "after"), FORMS.values(), ids=FORMS)
def test_par_09_each_form_of_import_is_rewritten_right_or_left_working(
    builder: RepoBuilder, rewrite: Rewrite, tmp_path: Path, before: bytes, after: bytes
) -> None:
    made = "from pkg.real import *\n\n__all__ = [name for name in dir() if name[0].isupper()]\n"
    change = rewrite({"pkg/made.py": made, "use.py": before})
    assert not change.refused
    assert (builder.root / "use.py").read_bytes() == after
    check = "import runpy, pkg.real; X = runpy.run_path('use.py')['X']; assert pkg.real.Thing in (X if type(X) is tuple else (X,))"
    ran = Program.at_home(tmp_path / "home").run("-c", check, cwd=builder.root, start=[sys.executable])
    assert (ran.code, ran.err) == (0, "")


@pytest.mark.parametrize("name", ["class", "a-b", "c.d", "2nd"])
def test_par_10_a_file_that_cannot_be_imported_is_no_target(builder: RepoBuilder, name: str) -> None:
    builder.commit(
        "start", {**FILES, f"pkg/{name}.py": "from pkg.face import Thing\n\n__all__ = ['Thing']\n"}
    )
    campaign = Campaign.open(builder.root)
    assert not plan_canonical(campaign, "pkg.real:Thing").refused
    assert f"pkg/{name}.py" in campaign.analysis().model.facts
    assert plan_move(campaign, ["pkg.real:Thing"], f"pkg.{name}", ShimChoice.AUTO).refused
