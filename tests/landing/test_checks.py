import sys
import threading
from pathlib import Path

import msgspec
import pytest

from migrator.errors import (
    BusyError,
    CancelledError,
    CheckFailedError,
    FlakyCheckError,
    MigratorError,
    RefusedError,
    UntrustedCommandError,
)
from migrator.git.door import Repository, open_repository
from migrator.git.refs import read_ref
from migrator.git.worktrees import worktrees
from migrator.landing.checks import known_results, run_checks
from migrator.landing.land import land
from migrator.landing.trust import commands_hash
from migrator.landing.values import CheckOutcome, CheckOutput, CheckResult, LandingEvent
from migrator.landing.verdicts import failures, verdict
from migrator.plan.values import Check
from migrator.processes import Outcome
from migrator.views.status import check_view
from tests.support.landings import CHANGE, REF, UNITTEST, prepared, request, silent, untidy
from tests.support.repositories import RepoBuilder, snapshot


def python(code: str, *, name: str = "check", timeout: float = 60) -> Check:
    return Check(name=name, run=(sys.executable, "-c", code), timeout=timeout)


def outcome(output: str, returncode: int = 0) -> Outcome:
    return Outcome(returncode=returncode, output=output.encode(), seconds=0.1)


@pytest.mark.parametrize(
    ("command", "output", "returncode", "expected"),
    [
        pytest.param("x", "fine", 0, CheckOutcome.GREEN, id="status 0 is green"),
        pytest.param("x", "bad", 1, CheckOutcome.RED, id="any other status is red"),
        pytest.param("x", "Ran 3 tests in 0.1s\n\nOK", 0, CheckOutcome.GREEN, id="unittest ran some"),
        pytest.param("x", "Ran 3 tests in 0.1s\n\nOK (skipped=1)", 0, CheckOutcome.GREEN, id="some skipped"),
        pytest.param(
            "x", "Ran 3 tests in 0.1s\n\nOK (skipped=3)", 0, CheckOutcome.HOLLOW, id="VER-04 all skipped"
        ),
        pytest.param(
            "x", "Ran 0 tests in 0.000s\n\nOK", 0, CheckOutcome.HOLLOW, id="VER-04 unittest found none"
        ),
        pytest.param(
            "x", "Ran 0 tests in 0.000s\n\nNO TESTS RAN", 5, CheckOutcome.HOLLOW, id="VER-04 unittest 3.12"
        ),
        pytest.param(
            "pytest", "no tests ran in 0.01s", 5, CheckOutcome.HOLLOW, id="VER-04 pytest found none"
        ),
        pytest.param(
            "pytest", "==== 3 skipped in 0.01s ====", 0, CheckOutcome.HOLLOW, id="VER-04 pytest skipped all"
        ),
        pytest.param("pytest", "1 passed, 3 skipped in 0.01s", 0, CheckOutcome.GREEN, id="pytest ran one"),
        pytest.param("pytest", "ERROR: usage", 4, CheckOutcome.UNRUNNABLE, id="pytest did not understand"),
        pytest.param("x", "not found", 127, CheckOutcome.UNRUNNABLE, id="VER-04 not found"),
        pytest.param(
            "python -m nope", "/p: No module named nope", 1, CheckOutcome.UNRUNNABLE, id="VER-04 no module"
        ),
    ],
)
def test_ver_04_only_proof_is_green(
    command: str, output: str, returncode: int, expected: CheckOutcome
) -> None:
    assert verdict(command.split(), outcome(output, returncode)) is expected


def test_failures_are_named_by_unittest_and_pytest() -> None:
    text = "FAIL: test_a (m.T.test_a)\nERROR: test_b (m.T.test_b)\nFAILED tests/t.py::test_c - boom\n"
    assert failures(outcome(text, 1)) == ("test_a (m.T.test_a)", "test_b (m.T.test_b)", "tests/t.py::test_c")


def test_failures_without_names_are_told_apart_by_their_output() -> None:
    assert failures(outcome("boom at 0x7f 0.12s", 1)) == failures(outcome("boom at 0x8a 0.34s", 1))
    assert failures(outcome("boom", 1)) != failures(outcome("crash", 1))


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("raise SystemExit(1)", id="fails"),
        pytest.param("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", id="kills itself"),
        pytest.param(
            "import shutil, os; shutil.rmtree(os.getcwd(), ignore_errors=True); raise SystemExit(1)",
            id="VER-08 deletes its folder",
        ),
        pytest.param(
            "import os; [os.unlink(f) for f in ('.git',)]; raise SystemExit(1)", id="VER-08 deletes .git"
        ),
        pytest.param(
            "import os; os.chdir('/'); open('/tmp/migrator-elsewhere', 'w').close(); raise SystemExit(1)",
            id="VER-08 goes elsewhere",
        ),
    ],
)
def test_ver_01_a_failed_verification_leaves_the_user_s_side_as_it_was(
    builder: RepoBuilder, code: str
) -> None:
    repo = prepared(builder)
    untidy(builder)
    before = snapshot(builder.root, ours="-")
    only_after = f"import pathlib\nif pathlib.Path('pkg/new.py').exists():\n    exec({code!r})"
    with pytest.raises(CheckFailedError, match="nothing landed"):
        land(repo, request(repo, checks=(python(only_after),)), silent)
    assert snapshot(builder.root, ours="-") == before
    assert len(worktrees(repo)) == 1
    Path("/tmp/migrator-elsewhere").unlink(missing_ok=True)
    assert land(repo, request(repo, checks=(UNITTEST,)), silent).commit


def test_ver_01_ver_06_a_check_that_takes_too_long_lands_nothing(builder: RepoBuilder) -> None:
    repo = prepared(builder)
    code = "import pathlib, time\nif pathlib.Path('pkg/new.py').exists(): print('partial', flush=True); time.sleep(60)"
    with pytest.raises(CheckFailedError, match="took too long") as caught:
        land(repo, request(repo, checks=(python(code, timeout=5),)), silent)
    assert "partial" in caught.value.detail
    assert read_ref(repo, REF) is None


def test_ver_01_a_cancelled_verification_lands_nothing(builder: RepoBuilder) -> None:
    repo = prepared(builder)
    before = snapshot(builder.root, ours="-")
    cancelled = threading.Event()

    def stop_when_it_runs(event: LandingEvent) -> None:
        if isinstance(event, CheckOutput):
            cancelled.set()

    code = "import time; print('begun', flush=True); time.sleep(60)"
    with pytest.raises(CancelledError) as caught:
        land(repo, request(repo, checks=(python(code),)), stop_when_it_runs, cancelled)
    assert caught.value.exit_code == 130
    assert snapshot(builder.root, ours="-") == before


def test_ver_02_imports_from_outside_the_worktree_make_a_run_hollow(builder: RepoBuilder) -> None:
    repo = prepared(builder)
    editable = builder.root.parent / "site"
    editable.mkdir()
    (editable / "pkg").symlink_to(builder.root / "pkg")
    shadowed = Check(name="shadowed", run=("./python", "tests/test_pkg.py"))
    wrapper = builder.root / "python"
    wrapper.write_text(f'#!/bin/sh\nPYTHONPATH={editable} exec {sys.executable} "$@"\n')
    wrapper.chmod(0o755)
    found = run_checks(repo, "HEAD", (shadowed,), silent, trusted=commands_hash((shadowed,), ()))
    assert [result.outcome for result in found] == [CheckOutcome.HOLLOW]
    assert "pkg comes from" in found[0].said


def test_ver_03_failures_of_the_base_do_not_count(builder: RepoBuilder) -> None:
    builder.commit(
        "red",
        {
            "tests/test_red.py": "import unittest\nclass R(unittest.TestCase):\n    def test_r(self):\n        self.fail()\n"
        },
    )
    repo = prepared(builder)
    landed = land(repo, request(repo, checks=(UNITTEST,)), silent)
    assert [(result.outcome, result.was_failing) for result in landed.checks] == [(CheckOutcome.RED, True)]
    assert any("as it did at the base" in line for line in landed.said)


def test_ver_03_a_new_failure_beside_old_ones_counts(builder: RepoBuilder) -> None:
    builder.commit(
        "red",
        {
            "tests/test_red.py": "import unittest\nclass R(unittest.TestCase):\n    def test_r(self):\n        self.fail()\n"
        },
    )
    repo = prepared(builder)
    with pytest.raises(CheckFailedError):
        land(repo, request(repo, {"pkg/a.py": b"VALUE = 0\n"}, checks=(UNITTEST,)), silent)


def test_ver_03_the_base_is_run_once_and_looked_up_afterwards(builder: RepoBuilder, tmp_path: Path) -> None:
    repo = prepared(builder)
    count = tmp_path / "count"
    code = f"open({str(count)!r}, 'a').write('x'); raise SystemExit('always red')"
    check = python(code)
    land(repo, request(repo, checks=(check,)), silent)
    assert len(count.read_text()) == 2
    land(repo, request(repo, {"pkg/a.py": b"VALUE = 3\n"}, batch="b2", checks=(check,)), silent)
    assert len(count.read_text()) == 3


def test_results_are_known_by_tree_afterwards(builder: RepoBuilder) -> None:
    repo = prepared(builder)
    landed = land(repo, request(repo, checks=(UNITTEST,)), silent)
    assert known_results(repo, landed.tree, (UNITTEST,)) == landed.checks
    assert known_results(repo, landed.tree, (python("pass"),)) == ()


@pytest.mark.parametrize("run", [("no-such-program",), (sys.executable, "-m", "no_such_module")])
def test_ver_16_a_base_that_cannot_be_checked_allows_only_static_landings(
    builder: RepoBuilder, run: tuple[str, ...]
) -> None:
    repo = prepared(builder)
    checks = (Check(name="cannot", run=run),)
    with pytest.raises(RefusedError, match="could not run, at the base too"):
        land(repo, request(repo, checks=checks), silent)
    landed = land(repo, request(repo, checks=checks, static_only=True), silent)
    assert any("static only" in line for line in landed.said)


def test_ver_13_stale_bytecode_makes_no_broken_import_green(builder: RepoBuilder) -> None:
    repo = prepared(builder)
    assert land(repo, request(repo, {"pkg/a.py": b"VALUE = 7\n"}, checks=(UNITTEST,)), silent).commit
    with pytest.raises(CheckFailedError):
        land(repo, request(repo, {"pkg/a.py": b"VALUF = 7\n"}, batch="b2", checks=(UNITTEST,)), silent)


def test_ver_10_checks_do_not_see_secrets(builder: RepoBuilder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_TOKEN", "secret")
    repo = prepared(builder)
    code = "import os; assert 'API_TOKEN' not in os.environ; assert not [n for n in os.environ if n.startswith('GIT_')]"
    assert land(repo, request(repo, CHANGE, checks=(python(code),)), silent).commit


def test_ver_07_the_whole_output_is_on_disk(builder: RepoBuilder) -> None:
    repo = prepared(builder)
    check = python("print('y' * 50000)")
    (result,) = run_checks(repo, "HEAD", (check,), silent, trusted=commands_hash((check,), ()))
    assert len(result.said) < 10_000
    assert Path(result.log).stat().st_size == 50_001


def fails_until(mark: Path, *, only: str = "pkg/new.py") -> Check:
    """Red the first time it sees a file of the change, green from then on."""
    return python(
        f"import pathlib, sys\nmark = pathlib.Path({str(mark)!r})\n"
        f"first = pathlib.Path({only!r}).exists() and not mark.exists()\n"
        "if first:\n    mark.touch()\nsys.exit('by chance' if first else 0)"
    )


def test_ver_12_a_check_that_is_red_once_and_then_green_is_flaky_and_lands_nothing(
    builder: RepoBuilder, tmp_path: Path
) -> None:
    repo = prepared(builder)
    check = fails_until(tmp_path / "mark")
    with pytest.raises(FlakyCheckError, match="flaky") as caught:
        land(repo, request(repo, checks=(check,)), silent)
    assert "by chance" in caught.value.detail
    assert "--accept-flaky" in caught.value.hint
    assert read_ref(repo, REF) is None


def test_ver_12_a_flaky_check_lands_where_that_is_accepted_and_stays_known_as_flaky(
    builder: RepoBuilder, tmp_path: Path
) -> None:
    repo = prepared(builder)
    check = fails_until(tmp_path / "mark")
    wanted = msgspec.structs.replace(request(repo, checks=(check,)), accept_flaky=True)
    landed = land(repo, wanted, silent)
    assert any("is flaky" in line and "accepted" in line for line in landed.said)
    (known,) = known_results(repo, landed.tree, (check,))
    assert (known.outcome, known.flaky) == (CheckOutcome.RED, True)
    assert check_view(known).result == "flaky"


def test_ver_12_a_check_that_is_red_twice_is_red(builder: RepoBuilder, tmp_path: Path) -> None:
    repo = prepared(builder)
    count = tmp_path / "count"
    code = f"import pathlib, sys\nif pathlib.Path('pkg/new.py').exists():\n    open({str(count)!r}, 'a').write('x')\n    sys.exit(1)"
    wanted = msgspec.structs.replace(request(repo, checks=(python(code),)), accept_flaky=True)
    with pytest.raises(CheckFailedError):
        land(repo, wanted, silent)
    assert count.read_text() == "xx"


IGNORED = {".gitignore": ".env\n.venv/\ntests/data/\n__pycache__/\n*.log\n"}


def with_ignored(builder: RepoBuilder) -> Repository:
    repo = prepared(builder)
    builder.commit("ignores", IGNORED)
    builder.write({".env": "KEY=1\n", ".venv/bin/tool": "x", "tests/data/big.bin": "data", "pkg/__pycache__/a.pyc": "x"})  # fmt: skip
    return repo


def test_ver_05_what_git_ignores_is_missing_in_the_worktree_and_is_listed(builder: RepoBuilder) -> None:
    repo = with_ignored(builder)
    check = python("import os, sys; sys.exit(os.path.exists('.env') or os.path.exists('tests/data'))")
    landed = land(repo, request(repo, checks=(check,)), silent)
    assert (
        "the checks ran without what git ignores: .env, .venv/, tests/data/ (`copies` of a check brings copies)"
        in landed.said
    )


def test_ver_05_a_check_that_fails_for_want_of_it_says_what_was_missing(builder: RepoBuilder) -> None:
    repo = with_ignored(builder)
    code = "import os, sys; sys.exit(os.path.exists('pkg/new.py') and not os.path.exists('.env'))"
    with pytest.raises(CheckFailedError) as caught:
        land(repo, request(repo, checks=(python(code),)), silent)
    assert "without what git ignores: .env" in caught.value.detail


def test_ver_05_configured_copies_are_made_and_what_a_suite_does_to_them_stays_in_the_worktree(
    builder: RepoBuilder,
) -> None:
    repo = with_ignored(builder)
    outside = builder.root.parent / "outside.txt"
    outside.write_text("mine")
    (builder.root / "tests/data/link").symlink_to(outside)
    code = (
        "import pathlib\nenv, data = pathlib.Path('.env'), pathlib.Path('tests/data/big.bin')\n"
        "assert env.read_text() == 'KEY=1\\n' and data.read_text() == 'data'\n"
        "assert not env.is_symlink() and not data.is_symlink() and not pathlib.Path('tests/data/link').exists()\n"
        "env.write_text('theirs'); data.unlink()"
    )
    check = msgspec.structs.replace(python(code), copies=(".env", "tests/data"))
    before = snapshot(builder.root, ours="-")
    landed = land(repo, request(repo, checks=(check,)), silent)
    assert (builder.root / ".env").read_text() == "KEY=1\n"
    assert (builder.root / "tests/data/big.bin").read_text() == "data"
    assert snapshot(builder.root, ours="-").status == before.status
    assert ".env" not in builder.git("ls-tree", "-r", "--name-only", landed.commit)
    assert (
        "the checks ran without what git ignores: .venv/ (`copies` of a check brings copies)" in landed.said
    )


@pytest.mark.parametrize(
    ("copies", "said"),
    [((".env2",), "is not in the checkout"), (("pkg/a.py",), "git has it"), (("away/x",), "through a link")],
    ids=["missing", "tracked", "through a link"],
)
def test_ver_05_a_copy_that_cannot_be_made_makes_the_check_unrunnable(
    builder: RepoBuilder, copies: tuple[str, ...], said: str
) -> None:
    repo = with_ignored(builder)
    (builder.root / "away").symlink_to(builder.root.parent)
    check = msgspec.structs.replace(python("pass"), copies=copies)
    (result,) = run_checks(repo, "HEAD", (check,), silent, trusted=commands_hash((check,), ()))
    assert result.outcome is CheckOutcome.UNRUNNABLE
    assert said in result.said


def test_inr_06_what_is_copied_is_part_of_what_is_confirmed(builder: RepoBuilder) -> None:
    repo = with_ignored(builder)
    check = python("pass")
    copying = msgspec.structs.replace(check, copies=(".env",))
    with pytest.raises(UntrustedCommandError, match="with copies of"):
        run_checks(repo, "HEAD", (copying,), silent, trusted=commands_hash((check,), ()))


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("pathlib.Path('../beside').write_text('x')", id="writes to the folder above"),
        pytest.param("pathlib.Path('inside').symlink_to(user)", id="links to the user's folder"),
        pytest.param("pathlib.Path('../inside').symlink_to(user)", id="links to it from the folder above"),
        pytest.param(
            "shutil.rmtree(here); here.symlink_to(user)", id="puts a link to it in place of its own folder"
        ),
        pytest.param(
            "up = here.parent; shutil.rmtree(up); user.joinpath(here.name).mkdir(); up.symlink_to(user)",
            id="puts a link to it in place of the folder above",
        ),
        pytest.param("shutil.rmtree(here / '.git', True); (here / '.git').unlink(missing_ok=True); (here / '.git').symlink_to(user)", id="links .git to it"),
    ],
)  # fmt: skip
def test_ver_08_clean_up_stays_in_our_folder_and_follows_no_link(
    builder: RepoBuilder, tmp_path: Path, code: str
) -> None:
    repo = prepared(builder)
    user = tmp_path / "theirs"
    user.mkdir()
    (user / "keep.txt").write_text("kept")
    script = f"import pathlib, shutil, sys\nhere, user = pathlib.Path.cwd(), pathlib.Path({str(user)!r})\nif pathlib.Path('pkg/new.py').exists():\n    {code}\n    sys.exit(1)"
    before = snapshot(builder.root, ours="-")
    with pytest.raises(MigratorError):
        land(repo, request(repo, checks=(python(script),)), silent)
    assert (user / "keep.txt").read_text() == "kept"
    assert snapshot(builder.root, ours="-") == before
    assert land(repo, request(repo, checks=(UNITTEST,)), silent).commit
    assert (user / "keep.txt").read_text() == "kept"
    assert not [path for path in user.rglob("*") if path.name == ".git"]


def test_ver_09_two_verifications_at_once_have_their_own_folders(
    builder: RepoBuilder, tmp_path: Path
) -> None:
    prepared(builder)
    builder.git("clone", "--quiet", str(builder.root), str(tmp_path / "clone"))
    seen = tmp_path / "seen"
    seen.mkdir()
    code = (
        "import os, pathlib, time, tempfile\n"
        f"seen = pathlib.Path({str(seen)!r})\n"
        "(seen / str(os.getpid())).write_text(f'{os.getcwd()}\\n{tempfile.gettempdir()}\\n{os.environ[\"PYTHONPYCACHEPREFIX\"]}')\n"
        "end = time.monotonic() + 60\n"
        "while len(list(seen.iterdir())) < 2:\n    assert time.monotonic() < end\n    time.sleep(0.05)"
    )
    check = python(code)
    results: list[CheckResult] = []

    def run_in(root: Path) -> None:
        found = run_checks(
            open_repository(root), "HEAD", (check,), silent, trusted=commands_hash((check,), ())
        )
        results.extend(found)

    threads = [threading.Thread(target=run_in, args=(root,)) for root in (builder.root, tmp_path / "clone")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [result.outcome for result in results] == [CheckOutcome.GREEN, CheckOutcome.GREEN]
    one, other = (path.read_text().split("\n") for path in seen.iterdir())
    assert not set(one) & set(other)


def test_ver_09_a_second_verification_in_the_same_repository_waits_or_is_refused(
    builder: RepoBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = prepared(builder)
    monkeypatch.setattr("migrator.landing.locks.PATIENCE_SECONDS", 0.2)
    refused: list[str] = []

    def land_too(event: LandingEvent) -> None:
        if isinstance(event, CheckOutput) and not refused:
            with pytest.raises(BusyError) as caught:
                run_checks(repo, "HEAD", (check,), silent, trusted=commands_hash((check,), ()))
            refused.append(caught.value.title)

    check = python("print('begun', flush=True)")
    assert land(repo, request(repo, checks=(check,)), land_too).commit
    assert refused == ["Another landing is under way in this repository"]
