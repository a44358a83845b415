"""`init` as people meet it: what comes first, what a second run says, and that nothing runs unless it was asked for and confirmed."""

import json
import re
from pathlib import Path

import pytest

from migrator.plan.load import load_plan
from tests.cli.conftest import Run
from tests.support.repositories import RepoBuilder, snapshot


def test_what_is_broken_and_where_to_start_come_before_the_plan_and_fit_one_screen(
    unplanned: RepoBuilder, run: Run
) -> None:
    ran = run("init", cwd=unplanned.root)
    screen = ran.out.partition("\nwritten to ")[0].split("\n")
    assert ran.code == 0
    assert len(screen) <= 24
    assert max(map(len, screen)) <= 80
    headings = [line.partition("  ")[0] for line in screen if re.match("[A-Z]{4,}( [A-Z]+)?  ", line)]
    assert headings[:3] == ["BROKEN NOW", "START HERE", "PROOF"]
    assert "[[phase]]" not in ran.out


def test_the_batch_to_start_with_is_the_one_that_status_names_once_the_plan_is_committed(
    unplanned: RepoBuilder, run: Run
) -> None:
    said = json.loads(run("init", "--json", cwd=unplanned.root).out)["status"]["start"]
    unplanned.git("add", "migration.toml")
    unplanned.git("commit", "-q", "-m", "plan")
    assert json.loads(run("status", "--json", cwd=unplanned.root).out)["start"] == said
    assert said["lowers"] == {"broken": 1}


def test_a_dry_run_shows_the_plan_and_writes_nothing(unplanned: RepoBuilder, run: Run) -> None:
    before = snapshot(unplanned.root, ours="\0")
    ran = run("init", "--dry-run", cwd=unplanned.root)
    assert ran.code == 0
    assert "[[phase]]" in ran.out
    assert "nothing was written" in ran.out
    assert snapshot(unplanned.root, ours="\0") == before


def test_a_second_run_of_an_unchanged_plan_says_so_and_ends_with_0(unplanned: RepoBuilder, run: Run) -> None:
    run("init", cwd=unplanned.root)
    ran = run("init", cwd=unplanned.root)
    assert ran.code == 0
    assert "a new proposal would be the same" in ran.out


def test_a_second_run_shows_what_would_change_as_a_diff_and_ends_with_1(
    unplanned: RepoBuilder, run: Run
) -> None:
    run("init", cwd=unplanned.root)
    plan = unplanned.root / "migration.toml"
    plan.write_text(plan.read_text().replace('title = "No circular imports"', 'title = "Ours"'))
    text = plan.read_text()
    ran = run("init", cwd=unplanned.root)
    assert ran.code == 1
    assert '-title = "Ours"\n+title = "No circular imports"\n' in ran.out
    assert plan.read_text() == text


def test_a_plan_in_a_project_file_is_compared_by_what_it_says(unplanned: RepoBuilder, run: Run) -> None:
    text = "[tool.migrator.campaign]\nname = 'mine'\npackages = ['app']\n\n[tool.other]\nx = 1\n"
    unplanned.commit("plan", {"pyproject.toml": text})
    ran = run("init", cwd=unplanned.root)
    assert ran.code == 1
    assert '-name = "mine"\n+name = "small"\n' in ran.out
    assert "tool.other" not in ran.out
    assert (unplanned.root / "pyproject.toml").read_text() == text


def test_law_1_found_checks_run_only_where_asked_for_and_confirmed(
    unplanned: RepoBuilder, run: Run, tmp_path: Path
) -> None:
    mark = tmp_path / "ran"
    unplanned.commit("mark", {"app/__init__.py": f"open({str(mark)!r}, 'a').close()\n"})
    before = snapshot(unplanned.root, ours="refs/migrator/")
    asked = run("init", "--try-checks", cwd=unplanned.root)
    assert asked.code == 3
    assert "python -m unittest discover" in asked.err
    assert not mark.exists()
    assert not (unplanned.root / "migration.toml").exists()
    digest = asked.err.rpartition("--trust ")[2].strip()
    assert run("init", "--try-checks", "--trust", "0000", cwd=unplanned.root).code == 3
    assert run("init", "--dry-run", "--trust", digest, cwd=unplanned.root).code == 0
    assert not mark.exists()
    tried = run("init", "--try-checks", "--trust", digest, cwd=unplanned.root)
    assert tried.code == 0, tried.err
    assert mark.exists()
    assert snapshot(unplanned.root, ours="refs/migrator/").refs == before.refs
    text = (unplanned.root / "migration.toml").read_text()
    assert text.count(": green.\n[[check]]") == 2
    assert [check.name for check in load_plan(text.encode(), "migration.toml").checks] == ["tests", "imports"]


@pytest.mark.parametrize("line", ["It was not run", "`migrator init --try-checks` tries it."])
def test_what_was_not_run_says_so_and_how_to_try_it(unplanned: RepoBuilder, run: Run, line: str) -> None:
    assert line in json.loads(run("init", "--dry-run", "--json", cwd=unplanned.root).out)["text"]
