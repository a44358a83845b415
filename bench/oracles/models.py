"""Our model of sources that are in memory, made by the same steps as the program's own."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bench.oracles.sources import Sources
from migrator.facts.workers import collect_facts
from migrator.model.build import build_model, paths_to_read
from migrator.model.model import Model
from migrator.plan.values import Plan
from migrator.source.values import FileEntry, UnreadableFileError


def model_of(sources: Sources, packages: Iterable[str]) -> Model:
    """The model of packages, without consumers."""
    plan = Plan(name="oracle", packages=tuple(packages))
    wanted, skipped = paths_to_read(sources.paths, plan)
    facts, problems = collect_facts(_MemoryTree(sources.texts), wanted)
    return build_model(sources.paths, facts, (*skipped, *problems), plan)


@dataclass(frozen=True)
class _MemoryTree:
    """Files in memory as a tree that can be read."""

    texts: Mapping[str, bytes]
    identity: str = "memory"

    def entries(self) -> Mapping[str, FileEntry]:
        return {path: FileEntry(path, "100644", None) for path in sorted(self.texts)}

    def read(self, path: str) -> bytes:
        if path not in self.texts:
            raise UnreadableFileError(path, "no such file")
        return self.texts[path]

    def read_many(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        return ((path, self.texts[path]) for path in paths if path in self.texts)
