"""`migrator report`: Markdown on stdout or in a file, the same as one JSON value, and nothing of the repository in it does anything."""

import json
import re
from pathlib import Path

import msgspec

from migrator.progress.report import markdown
from migrator.wire.reports import ReportView
from tests.cli.conftest import PLAN, SMALL, Run
from tests.support.repositories import RepoBuilder, snapshot

BEFORE_COMMIT = "Nothing has landed yet"


def test_it_prints_the_report_and_ends_with_0_whatever_is_left(planned: RepoBuilder, run: Run) -> None:
    ran = run("report", cwd=planned.root)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("# Campaign small\n")
    assert BEFORE_COMMIT in ran.out
    assert run("report", cwd=planned.root).out == ran.out


def test_cfg_04_json_is_what_the_markdown_is_made_of(planned: RepoBuilder, run: Run) -> None:
    ran = run("report", "--json", cwd=planned.root)
    assert (ran.code, ran.err, ran.out.count("\n")) == (0, "", 1)
    view = msgspec.json.decode(ran.out, type=ReportView, strict=True)
    assert view.schema == 1
    assert markdown(view.report) == run("report", cwd=planned.root).out


def test_after_a_landing_it_tells_before_and_after(planned: RepoBuilder, run: Run) -> None:
    said = run("apply", "--phase", "broken", "--yes", cwd=planned.root).err
    (digest,) = set(re.findall(r"--trust (\w+)", said))
    assert run("apply", "--phase", "broken", "--yes", "--trust", digest, cwd=planned.root).code == 0
    report = json.loads(run("report", "--json", cwd=planned.root).out)["report"]
    assert report["start"] == planned.git("rev-parse", "main")
    assert report["phases"][0]["before"] == 1
    assert report["phases"][0]["after"] == 0
    assert "- measure: 1 → 0 dead names (goal 0)" in run("report", cwd=planned.root).out


def test_a_file_gets_the_same_text_and_nothing_else_is_touched(
    planned: RepoBuilder, run: Run, tmp_path: Path
) -> None:
    before = snapshot(planned.root)
    target = tmp_path / "out.md"
    target.write_text("older")
    target.chmod(0o640)
    ran = run("report", "-o", str(target), cwd=planned.root)
    assert (ran.code, ran.out) == (0, f"written to {target}\n")
    assert target.read_text() == run("report", cwd=planned.root).out
    assert target.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".out")] == []
    assert snapshot(planned.root) == before


def test_a_file_and_json_at_once_leave_stdout_to_the_json(
    planned: RepoBuilder, run: Run, tmp_path: Path
) -> None:
    ran = run("report", "--json", "-o", str(tmp_path / "out.md"), cwd=planned.root)
    assert json.loads(ran.out)["schema"] == 1
    assert (tmp_path / "out.md").read_text().startswith("# Campaign small\n")


def test_a_file_is_named_relative_to_the_repository_that_is_named(planned: RepoBuilder, run: Run) -> None:
    ran = run("-C", str(planned.root), "report", "-o", "REPORT.md", cwd=planned.root.parent)
    assert ran.code == 0
    assert (planned.root / "REPORT.md").is_file()


def test_a_file_that_cannot_be_is_refused_with_what_to_do(planned: RepoBuilder, run: Run) -> None:
    for place, said in ((".", "is a folder"), ("no/such/out.md", "There is no folder")):
        ran = run("report", "-o", place, cwd=planned.root)
        assert (ran.code, ran.out) == (2, "")
        assert said in ran.err
        assert "hint: " in ran.err


def test_tui_01_hostile_names_stay_text(run: Run, tmp_path: Path) -> None:
    builder = RepoBuilder.create(tmp_path / "evil")
    plan = PLAN.replace(
        'id = "cycles"', 'id = "cycles"\ntitle = "](https://evil.example) \\u001b[2J <b> | x"'
    )
    plan = plan.replace('name = "small"', 'name = "small"\nissue = "# DONE"')
    bad = b"app/caf\xe9 `](x)|.py".decode("utf-8", "surrogateescape")
    builder.commit(
        "start", SMALL | {"migration.toml": plan, bad: "x = (\n", "app/\x1b]52;c;eA==\x07.py": "y = (\n"}
    )
    ran = run("report", cwd=builder.root)
    assert ran.code == 0, ran.err
    assert not set(ran.out) & {"\x1b", "\x07"}
    assert "- issue: \\# DONE" in ran.out
    assert "`](https://evil.example)` \\x1b\\[2J" in ran.out.replace("\\\\", "\\")
    assert json.loads(run("report", "--json", cwd=builder.root).out)["report"]["unparsable"]


def test_outside_a_repository_it_is_refused(run: Run, tmp_path: Path) -> None:
    ran = run("report", cwd=tmp_path)
    assert (ran.code, ran.out) == (3, "")
