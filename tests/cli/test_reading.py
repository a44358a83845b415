import json
import runpy
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.cli.conftest import PLAN, SMALL, Run
from tests.support.program import PROJECT
from tests.support.repositories import RepoBuilder

SCHEMA = runpy.run_path(str(PROJECT / "docs" / "make_schema.py"))
VIEWS: dict[str, Any] = SCHEMA["COMMANDS"]


def test_cfg_04_the_shipped_schema_is_that_of_the_values() -> None:
    shipped = (PROJECT / "docs" / "json-schema.json").read_text()
    assert shipped == SCHEMA["schema_text"](), "run: python docs/make_schema.py"


@pytest.mark.parametrize(
    "arguments",
    [
        ["status"],
        ["findings"],
        ["findings", "--phase", "paths"],
        ["explain", "dead-imports:app.gone:Two"],
        ["batches"],
        ["history"],
        ["history", "--measures"],
        ["init"],
        ["apply", "--all", "--dry-run"],
        ["canonical", "app.two:Two"],
        ["recover"],
        ["plugins"],
    ],
    ids=" ".join,
)
def test_cfg_04_json_is_one_value_of_the_schema_and_nothing_else_is_on_stdout(
    planned: RepoBuilder, run: Run, arguments: list[str]
) -> None:
    ran = run(*arguments, "--json", cwd=planned.root)
    assert ran.code in {0, 1}, ran.err
    view = VIEWS["apply --dry-run" if arguments[0] == "apply" else arguments[0]]
    msgspec.json.decode(ran.out, type=view, strict=True)
    assert ran.out.count("\n") == 1
    assert ran.err == ""


def test_cfg_04_the_keys_that_scripts_rely_on_are_there(planned: RepoBuilder, run: Run) -> None:
    status = json.loads(run("status", "--json", cwd=planned.root).out)
    assert status["schema"] == 1
    assert status["commit"] == planned.git("rev-parse", "HEAD")
    assert {"id", "title", "finds", "remaining", "kept", "state"} <= set(status["phases"][0])
    assert {"files", "parsed", "unparsable", "skipped"} <= set(status["analysed"])
    findings = json.loads(run("findings", "--json", cwd=planned.root).out)
    keys = {"id", "phase", "kind", "tier", "title", "modules", "names", "evidence", "recipes"}
    assert all(keys <= set(finding) for finding in findings["findings"])
    cycles = [finding for finding in findings["findings"] if finding["kind"] == "import-cycles"]
    assert {finding["colour"] for finding in cycles} == {"import-time"}
    assert all(finding["witness"][0] == finding["witness"][-1] for finding in cycles)


def test_cfg_02_without_a_plan_every_package_is_looked_at_and_that_is_said(
    unplanned: RepoBuilder, run: Run
) -> None:
    ran = run("status", cwd=unplanned.root)
    assert "no plan file: default phases over every package found" in ran.out
    assert "scope app" in ran.out
    status = json.loads(run("status", "--json", cwd=unplanned.root).out)
    assert [phase["finds"] for phase in status["phases"]] == ["dead-imports", "import-cycles", "import-paths"]
    assert [phase["remaining"] for phase in status["phases"]] == [1, 2, 2]
    assert status["plan"] == ""


def test_cfg_06_reading_says_by_its_status_whether_there_is_work(
    planned: RepoBuilder, run: Run, tmp_path: Path
) -> None:
    assert [
        run(command, cwd=planned.root).code for command in ("status", "findings", "batches", "history")
    ] == [1, 1, 0, 0]
    clean = RepoBuilder.create(tmp_path / "clean")
    clean.commit("start", {"app/__init__.py": "X = 1\n"})
    assert [run(command, cwd=clean.root).code for command in ("status", "findings")] == [0, 0]


def test_a_repository_is_named_by_option_by_argument_or_by_being_in_it(
    planned: RepoBuilder, run: Run
) -> None:
    root, parent = planned.root, planned.root.parent
    ways = [
        run("status", cwd=root),
        run("status", cwd=root / "app"),
        run("-C", str(root), "status", cwd=parent),
        run("status", str(root), cwd=parent),
        run("-C", str(parent), "status", root.name, cwd=Path("/")),
    ]
    assert {way.out for way in ways} == {ways[0].out}
    assert "BROKEN NOW   1 name does not resolve" in ways[0].out


def test_cfg_06_outside_a_repository_reading_is_refused_with_what_to_do(run: Run, tmp_path: Path) -> None:
    for arguments in (["status"], ["status", "--json"], ["batches"], ["apply", "--all", "--yes"]):
        ran = run(*arguments, cwd=tmp_path)
        assert (ran.code, ran.out) == (3, "")
        assert "is not in a git repository" in ran.err
        assert "hint: " in ran.err


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        (
            PLAN.replace("finds", "find", 1),
            "migration.toml:10: unknown key 'find' in [[phase]]; did you mean 'finds'?",
        ),
        ("version = 9\n" + PLAN, "migration.toml:1: the plan has version 9"),
        ("\ufeff" + PLAN, "migration.toml:1: the file starts with a byte order mark"),
        ("[campaign\n", "migration.toml:1: "),
    ],
    ids=["cfg-01 key", "cfg-07 version", "cfg-01 bom", "cfg-01 toml"],
)
def test_cfg_01_a_plan_that_cannot_be_read_is_status_2_with_file_and_line(
    unplanned: RepoBuilder, run: Run, plan: str, said: str
) -> None:
    unplanned.write({"migration.toml": plan})
    for arguments in (["status"], ["findings", "--json"], ["apply", "--all", "--yes"]):
        ran = run(*arguments, cwd=unplanned.root)
        assert (ran.code, ran.out) == (2, ""), ran.err
        assert said in ran.err


def test_what_is_not_there_is_said_with_how_to_find_what_is(planned: RepoBuilder, run: Run) -> None:
    for arguments, hint in (
        (["explain", "x"], "migrator findings"),
        (["show", "x"], "migrator batches"),
        (["findings", "--phase", "x"], "it has broken, cycles, paths"),
        (["apply", "--phase", "x", "--yes"], "it has broken, cycles, paths"),
    ):
        ran = run(*arguments, cwd=planned.root)
        assert (ran.code, ran.out) == (2, "")
        assert hint in ran.err


def test_evidence_names_file_and_line(planned: RepoBuilder, run: Run) -> None:
    out = run("explain", "dead-imports:app.gone:Two", cwd=planned.root).out
    assert "app/late.py:2" in out
    assert "Closed by batch" in out


def test_a_batch_shows_its_shapes_proofs_effect_and_diff(planned: RepoBuilder, run: Run) -> None:
    rows = json.loads(run("batches", "--json", cwd=planned.root).out)["batches"]
    batch = next(row["id"] for row in rows if row["phase"] == "broken")
    out = run("show", batch, "--diff", cwd=planned.root).out
    for part in (
        "Shapes (1 hunk):",
        "Proofs:",
        "Effect:",
        "-    from app.gone import Two",
        "+    from app.two import Two",
    ):
        assert part in out
    assert "diff --git" not in run("show", batch, cwd=planned.root).out


HOSTILE = "\x1b]52;c;eA==\x07"


def test_tui_01_names_and_sources_of_the_repository_do_not_reach_the_terminal_raw(
    run: Run, tmp_path: Path
) -> None:
    builder = RepoBuilder.create(tmp_path / "evil")
    plan = PLAN.replace('name = "tests"', 'name = "t\\u001b[31m\\u009b"').replace(
        'id = "cycles"', 'id = "cycles"\ntitle = "\\u001b[2J"'
    )
    builder.commit(
        f"start {HOSTILE}",
        SMALL
        | {
            "migration.toml": plan,
            f"app/bad{HOSTILE}.py": "x = (\n",
            "app/src.py": f"import app.gone  # {HOSTILE}\n",
        },
    )
    builder.git("update-ref", "refs/heads/x", "HEAD")
    for arguments in (
        ["status"],
        ["findings"],
        ["batches"],
        ["apply", "--all", "--dry-run"],
        ["apply", "--all", "--yes"],
        ["init"],
    ):
        ran = run(*arguments, cwd=builder.root)
        assert ran.code in {0, 1, 3}, ran.err
        assert not set(ran.out + ran.err) & {"\x1b", "\x07", "\x9b"}, arguments


def test_tui_02_markup_in_the_repository_is_text(run: Run, tmp_path: Path) -> None:
    builder = RepoBuilder.create(tmp_path / "markup")
    builder.commit(
        "start", SMALL | {"migration.toml": PLAN, "app/[red].py": "x = (\n", "app/[/nope].py": "y = (\n"}
    )
    out = run("status", cwd=builder.root).out
    assert "app/[red].py:1" in out


def test_fsy_08_a_file_name_that_is_not_utf8_is_shown_escaped_and_json_stays_valid(
    run: Run, tmp_path: Path
) -> None:
    builder = RepoBuilder.create(tmp_path / "bytes")
    name = b"app/caf\xe9.py".decode("utf-8", "surrogateescape")
    builder.commit("start", SMALL | {"migration.toml": PLAN, name: "x = (\n"})
    assert "caf\\xe9.py" in run("status", cwd=builder.root).out
    status = json.loads(run("status", "--json", cwd=builder.root).out)
    assert "caf\\xe9.py" in status["analysed"]["unparsable"][0]["path"]


@pytest.mark.parametrize(
    "env", [{"NO_COLOR": "1"}, {"TERM": "dumb"}, {}], ids=["NO_COLOR", "TERM=dumb", "no terminal"]
)
def test_tui_04_output_that_no_terminal_reads_is_plain(
    planned: RepoBuilder, run: Run, env: dict[str, str]
) -> None:
    for arguments in (["status"], ["canonical", "app.two:Two"]):
        assert "\x1b" not in run(*arguments, cwd=planned.root, env=env).out


@pytest.mark.parametrize("env", [{}, {"TERM": "dumb"}], ids=["no terminal", "TERM=dumb"])
def test_tui_04_the_dashboard_refuses_politely_where_there_is_no_terminal(
    planned: RepoBuilder, run: Run, env: dict[str, str]
) -> None:
    ran = run(cwd=planned.root, env=env)
    assert (ran.code, ran.out) == (2, "")
    assert "terminal" in ran.err
    assert "migrator status" in ran.err
    assert "Traceback" not in ran.err
