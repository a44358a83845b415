"""Small repositories as values: files in, planned files out, without git."""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from migrator.facts.extract import extract_facts
from migrator.facts.values import Facts, Problem
from migrator.model.build import build_model, paths_to_read
from migrator.model.model import Model
from migrator.plan.values import Plan
from migrator.processes import run, scrubbed_environment
from migrator.recipes.editing.edits import apply_change_set
from migrator.recipes.values import ChangeSet
from migrator.records.intentions import Exclusion, Recipe
from migrator.source.values import FileEntry, UnreadableFileError


class DictTree:
    """A tree that is a mapping of path to content."""

    def __init__(self, files: Mapping[str, str | bytes]) -> None:
        self.files = {
            path: text.encode() if isinstance(text, str) else text for path, text in sorted(files.items())
        }

    @property
    def identity(self) -> str:
        return "dict"

    def entries(self) -> Mapping[str, FileEntry]:
        return {path: FileEntry(path, "100644", None) for path in self.files}

    def read(self, path: str) -> bytes:
        if path not in self.files:
            raise UnreadableFileError(path, "it is not there")
        return self.files[path]

    def read_many(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        for path in paths:
            yield path, self.files[path]

    def with_changes(self, changes: Mapping[str, bytes | None]) -> "DictTree":
        files = {**self.files, **changes}
        return DictTree({path: content for path, content in files.items() if content is not None})


@dataclass(frozen=True)
class Sandbox:
    """A tree with its model, and what can be done to it."""

    tree: DictTree
    plan: Plan

    @property
    def model(self) -> Model:
        read, problems = paths_to_read(self.tree.entries(), self.plan)
        facts: dict[str, Facts] = {}
        found: list[Problem] = list(problems)
        for path in read:
            one = extract_facts(self.tree.read(path))
            if isinstance(one, Facts):
                facts[path] = one
            else:
                found.append(Problem(path, one.stage, one.reason, one.line))
        return build_model(self.tree.entries(), facts, found, self.plan)

    def planned(self, recipe: Recipe, exclusions: Sequence[Exclusion] = ()) -> ChangeSet:
        from migrator.recipes.planning import plan_recipe  # noqa: PLC0415 - the recipes are what is tested

        return plan_recipe(recipe, self.model, self.tree, exclusions=exclusions)

    def after(self, recipe: Recipe, exclusions: Sequence[Exclusion] = ()) -> "Sandbox":
        change_set = self.planned(recipe, exclusions)
        assert not change_set.refused, change_set.refused
        return Sandbox(self.tree.with_changes(apply_change_set(self.tree, change_set)), self.plan)

    def text(self, path: str) -> str:
        return self.tree.files[path].decode()

    def write(self, folder: Path) -> None:
        for path, content in self.tree.files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)

    def runs(self, folder: Path, code: str) -> str:
        """What a fresh interpreter prints; fails where it fails."""
        self.write(folder)
        environment = scrubbed_environment({"PYTHONDONTWRITEBYTECODE": "1"})
        outcome = run([sys.executable, "-c", code], cwd=folder, env=environment, timeout=60)
        assert outcome.returncode == 0, outcome.output.decode()
        return outcome.output.decode()


Make = Callable[..., Sandbox]


@pytest.fixture
def make() -> Make:
    """Build a sandbox of files; ``pkg`` is migrated, ``tests`` and ``scripts`` follow."""

    def build(files: Mapping[str, str | bytes]) -> Sandbox:
        plan = Plan(name="t", packages=("pkg",), consumers=("tests", "scripts"))
        return Sandbox(DictTree(files), plan)

    return build
