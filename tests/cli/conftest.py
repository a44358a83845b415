from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.program import Program, Ran
from tests.support.repositories import RepoBuilder

SMALL = {
    "app/__init__.py": "",
    "app/one.py": "from app import two\n\n\nclass One:\n    def two(self) -> 'two.Two':\n        return two.Two()\n",
    "app/two.py": "from app import one\n\n\nclass Two:\n    pass\n\n\ndef make() -> object:\n    return one.One()\n",
    "app/facade.py": "from app.two import Two\n\n__all__ = ['Two']\n",
    "app/user.py": "from app.facade import Two\n\nVALUE = Two\n",
    "app/other.py": "from app.two import Two\n\nVALUE = Two\n",
    "app/late.py": "def late() -> object:\n    from app.gone import Two\n\n    return Two\n",
    "tests/test_app.py": "import unittest\n\nfrom app import user\n\n\nclass Works(unittest.TestCase):\n"
    "    def test_it(self) -> None:\n        self.assertTrue(user.VALUE)\n",
}
PLAN = """\
# ours
[campaign]
name = "small"
packages = ["app"]
consumers = ["tests"]
branch = "migration/small"

[[phase]]
id = "broken"
finds = "dead-imports"

[[phase]]
id = "cycles"
finds = "import-cycles"

[[phase]]
id = "paths"
finds = "import-paths"

[[check]]
name = "tests"
run = ["python", "-m", "unittest", "discover", "-s", "tests"]
timeout = 60
"""


Run = Callable[..., Ran]


@pytest.fixture(autouse=True)
def _reports_of_bugs_stay_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return dict(Program.at_home(tmp_path / "home").environment)


@pytest.fixture
def run(environment: dict[str, str]) -> Run:
    """Run `python -m migrator` in a folder, without a terminal."""
    return Program(environment).run


@pytest.fixture
def unplanned(tmp_path: Path) -> RepoBuilder:
    """A small repository without a plan: one cycle, one name with two paths, one dead import."""
    builder = RepoBuilder.create(tmp_path / "small")
    builder.commit("start", SMALL)
    return builder


@pytest.fixture
def planned(unplanned: RepoBuilder) -> RepoBuilder:
    """The same with a committed plan."""
    unplanned.commit("plan", {"migration.toml": PLAN})
    return unplanned
