from pathlib import Path

import pytest

from migrator.campaign.acts import Acts
from migrator.campaign.campaign import Campaign
from tests.campaign.conftest import FILES, PLAN
from tests.support.repositories import PINNED, RepoBuilder


@pytest.fixture(autouse=True)
def pinned_git(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in PINNED.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("MIGRATOR_CACHE_DIR", str(tmp_path / "cache"))


@pytest.fixture
def builder(tmp_path: Path) -> RepoBuilder:
    made = RepoBuilder.create(tmp_path / "repo")
    made.commit("start", {**FILES, "migration.toml": PLAN})
    return made


@pytest.fixture
def acts(builder: RepoBuilder) -> Acts:
    acts = Acts(Campaign.open(builder.root))
    acts.confirm_trust()
    return acts
