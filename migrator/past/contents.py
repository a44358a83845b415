"""Contents of the past: blobs and their facts, read together and once; what this clone does not have is counted, no error."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from migrator.facts.cache import FactsCache
from migrator.facts.values import Facts
from migrator.facts.workers import collect_facts
from migrator.git.door import Repository
from migrator.git.objects import REGULAR, read_blobs_here
from migrator.source.blob_cache import BlobCache
from migrator.source.values import FileEntry, UnreadableFileError


@dataclass
class Contents:
    """Blobs of one repository by their ids.

    Attributes:
        cache: Facts by content, kept between runs.
        missing: Blobs that this clone does not have.
    """

    repo: Repository
    cache: FactsCache | None = None
    blobs: BlobCache = field(default_factory=BlobCache)
    missing: set[str] = field(default_factory=set)
    _facts: dict[str, Facts | None] = field(default_factory=dict)

    def raw(self, oids: Iterable[str]) -> Mapping[str, bytes]:
        """The bytes of those that are here."""
        wanted = set(oids) - self.missing
        found = {oid: content for oid in wanted if (content := self.blobs.get(oid)) is not None}
        fresh = read_blobs_here(self.repo, wanted - found.keys())
        for oid, content in fresh.items():
            self.blobs.put(oid, content)
        self.missing |= wanted - found.keys() - fresh.keys()
        return found | fresh

    def facts(self, raw: Mapping[str, bytes]) -> Mapping[str, Facts]:
        """The facts of those that can be read, by the same ids."""
        unknown = {oid: content for oid, content in raw.items() if oid not in self._facts}
        if unknown:
            found, _ = collect_facts(_Blobs(unknown), unknown, cache=self.cache)
            self._facts.update({oid: found.get(oid) for oid in unknown})
        return {oid: facts for oid in raw if (facts := self._facts[oid]) is not None}


@dataclass(frozen=True)
class _Blobs:
    """Contents as a tree in which each file is called by its id."""

    contents: Mapping[str, bytes]
    identity: str = "blobs of the past"

    def entries(self) -> Mapping[str, FileEntry]:
        return {oid: FileEntry(oid, REGULAR, oid) for oid in sorted(self.contents)}

    def read(self, path: str) -> bytes:
        if path not in self.contents:
            raise UnreadableFileError(path, "no such blob")
        return self.contents[path]

    def read_many(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        return ((path, self.contents[path]) for path in paths if path in self.contents)
