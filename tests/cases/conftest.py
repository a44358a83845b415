from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.cases.driving import PLAN, Content, Repository
from tests.support.repositories import PINNED, RepoBuilder

Make = Callable[..., Repository]


@pytest.fixture(autouse=True)
def _program_at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home of its own: nothing of the developer's configuration or cache matters."""
    home = tmp_path / "home"
    home.mkdir()
    for name, value in PINNED.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_STATE_HOME", str(home / "state"))
    monkeypatch.setenv("MIGRATOR_CACHE_DIR", str(home / "cache"))


@pytest.fixture
def repository(tmp_path: Path) -> Make:
    """Write files, commit them: ``pkg`` is migrated, ``tests`` and ``scripts`` follow. Called again it makes another repository."""
    made: list[Repository] = []

    def make(files: Mapping[str, Content], plan: str = PLAN) -> Repository:
        builder = RepoBuilder.create(tmp_path / f"repository{len(made)}")
        builder.commit("start", {"pkg/__init__.py": "", "migration.toml": plan, **files})
        made.append(Repository(builder))
        return made[-1]

    return make
