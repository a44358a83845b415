"""The import-time graph as it will be after a move: who would import whom, and would that close a cycle.

Asked before anything is edited, because the answer decides what a moved definition may import, what must come along with it, and which
form of shim is possible. Edges to parent packages that no statement names are left out, as they are when cycles are counted.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from migrator.facts.values import Colour
from migrator.model.model import Model
from migrator.model.values import Symbol


@dataclass(frozen=True)
class MoveGraph:
    """Import-time successors of each module after the move; ``before`` is the graph as it is."""

    after: Mapping[str, frozenset[str]]
    before: Mapping[str, frozenset[str]]

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
        return MoveGraph(after, self.before)

    def without_edges(self, edges: Iterable[tuple[str, str]]) -> "MoveGraph":
        """The same without some imports."""
        after = dict(self.after)
        for importer, imported in edges:
            after[importer] = after.get(importer, frozenset()) - {imported}
        return MoveGraph(after, self.before)

    def is_new(self, importer: str, imported: str) -> bool:
        """Nothing imported it from there at import time before."""
        return imported not in self.before.get(importer, ())


def import_time_graph(model: Model) -> Mapping[str, frozenset[str]]:
    """Who imports whom at import time by a statement of its own."""
    return model.successors([Colour.IMPORT_TIME])


def graph_after(
    model: Model, before: Mapping[str, frozenset[str]], moved: Mapping[Symbol, Symbol], target: str
) -> MoveGraph:
    """The graph after every import of the moved symbols names ``target``; what the moved code itself imports is not in it yet."""
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
    return MoveGraph(after, before)


def _is_emptied(taken: Collection[tuple[str, ...]], names: Collection[str]) -> bool:
    return all(one and set(one) <= set(names) for one in taken)
