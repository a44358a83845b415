from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.moving_bases import start
from tests.support.repositories import PINNED, RepoBuilder, fsck


@pytest.fixture(autouse=True)
def pinned_git(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in PINNED.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("MIGRATOR_CACHE_DIR", str(tmp_path / "cache"))


@pytest.fixture
def builder(tmp_path: Path) -> Iterator[RepoBuilder]:
    made = start(tmp_path / "repo")
    yield made
    fsck(made.root)
