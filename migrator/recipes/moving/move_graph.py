"""The import-time graph as it will be after a move: who would import whom, and would that close a cycle.

Asked before anything is edited, because the answer decides what a moved definition may import, what must come along with it, and which
form of shim is possible. Edges to parent packages that no statement names are left out, as they are when cycles are counted.

A new module that takes a part of an old one is a part of it: where the old one was in a cycle by an import that the part needs, the part is in that
cycle too, and no other has come to be (decision 21). What would be new is a cycle between the two.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from migrator.facts.values import Colour
from migrator.model.model import Model
from migrator.model.values import Symbol


@dataclass(frozen=True)
class MoveGraph:
    """Import-time successors of each module after the move.

    Attributes:
        after: The successors then.
        before: The successors now.
        part: The target where it is a new module and counts as a part, else ``""``.
        parted: The old modules that it takes parts of.
    """

    after: Mapping[str, frozenset[str]]
    before: Mapping[str, frozenset[str]]
    part: str = ""
    parted: frozenset[str] = frozenset()

    def chain(self, start: str, end: str) -> tuple[str, ...]:
        """The shortest chain of imports from one module to another, or nothing."""
        came: dict[str, str] = {start: ""}
        layer = [start]
        while layer and end not in came:
            following: list[str] = []
            for module in layer:
                for imported in sorted(self.after.get(module, ())):
                    if imported not in came:
                        came[imported] = module
                        following.append(imported)
            layer = following
        if end not in came or start == end:
            return (start,) if start == end else ()
        steps = [end]
        while steps[-1] != start:
            steps.append(came[steps[-1]])
        return tuple(reversed(steps))

    def with_edges(self, edges: Iterable[tuple[str, str]]) -> "MoveGraph":
        """The same with further imports."""
        after = dict(self.after)
        for importer, imported in edges:
            if importer != imported:
                after[importer] = after.get(importer, frozenset()) | {imported}
        return replace(self, after=after)

    def without_edges(self, edges: Iterable[tuple[str, str]]) -> "MoveGraph":
        """The same without some imports."""
        after = dict(self.after)
        for importer, imported in edges:
            after[importer] = after.get(importer, frozenset()) - {imported}
        return replace(self, after=after)

    def is_new(self, importer: str, imported: str) -> bool:
        """Nothing imported it from there at import time before: neither the module itself nor, for a part, what it is taken from."""
        if imported in self.before.get(importer, ()):
            return False
        if importer == self.part:
            if imported in self.parted:
                return importer in self.after.get(imported, ())
            return not any(imported in self.before.get(old, ()) for old in self.parted)
        if imported == self.part:
            if importer in self.parted:
                return importer in self.after.get(imported, ())
            return not self.parted & self.before.get(importer, frozenset())
        return True

    def is_lengthened(self, chain: tuple[str, ...]) -> bool:
        """Whether a way from the part back to an old module was a cycle of that module already: the part is one step more of it."""
        if not self.part or len(chain) < 3 or chain[0] != self.part or chain[-1] not in self.parted:
            return False
        steps = zip((chain[-1], *chain[1:]), chain[1:], strict=False)
        return all(imported in self.before.get(importer, ()) for importer, imported in steps)


def import_time_graph(model: Model) -> Mapping[str, frozenset[str]]:
    """Who imports whom at import time by a statement of its own."""
    return model.successors([Colour.IMPORT_TIME])


def graph_after(
    model: Model,
    before: Mapping[str, frozenset[str]],
    moved: Mapping[Symbol, Symbol],
    target: str,
    *,
    lengthens: bool = False,
) -> MoveGraph:
    """The graph after every import of the moved symbols names ``target``; what the moved code itself imports is not in it yet.

    With ``lengthens`` a target that is not there yet counts as a part of what it takes from.
    """
    after = dict(before)
    names: dict[str, set[str]] = {}
    for symbol in moved:
        names.setdefault(symbol.module, set()).add(symbol.name)
    for edge in (edge for module in sorted(names) for edge in model.edges_to(module)):
        if edge.colour is not Colour.IMPORT_TIME or edge.is_implied:
            continue
        taken = [site.names for site in edge.sites]
        if not any(set(one) & names[edge.imported] for one in taken):
            continue
        followed = after.get(edge.importer, frozenset()) | {target}
        if _is_emptied(taken, names[edge.imported]):
            followed -= {edge.imported}
        after[edge.importer] = followed - {edge.importer}
    if not lengthens or target in model.modules:
        return MoveGraph(after, before)
    return MoveGraph(after, before, target, frozenset(names))


def _is_emptied(taken: Collection[tuple[str, ...]], names: Collection[str]) -> bool:
    return all(one and set(one) <= set(names) for one in taken)
