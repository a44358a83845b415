"""Small repositories with a history, and what the program remembers of what they lost."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from migrator.analysis import Analysis, analyse
from migrator.findings.values import DeadImport
from migrator.git.door import CommandRun, open_repository
from migrator.past.remember import Past
from migrator.plan.values import Plan
from migrator.source.trees import CommitTree, WorkingTree
from tests.support.repositories import PINNED, RepoBuilder, fsck


@dataclass
class Told:
    """What is said of dead names: by their ids without the kind."""

    analysis: Analysis

    def detail(self, target: str) -> DeadImport:
        finding = next(one for one in self.analysis.broken.findings if one.id == f"dead-imports:{target}")
        assert isinstance(finding.detail, DeadImport)
        return finding.detail

    def said(self, target: str) -> Sequence[str]:
        return next(one for one in self.analysis.broken.findings if one.id.endswith(f":{target}")).evidence

    def means(self, target: str) -> list[str]:
        return [str(each) for each in self.detail(target).candidates]

    @property
    def dead(self) -> list[str]:
        return [one.id.removeprefix("dead-imports:") for one in self.analysis.broken.findings]


@dataclass
class History:
    """A repository under construction and the one history that is asked again and again."""

    builder: RepoBuilder
    commands: list[CommandRun] = field(default_factory=list)
    _past: Past | None = None

    @property
    def past(self) -> Past:
        if self._past is None:
            self._past = Past(open_repository(self.builder.root, observe=self.commands.append))
        return self._past

    def told(self, *, plan: Plan | None = None, working_tree: bool = False) -> Told:
        repo, head = self.past.repo, self.builder.git("rev-parse", "HEAD")
        tree = WorkingTree(repo) if working_tree else CommitTree(repo, head)
        default = Plan(name="p", packages=("pkg",), consumers=("tests",))
        return Told(analyse(tree, plan or default, past=self.past.before(head)))


@pytest.fixture(autouse=True)
def pinned_git(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in PINNED.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("MIGRATOR_CACHE_DIR", str(tmp_path / "cache"))


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    made = RepoBuilder.create(tmp_path / "repo")
    yield History(made)
    fsck(made.root)
