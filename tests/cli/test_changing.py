import json
import re
from pathlib import Path

import msgspec
import pytest

from migrator.plan.load import load_plan
from tests.cli.conftest import Run
from tests.cli.test_reading import VIEWS
from tests.support.program import Ran
from tests.support.repositories import RepoBuilder, fsck, snapshot
from tests.support.schema import published


def trusted(planned: RepoBuilder, run: Run) -> str:
    """The hash that confirms the plan's commands, as the program itself says it."""
    said = run("apply", "--all", "--yes", cwd=planned.root).err
    found = re.search(r"--trust (\w+)", said)
    assert found is not None, said
    return found.group(1)


def batch_of(planned: RepoBuilder, run: Run, phase: str) -> str:
    rows = json.loads(run("batches", "--json", cwd=planned.root).out)["batches"]
    return str(next(row["id"] for row in rows if row["phase"] == phase))


def remaining(planned: RepoBuilder, run: Run) -> dict[str, int]:
    status = json.loads(run("status", "--json", cwd=planned.root).out)
    return {phase["id"]: phase["remaining"] for phase in status["phases"]}


def landed(planned: RepoBuilder, run: Run) -> Ran:
    return run(
        "apply", "--phase", "broken", "--yes", "--trust", trusted(planned, run), "--json", cwd=planned.root
    )


def test_cfg_03_a_dry_run_changes_nothing_whatever_the_command(planned: RepoBuilder, run: Run) -> None:
    assert landed(planned, run).code == 0
    planned.staged({"app/staged.py": "x = 1\n"}).write({"loose.txt": "y\n"})
    batch = batch_of(planned, run, "paths")
    before = snapshot(planned.root, ours="\0")
    git_dir = sorted(path for path in (planned.root / ".git").rglob("*"))
    for arguments in (
        ["apply", "--all"],
        ["apply", batch],
        ["apply", "--phase", "paths"],
        ["undo"],
        ["keep", "import-cycles:app.one>app.two", "--reason", "x"],
        ["follow"],
        ["recover"],
        ["sync", "--push"],
        ["init"],
        ["move", "app.two:Two", "app.three"],
        ["canonical", "app.two:Two"],
    ):
        ran = run(*arguments, "--dry-run", cwd=planned.root)
        assert ran.code == (1 if arguments == ["init"] else 0), (
            arguments,
            ran.err,
        )  # a proposal would differ
        assert snapshot(planned.root, ours="\0") == before, arguments
        after = sorted(path for path in (planned.root / ".git").rglob("*"))
        assert after == git_dir, arguments


def test_inr_06_nothing_of_the_plan_runs_before_its_commands_were_confirmed(
    planned: RepoBuilder, run: Run, tmp_path: Path
) -> None:
    mark = tmp_path / "ran"
    plan = (planned.root / "migration.toml").read_text()
    planned.commit("evil", {"migration.toml": re.sub(r"run = .*", f"run = ['touch', '{mark}']", plan)})
    before = snapshot(planned.root, ours="\0")
    ran = run("apply", "--all", "--yes", cwd=planned.root)
    assert ran.code == 3
    assert f"touch {mark}" in ran.err
    assert run("apply", "--all", "--yes", "--trust", "0000", cwd=planned.root).code == 3
    assert not mark.exists()
    assert snapshot(planned.root, ours="\0") == before


def test_a_batch_lands_as_one_commit_on_the_campaigns_branch_and_the_checkout_stays(
    planned: RepoBuilder, run: Run
) -> None:
    planned.staged({"app/staged.py": "x = 1\n"}).write({"loose.txt": "y\n"})
    before = snapshot(planned.root, ours="refs/heads/migration/")
    ran = landed(planned, run)
    assert ran.code == 0, ran.err
    view = msgspec.json.decode(ran.out, type=VIEWS["apply"])
    assert snapshot(planned.root, ours="refs/heads/migration/") == before
    assert planned.git("rev-list", "--count", "main..migration/small") == "1"
    assert view.landed[0].commit == planned.git("rev-parse", "migration/small")
    assert [check.result for check in view.landed[0].checks] == ["green"]
    assert remaining(planned, run)["broken"] == 0
    fsck(planned.root)


def test_an_undo_brings_the_finding_back_and_both_are_in_the_history(planned: RepoBuilder, run: Run) -> None:
    landed(planned, run)
    hash_ = re.search(r"--trust (\w+)", run("undo", cwd=planned.root).err)
    assert hash_ is not None
    ran = run("undo", "--trust", hash_.group(1), cwd=planned.root)
    assert ran.code == 0, ran.err
    assert remaining(planned, run)["broken"] == 1
    history = json.loads(run("history", "--json", cwd=planned.root).out)["commits"]
    assert [commit["state"] for commit in history] == ["undo", "undone"]
    assert run("undo", "--trust", hash_.group(1), cwd=planned.root).code == 3


def test_a_keep_is_committed_to_the_plan_with_its_reason(planned: RepoBuilder, run: Run) -> None:
    ran = run(
        "keep", "import-paths:app.facade:Two", "--reason", 'public "API"', "--owner", "core", cwd=planned.root
    )
    assert ran.code == 0, ran.err
    text = planned.git("show", "migration/small:migration.toml")
    assert text.startswith("# ours\n[campaign]")
    (keep,) = next(phase.keeps for phase in load_plan(text.encode(), "migration.toml").phases if phase.keeps)
    assert (keep.finding, keep.reason, keep.owner) == ("import-paths:app.facade:Two", 'public "API"', "core")
    assert (
        'kept, because: public "API"' in run("explain", "import-paths:app.facade:Two", cwd=planned.root).out
    )


def test_a_keep_without_a_reason_is_wrong_usage(planned: RepoBuilder, run: Run) -> None:
    assert run("keep", "import-paths:app.facade:Two", "--reason", " ", cwd=planned.root).code == 2


def test_without_yes_and_without_a_terminal_nothing_lands(planned: RepoBuilder, run: Run) -> None:
    before = snapshot(planned.root, ours="\0")
    ran = run("apply", "--all", cwd=planned.root)
    assert (ran.code, ran.out) == (2, "")
    assert "--yes" in ran.err
    assert snapshot(planned.root, ours="\0") == before


def test_cfg_06_a_failing_check_is_status_4_and_nothing_lands(planned: RepoBuilder, run: Run) -> None:
    plan = (planned.root / "migration.toml").read_text()
    guard = "import pathlib, sys; sys.exit('app.gone' not in pathlib.Path('app/late.py').read_text())"
    planned.commit(
        "guard", {"migration.toml": re.sub(r"run = .*", f'run = ["python", "-c", "{guard}"]', plan)}
    )
    before = snapshot(planned.root, ours="\0")
    ran = run("apply", "--phase", "broken", "--yes", "--trust", trusted(planned, run), cwd=planned.root)
    assert ran.code == 4, ran.out + ran.err
    assert "not landed" in ran.out
    assert snapshot(planned.root, ours="refs/migrator/").refs == before.refs


def test_cfg_03_init_writes_a_plan_only_where_there_is_none(unplanned: RepoBuilder, run: Run) -> None:
    shown = json.loads(run("init", "--dry-run", "--json", cwd=unplanned.root).out)
    assert not (unplanned.root / "migration.toml").exists()
    written = json.loads(run("init", "--json", cwd=unplanned.root).out)
    text = (unplanned.root / "migration.toml").read_text()
    assert (shown["text"], shown["written"], written["text"], written["written"]) == (text, False, text, True)
    again = json.loads(run("init", "--json", cwd=unplanned.root).out)
    assert (again["exists"], again["written"], again["difference"]) == (True, False, "")
    assert (unplanned.root / "migration.toml").read_text() == text


def test_a_written_plan_is_commented_loads_and_finds_the_same(unplanned: RepoBuilder, run: Run) -> None:
    before = json.loads(run("status", "--json", cwd=unplanned.root).out)["phases"]
    run("init", "--scope", "app", cwd=unplanned.root)
    text = (unplanned.root / "migration.toml").read_text()
    plan = load_plan(text.encode(), "migration.toml")
    assert [check.name for check in plan.checks] == ["tests", "imports"]
    assert plan.branch == "migration/small"
    assert "# 2 findings: 2 cyclic imports" in text
    unplanned.git("add", "migration.toml")
    unplanned.git("commit", "-q", "-m", "plan")
    after = json.loads(run("status", "--json", cwd=unplanned.root).out)["phases"]
    by_kind = {phase["finds"]: phase["remaining"] for phase in after}
    assert {phase["finds"]: phase["remaining"] for phase in before}.items() <= by_kind.items()
    assert by_kind["checks"] == 2


def test_init_refuses_a_scope_that_is_not_there_and_a_repository_without_python(
    unplanned: RepoBuilder, run: Run, tmp_path: Path
) -> None:
    assert run("init", "--scope", "ap", cwd=unplanned.root).code == 2
    empty = RepoBuilder.create(tmp_path / "empty")
    empty.commit("start", {"readme.md": "x"})
    ran = run("init", cwd=empty.root)
    assert ran.code == 3
    assert "No Python package" in ran.err


@pytest.mark.parametrize("option", [[], ["--dry-run"]], ids=["by default", "dry run"])
def test_canonical_prints_a_diff_and_writes_nothing(
    planned: RepoBuilder, run: Run, option: list[str]
) -> None:
    before = snapshot(planned.root, ours="\0")
    ran = run("canonical", "app.two:Two", *option, cwd=planned.root)
    assert ran.code == 0, ran.err
    assert "-from app.facade import Two\n+from app.two import Two" in ran.out
    assert snapshot(planned.root, ours="\0") == before


def test_canonical_writes_to_the_working_tree_where_told_to(planned: RepoBuilder, run: Run) -> None:
    assert run("canonical", "app.two:Two", "--write", cwd=planned.root).code == 0
    assert (planned.root / "app/user.py").read_text() == "from app.two import Two\n\nVALUE = Two\n"
    assert planned.git("rev-list", "--count", "--all") == "2"


def test_a_path_that_reaches_nothing_is_wrong_usage(planned: RepoBuilder, run: Run) -> None:
    assert run("canonical", "app.two:Nothing", cwd=planned.root).code == 2
    assert run("canonical", "app.two", cwd=planned.root).code == 2


def test_a_red_batch_is_bisected_and_the_command_that_is_printed_lands_the_rest(
    planned: RepoBuilder, run: Run
) -> None:
    text = (planned.root / "migration.toml").read_text()
    code = "import sys; sys.exit('app.two' in open('app/user.py').read())"
    check = 'run = ["python", "-m", "unittest", "discover", "-s", "tests"]'
    planned.commit("against one file", {"migration.toml": text.replace(check, f'run = ["python", "-c", "{code}"]'), "app/more.py": "from app.facade import Two\n\nMORE = Two\n"})  # fmt: skip
    digest, batch = trusted(planned, run), batch_of(planned, run, "paths")
    ran = run("bisect", batch, "--yes", "--trust", digest, "--json", cwd=planned.root)
    assert ran.code == 1, ran.err
    assert "24 times at the most" in ran.err
    view = json.loads(ran.out)
    published("bisect").validate(view)
    assert [site["path"] for culprit in view["culprits"] for site in culprit["sites"]] == ["app/user.py"]
    lines = run("bisect", batch, "--yes", "--trust", digest, cwd=planned.root).out.splitlines()
    assert lines[-2:] == ["the rest is green; it lands with:", f"  {view['command']}"]
    done = run(*view["command"].split()[1:], "--trust", digest, cwd=planned.root)
    assert done.code == 0, done.err
    assert "app.facade" in planned.git("show", "migration/small:app/user.py")
    assert "app.two" in planned.git("show", "migration/small:app/more.py")
