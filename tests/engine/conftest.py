from pathlib import Path

import pytest

from tests.campaign.conftest import CHECK, FILES, PLAN
from tests.support.repositories import PINNED, RepoBuilder


@pytest.fixture(autouse=True)
def pinned_git(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in PINNED.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("MIGRATOR_CACHE_DIR", str(tmp_path / "cache"))


@pytest.fixture
def builder(tmp_path: Path) -> RepoBuilder:
    made = RepoBuilder.create(tmp_path / "repo")
    made.commit("start", {**FILES, "migration.toml": PLAN + CHECK})
    return made
