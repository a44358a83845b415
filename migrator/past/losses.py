"""When things were lost: for each name or module the newest commit of the line that took it away.

All are looked for together, segment by segment and a few versions at a time, so that what is read grows with the names that are dead and not with the
length of history. A blob is only parsed where its bytes hold the name.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from migrator.git.history import FileVersion
from migrator.model.values import Symbol
from migrator.past.bound import binds
from migrator.past.contents import Contents
from migrator.past.values import Loss, Target
from migrator.past.walk import Group, Line, Segment

_AT_FIRST = 4


@dataclass(frozen=True)
class Places:
    """The files that a thing can have been.

    Attributes:
        module: Those of the module that bound the name; none where a module itself is asked for.
        own: Those of the thing itself, as a module.
    """

    module: Group
    own: Group


def places_of(thing: Target, roots: Iterable[str]) -> Places:
    """Where a thing can have been under the source roots."""
    if isinstance(thing, str):
        return Places((), _files(thing, roots))
    return Places(_files(thing.module, roots), _files(f"{thing.module}.{thing.name}", roots))


def find_losses(
    line: Line, contents: Contents, tip: str, things: Sequence[Target], roots: Sequence[str]
) -> Mapping[Target, Loss]:
    """The newest loss of each thing before a commit, for those that were ever there."""
    losses: dict[Target, Loss] = {}
    places = {thing: places_of(thing, roots) for thing in things}
    for segment in line.segments(tip):
        losses.update(_in_segment(line, contents, segment, places))
        places = {thing: place for thing, place in places.items() if thing not in losses}
        if not places:
            break
    return losses


def loss_by(version: FileVersion, *, is_module: bool) -> Loss:
    """What went with the commit that made a version."""
    return Loss(
        commit=version.commit,
        parent=version.parent or "",
        path=version.path,
        old=version.old or "",
        new=version.new,
        is_module=is_module,
        subject=version.subject,
    )


@dataclass
class _Search:
    """One thing in one segment: its versions by commit, newest first, and how far they are looked through."""

    thing: Target
    module: Group
    own: Group
    commits: list[tuple[FileVersion, ...]]
    next: int = 0
    asked: list[tuple[FileVersion, ...]] = field(default_factory=list)

    def take(self, count: int) -> None:
        """The next few commits."""
        self.asked = self.commits[self.next : self.next + count]
        self.next += len(self.asked)

    @property
    def name(self) -> str:
        return self.thing.name if isinstance(self.thing, Symbol) else ""

    def blobs(self) -> set[str]:
        """What must be read to decide on those commits."""
        if not self.name:
            return set()
        return {
            oid
            for versions in self.asked
            for version in versions
            if version.path in self.module
            for oid in (version.old, version.new)
            if oid is not None
        }

    def loss(self, binding: Mapping[str, bool]) -> Loss | None:
        """The newest of these commits that took the thing away."""
        for versions in self.asked:
            found = self._as_module(versions) or self._as_name(versions, binding)
            if found is not None:
                return found
        return None

    def _as_module(self, versions: Sequence[FileVersion]) -> Loss | None:
        own = [version for version in versions if version.path in self.own]
        if any(version.new is not None for version in own):
            return None
        return next((loss_by(version, is_module=True) for version in own if version.old is not None), None)

    def _as_name(self, versions: Sequence[FileVersion], binding: Mapping[str, bool]) -> Loss | None:
        named = [version for version in versions if version.path in self.module]
        if any(version.new is not None and binding.get(version.new, False) for version in named):
            return None
        return next(
            (
                loss_by(version, is_module=False)
                for version in named
                if version.old is not None and binding.get(version.old, False)
            ),
            None,
        )


def _in_segment(
    line: Line, contents: Contents, segment: Segment, places: Mapping[Target, Places]
) -> Mapping[Target, Loss]:
    groups = {thing: place.module + place.own for thing, place in places.items()}
    versions = line.versions(segment, groups.values())
    searches = [
        _Search(thing, place.module, place.own, _by_commit(versions[groups[thing]]))
        for thing, place in places.items()
    ]
    losses: dict[Target, Loss] = {}
    count = _AT_FIRST
    while searches:
        for search in searches:
            search.take(count)
        bound = _bindings(contents, searches)
        for search in searches:
            found = search.loss(bound[search.name])
            if found is not None:
                losses[search.thing] = found
        searches = [
            search for search in searches if search.thing not in losses and search.next < len(search.commits)
        ]
        count *= 4
    return losses


def _bindings(contents: Contents, searches: Sequence[_Search]) -> Mapping[str, Mapping[str, bool]]:
    """By name, which of the blobs that are asked about bind it."""
    wanted: dict[str, set[str]] = {}
    for search in searches:
        wanted.setdefault(search.name, set()).update(search.blobs())
    raw = contents.raw({oid for oids in wanted.values() for oid in oids})
    spelled = {
        name: {oid for oid in oids if oid in raw and name.encode("utf-8", "surrogatepass") in raw[oid]}
        for name, oids in wanted.items()
    }
    facts = contents.facts({oid: raw[oid] for oids in spelled.values() for oid in oids})
    return {
        name: {oid: oid in facts and binds(facts[oid], name) for oid in oids}
        for name, oids in spelled.items()
    }


def _by_commit(versions: Sequence[FileVersion]) -> list[tuple[FileVersion, ...]]:
    return [tuple(found) for _, found in groupby(versions, key=lambda version: version.commit)]


def _files(dotted: str, roots: Iterable[str]) -> Group:
    place = dotted.replace(".", "/")
    return tuple(
        f"{root}/{place}{ending}" if root else f"{place}{ending}"
        for root in dict.fromkeys((*roots, ""))
        for ending in (".py", "/__init__.py")
    )
