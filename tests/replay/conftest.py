import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.moving_bases import campaign, start
from tests.support.repositories import PINNED, RepoBuilder, fsck


@pytest.fixture(autouse=True)
def pinned_git(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in PINNED.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("MIGRATOR_CACHE_DIR", str(tmp_path / "cache"))


@pytest.fixture(scope="session")
def landed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository with its campaign of five commits, made once."""
    with pytest.MonkeyPatch.context() as patched:
        for name, value in PINNED.items():
            patched.setenv(name, value)
        patched.setenv("MIGRATOR_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        builder = start(tmp_path_factory.mktemp("landed") / "repo")
        campaign(builder)
    return builder.root


@pytest.fixture
def with_campaign(landed: Path, tmp_path: Path) -> Iterator[RepoBuilder]:
    """A copy of the repository with its campaign."""
    shutil.copytree(landed, tmp_path / "repo", symlinks=True)
    yield RepoBuilder(tmp_path / "repo")
    fsck(tmp_path / "repo")


@pytest.fixture
def builder(tmp_path: Path) -> Iterator[RepoBuilder]:
    made = start(tmp_path / "repo")
    yield made
    fsck(made.root)
