"""Which plug-ins are installed, told from metadata and files alone: nothing of a plug-in is imported here.

A distribution is trusted as a whole, by a hash of its entry points and of every file of the packages that they lead into. Whoever changes one of these
files is asked again. What those packages import from elsewhere is not part of the hash, as the programs that a plan's commands run are not.
"""

import hashlib
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.machinery import PathFinder
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

DETECTORS, RECIPES = "migrator.detectors", "migrator.recipes"
GROUPS: Mapping[str, str] = {DETECTORS: "detector", RECIPES: "recipe"}
_DIGITS = 16


class _UnusableError(Exception):
    """Raised when the files of a plug-in cannot be told without importing it."""


@dataclass(frozen=True)
class Installed:
    """A distribution with plug-ins.

    Attributes:
        name: Of the distribution.
        version: Of the distribution.
        entries: Its entry points in our groups, sorted.
        digest: What is trusted; ``""`` where the files could not be found.
        problem: Why it cannot be used, or ``""``.
    """

    name: str
    version: str
    entries: tuple[EntryPoint, ...]
    digest: str
    problem: str = ""

    @property
    def offers(self) -> tuple[tuple[str, str], ...]:
        """What it has: ``detector`` or ``recipe``, and the name."""
        return tuple((GROUPS[entry.group], entry.name) for entry in self.entries)

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


@cache
def installed() -> tuple[Installed, ...]:
    """The distributions with plug-ins, by name. Looked up once: what was loaded does not change while the program runs."""
    by_distribution: defaultdict[tuple[str, str], list[EntryPoint]] = defaultdict(list)
    for group in GROUPS:
        for entry in entry_points(group=group):
            if entry.dist is not None:
                by_distribution[entry.dist.name, entry.dist.version].append(entry)
    return tuple(
        _described(name, version, sorted(found, key=lambda one: (one.group, one.name)))
        for (name, version), found in sorted(by_distribution.items())
    )


def is_unchanged(package: Installed) -> bool:
    """Whether its files are still those that the hash was made of."""
    return _described(package.name, package.version, package.entries).digest == package.digest


def _described(name: str, version: str, entries: Sequence[EntryPoint]) -> Installed:
    try:
        return Installed(name, version, tuple(entries), _digest(entries))
    except (_UnusableError, OSError) as error:
        return Installed(name, version, tuple(entries), "", str(error))


def _digest(entries: Sequence[EntryPoint]) -> str:
    digest = hashlib.sha256()
    tops = set()
    for entry in entries:
        if entry.pattern.match(entry.value) is None:
            raise _UnusableError(f"its entry point {entry.name} = {entry.value} names no object of a module")
        digest.update(f"{entry.group}\0{entry.name}\0{entry.value}\0".encode())
        tops.add(entry.module.partition(".")[0])
    for top in sorted(tops):
        files = list(_files_of(top))
        if not files:
            raise _UnusableError(
                f"the files of {top} cannot be found without importing it: install the package without --editable"
            )
        for shown, path in files:
            content = path.read_bytes()
            digest.update(f"{shown}\0{len(content)}\0".encode("utf-8", "surrogateescape") + content)
    return digest.hexdigest()[:_DIGITS]


def _files_of(top: str) -> Iterator[tuple[str, Path]]:
    """The files of a top-level module or package, by their name below it. Finding one imports nothing: it has no parent."""
    found = PathFinder.find_spec(top, sys.path)
    if found is None:
        return
    folders: Iterable[str] = found.submodule_search_locations or ()
    for folder in sorted(folders):
        root = Path(folder)
        for path in sorted(root.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield f"{top}/{path.relative_to(root).as_posix()}", path
    if found.origin is not None and not found.submodule_search_locations and Path(found.origin).is_file():
        yield top, Path(found.origin)
