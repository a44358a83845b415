"""Dead names whose candidate only history knows: from what is shown to the landed batch, and what Python says of the result."""

import json
import sys
from pathlib import Path

import pytest

from migrator.processes import run
from tests.support.program import Program
from tests.support.repositories import RepoBuilder, fsck

CORE = "def load(x):\n    y = x + 1\n    return load(y) if y < 3 else y\n\n\nclass Store:\n    def get(self, key):\n        return (key, load(1))\n\n\nLIMIT = 300\n"
FILES = {
    "pkg/__init__.py": "",
    "pkg/core.py": CORE,
    "pkg/bits.py": "def bit():\n    return 1\n",
    "pkg/user.py": "from pkg.core import (\n    load,\n    Store as S,\n)\nfrom . import core as c\nimport pkg.bits as b\n\n\ndef use():\n    return load(1), S().get(2), c.LIMIT, b.bit()\n",
    "tests/test_user.py": "import importlib\nfrom unittest import mock\n\nfrom pkg.user import use\n\n\ndef run():\n    with mock.patch('pkg.core.load', return_value=7):\n        importlib.import_module('pkg.bits')\n    return use()\n",
    "migration.toml": '[campaign]\nname = "repair"\npackages = ["pkg"]\nconsumers = ["tests"]\nbranch = "migration/repair"\n\n[[phase]]\nid = "broken"\nfinds = "dead-imports"\n',
}


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program.at_home(tmp_path / "home")


@pytest.fixture
def broken(tmp_path: Path) -> RepoBuilder:
    builder = RepoBuilder.create(tmp_path / "broken")
    builder.commit("start", FILES)
    builder.commit("rename", {"pkg/core.py": CORE.replace("load", "read").replace("Store", "Shelf")})
    builder.git("mv", "pkg/core.py", "pkg/depot.py")
    builder.git("mv", "pkg/bits.py", "pkg/pieces.py")
    builder.commit("move")
    return builder


def runs(root: Path) -> str:
    """The last line of what Python says when the program of the repository is run."""
    done = run(
        [sys.executable, "-B", "-c", "import tests.test_user as t; print(t.run())"],
        cwd=root,
        env={"PYTHONPATH": str(root)},
        timeout=60,
    )
    return done.output.decode().strip().rpartition("\n")[2]


def test_what_history_shows_makes_a_batch_that_is_proved_lands_and_runs(
    broken: RepoBuilder, program: Program
) -> None:
    assert "No module named 'pkg.core'" in runs(broken.root)
    applied = program.run("apply", "--all", "--yes", cwd=broken.root)
    assert applied.code == 0, applied.out + applied.err
    broken.git("switch", "--quiet", "migration/repair")
    assert runs(broken.root) == "(3, (2, 3), 300, 1)"
    assert "every first-party name resolves" in program.run("status", cwd=broken.root).out
    fsck(broken.root)


def test_each_reading_command_says_which_list_a_name_is_in(broken: RepoBuilder, program: Program) -> None:
    user = {
        "pkg/more.py": "from pkg.pieces import bit2\nfrom pkg.depot import never\nfrom pkg.gone import use\n"
    }
    broken.commit("two bits", {"pkg/pieces.py": "def bit2():\n    return [2]\n", **user})
    broken.commit("none", {"pkg/pieces.py": "def bit():\n    return 1\n"})
    out = {command: program.run(command, cwd=broken.root).out for command in ("status", "findings")}
    assert "7 names do not resolve" in out["status"]
    assert "5 one candidate, 1 removed, 1 never existed" in " ".join(out["status"].split())
    groups = [line.strip() for line in out["findings"].split("\n") if line.startswith("  group ")]
    assert sorted(groups) == ["group never existed", "group one candidate", "group removed"]
    explained = program.run("explain", "dead-imports:pkg.pieces:bit2", cwd=broken.root).out
    assert "pkg.pieces:bit2 was removed, and nothing took its place" in explained
    assert "(two bits)" in explained
    found = json.loads(program.run("findings", "--json", cwd=broken.root).out)["findings"]
    assert {one["id"]: one["group"] for one in found}["dead-imports:pkg.depot:never"] == "never existed"
    status = json.loads(program.run("status", "--json", cwd=broken.root).out)
    lists = {"one candidate": 5, "removed": 1, "never existed": 1}
    assert status["broken"]["lists"] == lists
    parts = status["phases"][0]["parts"]
    assert {name: parts[name] for name in lists} == lists


def test_what_is_only_alike_is_a_batch_of_its_own(broken: RepoBuilder, program: Program) -> None:
    long = (
        "def total(x):\n" + "".join(f"    x += {number} * offset\n" for number in range(9)) + "    return x\n"
    )
    broken.commit("count", {"pkg/counting.py": long, "pkg/more.py": "from pkg.counting import total\n"})
    broken.commit("sum", {"pkg/counting.py": long.replace("def total", "def summed").replace("3 *", "30 *")})
    batches = json.loads(program.run("batches", "--json", cwd=broken.root).out)["batches"]
    assert [batch["title"] for batch in batches] == [
        "Repair 4 dead names",
        "Repair 1 dead name by what is alike",
    ]
