"""Cases of the acceptance matrix from end to end: a real repository in, through all rooms, to what a person is told or finds in the file."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from migrator.campaign.adhoc import AdHoc, plan_canonical, write_ad_hoc
from migrator.campaign.campaign import Campaign
from migrator.facts import native
from tests.cases.driving import PLAN, Repository
from tests.support.program import Program
from tests.support.repositories import PINNED, Content, RepoBuilder, fsck

FILES: Mapping[str, Content] = {
    "pkg/__init__.py": "",
    "pkg/real.py": "class Thing:\n    pass\n\n\nclass Other:\n    pass\n",
    "pkg/face.py": "from pkg.real import Other, Thing\n\n__all__ = ['Other', 'Thing']\n",
    "pkg/plain.py": "from pkg.face import Thing\n",
}
"""Two names with two paths each; `plain.py` takes the longer one, so there is always something to rewrite."""


@pytest.fixture(autouse=True)
def pinned_git(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in PINNED.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("MIGRATOR_CACHE_DIR", str(tmp_path / "cache"))


@pytest.fixture
def builder(tmp_path: Path) -> Iterator[RepoBuilder]:
    made = RepoBuilder.create(tmp_path / "repo")
    yield made
    fsck(made.root)


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program.at_home(tmp_path / "home")


@pytest.fixture(params=["native", "reference"])
def reader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Each of the two that read files: the native library where it was built, and Python's own parser."""
    monkeypatch.setenv("MIGRATOR_NATIVE", "1" if request.param == "native" else "0")
    native._library.cache_clear()
    if request.param == "native" and not native.is_native():
        pytest.skip("waits for the native library, which is built where there is a Rust compiler")
    yield request.param
    native._library.cache_clear()


Rewrite = Callable[[Mapping[str, Content]], AdHoc]


@pytest.fixture
def rewrite(builder: RepoBuilder) -> Rewrite:
    """Commit files beside `FILES`, and write into the working tree what `migrator canonical pkg.real:Thing --write` writes."""

    def rewritten(files: Mapping[str, Content]) -> AdHoc:
        builder.commit("start", {**FILES, **files})
        campaign = Campaign.open(builder.root, working_tree=True)
        change = plan_canonical(campaign, "pkg.real:Thing")
        write_ad_hoc(campaign, change)
        return change

    return rewritten


@pytest.fixture
def repository(builder: RepoBuilder) -> Callable[..., Repository]:
    """Files committed beside an empty package `pkg` that is migrated; `tests` and `scripts` follow. What is run on it is the public command."""

    def make(files: Mapping[str, Content], plan: str = PLAN) -> Repository:
        builder.commit("start", {"pkg/__init__.py": "", "migration.toml": plan, **files})
        return Repository(builder)

    return make
