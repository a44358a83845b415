"""Section I: bytes stay as they are, files that are nobody's to edit stay, and a change happens whole or not at all."""

import re
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from migrator.campaign.adhoc import AdHoc, plan_asked
from migrator.campaign.asked import Asked
from migrator.campaign.campaign import Campaign
from tests.cases.conftest import Make
from tests.cases.driving import PLAN, contents
from tests.support.program import Program
from tests.support.repositories import fsck, snapshot

OLD = "class C:\n    name = 'C'\n\n\nD = 'D'\n"
NEW = "E = 'E'\n"
FILES = {"pkg/old.py": OLD, "pkg/new.py": NEW, "pkg/user.py": "from pkg.old import C, D\n"}
MOVE = ("move", "pkg.old:C", "pkg.new")


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param(
            b"import os\r\nfrom pkg.old import C, D\r\nx = 1",
            b"import os\r\nfrom pkg.old import D\r\nfrom pkg.new import C\r\nx = 1",
            id="crlf, no final newline",
        ),
        pytest.param(
            b"import os\r\nfrom pkg.old import C, D\nx = 1\r",
            b"import os\r\nfrom pkg.old import D\nfrom pkg.new import C\nx = 1\r",
            id="mixed newlines",
        ),
        pytest.param(b"from pkg.old import C", b"from pkg.new import C", id="one line"),
        pytest.param(
            b"\xef\xbb\xbffrom pkg.old import C, D\n",
            b"\xef\xbb\xbffrom pkg.old import D\nfrom pkg.new import C\n",
            id="bom",
        ),
        pytest.param(
            b"def f():\n\tfrom pkg.old import C, D\n\treturn C,\tD\n\n\nC, D = f()\n",
            b"def f():\n\tfrom pkg.old import D\n\tfrom pkg.new import C\n\treturn C,\tD\n\n\nC, D = f()\n",
            id="tabs",
        ),
        pytest.param(
            b"\x0cimport os\n\x0c\nfrom  pkg.old  import  C\t# x\n\x0c\n",
            b"\x0cimport os\n\x0c\nfrom  pkg.new  import  C\t# x\n\x0c\n",
            id="form feeds",
        ),
        pytest.param(
            "# coding: cp1252\ns = '\u20ac'; from pkg.old import C, D\n".encode("cp1252"),
            "# coding: cp1252\ns = '\u20ac'; from pkg.old import D; from pkg.new import C\n".encode("cp1252"),
            id="cp1252",
        ),
        pytest.param(
            "# -*- coding: latin-1 -*-\n\u00e9 = '\u00e9'\nimport pkg.old as o; C = o.C  # \u00e9\n".encode(
                "latin-1"
            ),
            "# -*- coding: latin-1 -*-\n\u00e9 = '\u00e9'\nimport pkg.new as new; C = new.C  # \u00e9\n".encode(
                "latin-1"
            ),
            id="latin-1",
        ),
    ],
)
def test_case_097_the_users_bytes_stay(repository: Make, raw: bytes, expected: bytes) -> None:
    change = repository({**FILES, "pkg/user.py": raw}).move("C", shim=False)
    assert change.raw["pkg/user.py"] == expected
    assert change.prints("import pkg.user as user; print(user.C.name)") == "C\n"


@pytest.mark.parametrize("newline", [b"\n", b"\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_case_097_the_bytes_of_both_modules_stay(repository: Make, newline: bytes, mark: bytes) -> None:
    def lines(text: str) -> bytes:
        return text.encode("cp1252" if text.startswith("#") else "utf-8").replace(b"\n", newline)

    cookie = "" if mark else "# coding: cp1252\n"
    old = f"{cookie}class C:\n\tname = 'C'\x0c\n\n\nD = '\u20ac'"
    new = f"{cookie}E = '\u20ac'\nF = 1"
    above = "\n" if cookie else ""  # the two lines between comment and constant stay two
    change = repository({"pkg/old.py": mark + lines(old), "pkg/new.py": mark + lines(new)}).move("C")
    assert change.raw == {
        "pkg/old.py": mark + lines(f"{cookie}from pkg.new import C as C\n\n{above}D = '\u20ac'"),
        "pkg/new.py": mark + lines(f"{new}\n\n\nclass C:\n\tname = 'C'\x0c"),
    }
    change.is_same_object("C")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("from pkg.old import C\nprint 'two'\n", "it needs Python 2"),
        ("from pkg.old import C\nx = (\n", "'(' was never closed"),
        ("from pkg.old import C\nreturn C\n", "'return' outside function"),
    ],
)
def test_case_098_a_file_that_does_not_compile_is_left_and_the_others_are_done(
    repository: Make, text: str, reason: str
) -> None:
    its = repository({**FILES, "pkg/bad.py": text})
    assert reason in its.move_refused("C", shim=False)
    change = its.move("C")
    assert change.files.keys() == FILES.keys()
    assert [path for path, _line in change.left] == ["pkg/bad.py"]
    assert reason in change.said


def test_case_099_syntax_of_a_newer_python_is_left_with_the_version_that_it_needs(repository: Make) -> None:
    text, version = next(
        (text, version)
        for version, text in (
            ((3, 12), "from pkg.old import C\ntype X = C\n"),
            ((3, 14), "from pkg.old import C\nx = t'{C}'\n"),
            ((3, 15), "lazy from pkg.old import C\n"),
        )
        if version > sys.version_info[:2]
    )
    change = repository({**FILES, "pkg/newer.py": text}).move("C")
    assert change.files.keys() == FILES.keys()
    assert [path for path, _line in change.left] == ["pkg/newer.py"]
    assert f"it needs Python {version[0]}.{version[1]} and cannot be verified here" in change.said


def test_case_100_links_generated_files_and_excluded_trees_are_left_alone(repository: Make) -> None:
    plan = PLAN + 'exclude = ["**/_vendor/**"]\n'
    text = "from pkg.old import C\n"
    files = {
        **FILES,
        "pkg/_vendor/thing.py": text,
        "pkg/made_pb2.py": f"# -*- coding: utf-8 -*-\n# Generated by the protocol buffer compiler.  DO NOT EDIT!\n{text}",
        "pkg/made.py": f"#!/usr/bin/env python\n#\n# @generated by a tool\n{text}",
    }
    its = repository(files, plan)
    (its.root / "pkg/link.py").symlink_to("user.py")
    (its.root / "pkg/linked").symlink_to("_vendor")
    its.builder.commit("links")
    change = its.move("C")
    assert change.files.keys() == FILES.keys()
    assert change.left == [("pkg/made.py", 3), ("pkg/made_pb2.py", 2)]
    assert (its.root / "pkg/link.py").is_symlink()
    assert (
        change.prints(
            "import pkg.made, pkg.made_pb2, pkg.link; print(pkg.made.C is pkg.made_pb2.C is pkg.link.C)"
        )
        == "True\n"
    )


def test_case_100_a_read_only_file_refuses_and_nothing_is_written(repository: Make) -> None:
    its = repository(FILES)
    (its.root / "pkg/user.py").chmod(0o444)
    before = contents(its.root)
    ran = its.command(*MOVE, "--write")
    assert ran.code == 3
    assert "pkg/user.py is read-only" in ran.err
    assert contents(its.root) == before


@pytest.mark.parametrize(
    "point", ["files-written", "before-commit", "committed", "before-refs", "refs-moved", "landed"]
)
def test_case_101_killed_half_way_all_is_as_before_or_as_after(
    repository: Make, tmp_path: Path, point: str
) -> None:
    its = repository(FILES)
    program = Program.at_home(tmp_path / "other home")
    before = snapshot(its.root, ours="refs/heads/migration/")
    ran = program.run(*MOVE, "--commit", cwd=its.root, env={"MIGRATOR_FAULT": point})
    assert ran.code == -9
    assert its.command("recover").code == 0
    assert snapshot(its.root, ours="refs/heads/migration/") == before
    assert its.builder.git("rev-list", "--count", "--branches", "^main") in {"0", "1"}
    fsck(its.root)
    ran = its.command(*MOVE, "--commit", "--json")
    assert ran.code == 0, ran.out + ran.err
    assert its.builder.git("rev-list", "--count", "main..migration/cases") == "1"
    assert (
        its.builder.git("show", "migration/cases:pkg/user.py")
        == "from pkg.old import D\nfrom pkg.new import C"
    )


def test_case_102_a_second_run_changes_nothing(repository: Make) -> None:
    its = repository(FILES)
    assert its.command(*MOVE, "--commit").code == 0
    landed = its.builder.git("rev-parse", "migration/cases")
    ran = its.command(*MOVE, "--commit", "--json")
    assert ran.code == 0, ran.out + ran.err
    assert '"changed":[]' in ran.out
    assert its.builder.git("rev-parse", "migration/cases") == landed


def test_case_103_a_file_edited_after_it_was_planned_on_refuses_the_whole_change(
    repository: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    its = repository(FILES)

    def somebody_edits(campaign: Campaign, asked: Sequence[Asked]) -> AdHoc:
        planned = plan_asked(campaign, asked)
        its.builder.write({"pkg/user.py": "from pkg.old import C, D  # edited\n"})
        return planned

    monkeypatch.setattr("migrator.cli.ad_hoc.plan_asked", somebody_edits)
    ran = its.command(*MOVE, "--write")
    assert ran.code == 3
    assert "pkg/user.py was not read: it has changed" in ran.err
    assert its.builder.git("diff", "--name-only") == "pkg/user.py"
    assert contents(its.root)["pkg/user.py"] == b"from pkg.old import C, D  # edited\n"


def test_case_103_a_branch_that_moved_while_the_change_was_verified_is_not_overwritten(
    repository: Make,
) -> None:
    mover = "import subprocess; subprocess.run(['git', '-C', {0!r}, 'update-ref', 'refs/heads/migration/cases', 'refs/heads/theirs'], check=True)"
    check = '\n[[check]]\nname = "slow"\nrun = ["python", "-c", {}]\ntimeout = 60\n'
    its = repository(FILES)
    its.builder.write({"migration.toml": PLAN + check.format('"""' + mover.format(str(its.root)) + '"""')})
    its.builder.commit("check")
    its.builder.branch("theirs", switch=True)
    theirs = its.builder.commit("theirs", {"pkg/user.py": "from pkg.old import C, D  # theirs\n"})
    its.builder.git("switch", "--quiet", "main")
    trust = re.search(r"--trust (\w+)", its.command(*MOVE, "--commit").err)
    assert trust is not None
    ran = its.command(*MOVE, "--commit", "--trust", trust.group(1))
    assert ran.code in {3, 4}, ran.out + ran.err
    assert its.builder.git("rev-parse", "migration/cases") == theirs


def test_case_104_an_undo_gives_the_same_bytes_back(repository: Make) -> None:
    raw = b"\xef\xbb\xbfimport os\r\nfrom pkg.old import C, D\n\x0c\nx = 1\r"
    its = repository({**FILES, "pkg/user.py": raw})
    assert its.command(*MOVE, "--commit").code == 0
    assert its.builder.git("diff", "--name-only", "main", "migration/cases", "--", "pkg").split(
        "\n"
    ) == sorted(FILES)
    assert its.command("undo").code == 0
    changed = its.builder.git("diff", "--name-only", "main", "migration/cases").split("\n")
    assert [path for path in changed if not path.startswith(".migrator/batches/")] == []
    assert its.builder.git("rev-list", "--count", "main..migration/cases") == "2"
