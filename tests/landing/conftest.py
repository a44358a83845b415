from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.repositories import PINNED, RepoBuilder, fsck


@pytest.fixture(autouse=True)
def pinned_git(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in PINNED.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def builder(tmp_path: Path) -> Iterator[RepoBuilder]:
    made = RepoBuilder.create(tmp_path / "repo")
    yield made
    fsck(made.root)
