"""The built-in check of imports: every module by itself, before and after, and only what could be imported before counts."""

import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from migrator.errors import CheckFailedError, RefusedError, UntrustedCommandError
from migrator.git.door import Repository
from migrator.git.refs import read_ref
from migrator.landing import imports
from migrator.landing.checks import run_checks
from migrator.landing.imports import modules_of, new_failures
from migrator.landing.land import land
from migrator.landing.trust import commands_hash
from migrator.landing.values import CheckOutcome, CheckResult, Landed
from migrator.plan.values import Check, Imports
from tests.support.landings import REF, prepared, request, silent
from tests.support.repositories import RepoBuilder

IMPORTS = Check("imports", (sys.executable,), timeout=60, imports=Imports(packages=("pkg",)))
WANTS_MORE = "import nowhere_to_be_found\n"


def checked(repo: Repository, check: Check = IMPORTS) -> CheckResult:
    (result,) = run_checks(repo, "HEAD", (check,), silent, trusted=commands_hash((check,), ()))
    return result


def landed(repo: Repository, changes: Mapping[str, bytes | None], check: Check = IMPORTS) -> Landed:
    return land(repo, request(repo, changes, checks=(check,)), silent)


def with_files(builder: RepoBuilder, files: Mapping[str, str]) -> Repository:
    repo = prepared(builder)
    builder.commit("more", files)
    return repo


def test_green_where_every_module_can_be_imported(builder: RepoBuilder) -> None:
    result = checked(prepared(builder))
    assert (result.outcome, result.said) == (CheckOutcome.GREEN, "all 3 modules can be imported")
    assert result.command[1:] == ("-c", "import every module of pkg")


def test_a_module_that_cannot_be_imported_any_more_stops_the_batch_and_is_named_with_its_error(
    builder: RepoBuilder,
) -> None:
    repo = prepared(builder)
    with pytest.raises(CheckFailedError) as caught:
        landed(repo, {"pkg/a.py": b"OTHER = 1\n"})
    assert "1 cannot be imported, and could be at the base" in caught.value.detail
    assert "pkg.b: ImportError: cannot import name 'VALUE' from 'pkg.a'" in caught.value.detail
    assert read_ref(repo, REF) is None


def test_ver_03_a_module_that_could_not_be_imported_before_does_not_count(builder: RepoBuilder) -> None:
    repo = with_files(builder, {"pkg/optional.py": WANTS_MORE})
    result = landed(repo, {"pkg/a.py": b"VALUE = 2\n", "pkg/optional.py": b"import also_nowhere\n"})
    (check,) = result.checks
    assert (check.outcome, check.was_failing) == (CheckOutcome.RED, True)
    assert "imports fails as it did at the base" in result.said


def test_only_what_is_new_is_named(builder: RepoBuilder) -> None:
    repo = with_files(builder, {"pkg/optional.py": WANTS_MORE})
    with pytest.raises(CheckFailedError) as caught:
        landed(repo, {"pkg/a.py": b"OTHER = 1\n"})
    assert "pkg.b" in caught.value.detail
    assert "optional" not in caught.value.detail


def test_a_new_module_that_cannot_be_imported_counts(builder: RepoBuilder) -> None:
    with pytest.raises(CheckFailedError, match="imports"):
        landed(prepared(builder), {"pkg/new.py": b"import nowhere_to_be_found\n"})


def test_a_module_at_a_new_place_may_fail_as_the_old_one_did(builder: RepoBuilder) -> None:
    repo = with_files(builder, {"pkg/optional.py": WANTS_MORE})
    assert landed(repo, {"pkg/optional.py": None, "pkg/moved.py": WANTS_MORE.encode()}).commit


def test_a_module_of_the_base_may_not_fail_as_another_one_did() -> None:
    found = new_failures(["a: E: x", "b: E: x", "c: E: x"], ["a: E: x"], ["a", "b"])
    assert found == ("b: E: x",)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("raise SystemExit(0)\n", "SystemExit: 0"),
        ("import os\nos._exit(3)\n", "ended with status 3"),
        ("import os\nos.abort()\n", "ended by signal 6"),
        ("x = (\n", "SyntaxError: '(' was never closed"),
        ("class E(Exception):\n    def __str__(self):\n        raise ValueError\nraise E\n", "E"),
        ("import time\ntime.sleep(60)\n", "longer than 1 seconds"),
    ],
    ids=["exits", "ends", "crashes", "is no python", "cannot say its error", "hangs"],
)
def test_whatever_a_module_does_while_it_is_imported_the_others_are_told_apart(
    builder: RepoBuilder, monkeypatch: pytest.MonkeyPatch, code: str, said: str
) -> None:
    monkeypatch.setattr(imports, "MODULE_SECONDS", 1.0 if "sleep" in code else 30.0)
    result = checked(with_files(builder, {"pkg/odd.py": code}))
    assert result.outcome is CheckOutcome.RED
    assert "1 of 4 modules cannot be imported" in result.said
    assert "pkg.odd: " in result.said
    assert said in result.said


def test_what_a_module_prints_or_leaves_running_is_no_answer(builder: RepoBuilder) -> None:
    loud = "import os, sys\nprint('ERROR: pkg.a\\n    lies', flush=True)\nos.write(1, b'imported 9 of 9 modules\\n')\n"
    child = "import os, time\nif not os.fork():\n    time.sleep(60)\n    os._exit(0)\n"
    result = checked(with_files(builder, {"pkg/loud.py": loud, "pkg/child.py": child}))
    assert (result.outcome, result.said) == (CheckOutcome.GREEN, "all 5 modules can be imported")
    assert result.seconds < 30


def test_each_module_is_imported_by_itself(builder: RepoBuilder) -> None:
    files = {"pkg/first.py": "import sys\nsys.marked = True\n", "pkg/second.py": "import sys\nassert not hasattr(sys, 'marked')\n"}  # fmt: skip
    assert checked(with_files(builder, files)).outcome is CheckOutcome.GREEN


def test_a_cycle_that_only_works_from_one_end_is_seen(builder: RepoBuilder) -> None:
    files = {"pkg/x.py": "import pkg.y\nVALUE = 1\n", "pkg/y.py": "from pkg.x import VALUE\n"}
    assert "pkg.x: ImportError" in checked(with_files(builder, files)).said


def test_inr_02_a_repository_may_have_modules_called_like_those_of_the_standard_library(
    builder: RepoBuilder,
) -> None:
    files = {"json.py": "raise ImportError('theirs')\n", "selectors.py": "raise ImportError('theirs')\n"}
    assert checked(with_files(builder, files)).outcome is CheckOutcome.GREEN


def test_no_program_is_started_by_importing_it_and_what_the_plan_excludes_is_left_out(
    builder: RepoBuilder,
) -> None:
    files = {"pkg/__main__.py": "raise SystemExit\n", "pkg/gen_pb2.py": "x", "tests/other.py": "x", "pkg/no-name.py": "x"}  # fmt: skip
    repo = with_files(builder, files)
    found = modules_of(repo, "HEAD", Imports(packages=("pkg",), exclude=("*_pb2.py",)))
    assert found == ("pkg", "pkg.a", "pkg.b")
    assert modules_of(repo, "HEAD", Imports(packages=("pkg",), scope=("pkg.a",))) == ("pkg.a",)


def test_packages_below_a_source_root_are_found(builder: RepoBuilder) -> None:
    repo = with_files(builder, {"backend/shop/__init__.py": "", "backend/shop/cart.py": "import shop\n"})
    check = Check("imports", (sys.executable,), imports=Imports(("shop",), source_roots=("backend",)))
    assert checked(repo, check).said == "all 2 modules can be imported"


def test_ver_04_where_no_module_can_be_imported_nothing_is_proved(builder: RepoBuilder) -> None:
    repo = with_files(builder, {"pkg/__init__.py": WANTS_MORE})
    assert checked(repo).outcome is CheckOutcome.HOLLOW
    with pytest.raises(RefusedError, match="could not verify anything"):
        landed(repo, {"pkg/a.py": b"VALUE = 2\n"})


def test_ver_04_an_interpreter_that_is_not_there_is_no_red(builder: RepoBuilder) -> None:
    check = Check("imports", ("no-such-python",), imports=IMPORTS.imports)
    assert checked(prepared(builder), check).outcome is CheckOutcome.UNRUNNABLE
    odd = Check("imports", (sys.executable, "--no-such-option"), imports=IMPORTS.imports)
    assert checked(prepared(builder), odd).outcome is CheckOutcome.UNRUNNABLE


def test_ver_02_modules_that_come_from_elsewhere_prove_nothing(builder: RepoBuilder, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "pkg").symlink_to(builder.root / "pkg")
    (elsewhere / "sitecustomize.py").write_text("import pkg.a\n")
    wrapper = tmp_path / "wrapper"
    wrapper.write_text(f'#!/bin/sh\nPYTHONPATH={elsewhere} exec {sys.executable} "$@"\n')
    wrapper.chmod(0o755)
    repo = with_files(builder, {"pkg/a.py": "VALUE = 3\n"})
    check = Check("imports", (str(wrapper),), imports=Imports(("pkg",), source_roots=("",)))
    result = checked(repo, check)
    assert result.outcome is CheckOutcome.HOLLOW
    assert "It would not test this tree" in result.said


def test_inr_06_it_executes_code_of_the_repository_so_it_is_confirmed_first(builder: RepoBuilder) -> None:
    repo = prepared(builder)
    with pytest.raises(UntrustedCommandError) as caught:
        run_checks(repo, "HEAD", (IMPORTS,), silent)
    assert "import every module of pkg" in caught.value.detail
    other = Check("imports", (sys.executable,), imports=Imports(packages=("pkg", "other")))
    assert commands_hash((IMPORTS,), ()) != commands_hash((other,), ())
