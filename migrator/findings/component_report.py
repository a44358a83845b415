"""What is true of all imports inside one component of modules that import each other at import time.

It is made in parts, and each part is taken over from an earlier report where nothing that it was made of is different: routes and cut set follow
from who imports whom, the replay and the ways to cut an edge from what they asked the model, the effect of the cuts from all of these.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from itertools import pairwise

from migrator.facts.values import Colour
from migrator.findings.cut_set import cut_set
from migrator.findings.cuts import CutFinder, CutRanking, Ways, facades, names_on_edges, prices
from migrator.findings.cycle_evidence import CycleEvidence
from migrator.findings.cycle_words import KIND, label, names, title
from migrator.findings.digraph import CyclicCore, Routes
from migrator.findings.digraph import Edge as Pair
from migrator.findings.programs import ReadFile
from migrator.findings.replay import Replay
from migrator.findings.replayed import Reach, Replaying, replayed
from migrator.findings.sentences import Once, Sentences
from migrator.findings.values import Cut, CycleEdge, Finding, Tier
from migrator.model.answers import Key
from migrator.model.model import Model
from migrator.model.values import Edge, Symbol

LARGE = 60
"""Modules in a component above which cuts are tried on the most promising edges only."""
MOST_RANKED = 200
"""Edges of a large component whose cuts are tried."""


@dataclass(frozen=True)
class ComponentGraph:
    """What follows from who imports whom inside the component.

    Attributes:
        tried: The edges whose cuts are tried.
    """

    pairs: tuple[Pair, ...]
    routes: Routes
    core: CyclicCore
    tried: Sequence[Pair]

    @classmethod
    def of(cls, pairs: tuple[Pair, ...], size: int) -> "ComponentGraph":
        """The graph of a component of that many modules."""
        routes = Routes(pairs)
        tried = _most_promising(pairs, routes) if size > LARGE else pairs
        return cls(pairs, routes, CyclicCore(pairs), tried)


@dataclass(frozen=True)
class Surroundings:
    """What lies outside the component and still matters for it.

    Attributes:
        shape: The graph of all imports that the other two were found in.
        reach: How it leads into the component.
        shared_reaches: The members that the shared module imports, directly or not.
    """

    shape: object = field(compare=False)
    reach: Reach
    shared_reaches: frozenset[str]


@dataclass(frozen=True)
class Inside:
    """A component: its modules, its import-time edges, and what lies around it."""

    component: tuple[str, ...]
    edges: tuple[Edge, ...]
    around: Surroundings


Heard = tuple[Key, ...]


@dataclass(frozen=True)
class ComponentReport:
    """The parts, those that asked the model with what they asked.

    Attributes:
        taken: By member, the names that others take from it.
        cut_set: Imports without which nothing is cyclic: few, and of equally few the cheapest.
    """

    inside: Inside
    graph: ComponentGraph
    taken: Mapping[str, frozenset[str]]
    replayed: Replaying
    ways: Mapping[Pair, tuple[Ways, Heard]]
    cuts: Mapping[Pair, tuple[Cut, ...]]
    cut_set: frozenset[Pair]
    _findings: dict[Pair, Finding] = field(default_factory=dict, repr=False, compare=False)

    @property
    def replay(self) -> Once[Replay]:
        """What happens when its modules are imported first, worked out when it is asked for."""
        return self.replayed.replay

    @cached_property
    def evidence(self) -> CycleEvidence:
        """What is said about its edges."""
        ways = {pair: way for pair, (way, _) in self.ways.items()}
        component, edges = self.inside.component, self.inside.edges
        return CycleEvidence(component, len(edges), self.replay, ways, self.cuts, self.cut_set)

    def finding(self, edge: Edge) -> Finding:
        """The finding of one of its edges."""
        pair = (edge.importer, edge.imported)
        known = self._findings.get(pair)
        if known is None:
            known = self._findings[pair] = self._finding(edge)
        return known

    def _finding(self, edge: Edge) -> Finding:
        pair = (edge.importer, edge.imported)
        witness = self.graph.routes.cycle_through(pair)
        taken = names(edge)
        return Finding(
            id=f"{KIND}:{edge.importer}>{edge.imported}",
            kind=KIND,
            tier=Tier.EXACT,
            title=title(edge, witness),
            modules=tuple(sorted({edge.importer, edge.imported})),
            names=tuple(str(Symbol(edge.imported, name)) for name in taken),
            evidence=Sentences(partial(self.evidence.sentences, edge, witness)),
            sites=tuple(sorted(found.site for found in edge.sites)),
            detail=CycleEdge(
                importer=edge.importer,
                imported=edge.imported,
                colour=Colour.IMPORT_TIME,
                component=self.inside.component,
                names=taken,
                cuts=self.cuts.get(pair, ()),
                fails_from=Sentences(self.evidence.fails_from),
            ),
            colour=Colour.IMPORT_TIME,
            witness=witness,
            group=label(self.inside.component),
        )


def component_report(
    model: Model,
    inside: Inside,
    finder: CutFinder,
    earlier: ComponentReport | None,
    read: ReadFile | None = None,
) -> ComponentReport:
    """The report on a component.

    Args:
        model: The repository.
        inside: The component.
        finder: Finds ways to cut.
        earlier: A report on a component of the same modules in the model before.
        read: The bytes of a file.
    """
    component, edges = inside.component, inside.edges
    pairs = tuple((edge.importer, edge.imported) for edge in edges)
    is_same_graph = earlier is not None and earlier.graph.pairs == pairs
    graph = earlier.graph if earlier and is_same_graph else ComponentGraph.of(pairs, len(component))
    taken = {module: finder.taken_from(module) for module in component}
    known = earlier.replayed if earlier is not None else None
    found = replayed(model, component, inside.around.reach, read, known)
    ways = _all_ways(pairs, taken, finder, earlier)
    if (
        earlier is not None
        and inside == earlier.inside
        and all(way is earlier.ways[pair] for pair, way in ways.items())
    ):
        if found.replay is earlier.replay:
            return replace(earlier, replayed=found)
        return replace(earlier, replayed=found, _findings={})  # those would ask the model before
    shared = inside.around.shared_reaches
    ranking = CutRanking(graph.core, names_on_edges(edges), finder.shared_module, shared)
    cuts = {pair: ranking.cuts(pair, ways[pair][0]) for pair in graph.tried}
    found_ways = {pair: way for pair, (way, _) in ways.items()}
    wanted = prices(found_ways, frozenset(component))
    fewest = frozenset(cut_set(pairs, wanted, facades(model, pairs)))
    return ComponentReport(inside, graph, taken, found, ways, cuts, fewest)


def _all_ways(
    pairs: Iterable[Pair],
    taken: Mapping[str, frozenset[str]],
    finder: CutFinder,
    earlier: ComponentReport | None,
) -> dict[Pair, tuple[Ways, Heard]]:
    found: dict[Pair, tuple[Ways, Heard]] = {}
    for pair in pairs:
        known = earlier.ways.get(pair) if earlier is not None else None
        is_taken_the_same = earlier is not None and earlier.taken[pair[0]] == taken[pair[0]]
        if known is None or not is_taken_the_same or not finder.model.still_holds(known[1]):
            known = finder.model.listen(partial(finder.ways, *pair))
        found[pair] = known
    return found


def _most_promising(pairs: Sequence[Pair], routes: Routes) -> list[Pair]:
    """The edges that lie on most of the shortest cycles."""
    on_cycles: Counter[Pair] = Counter()
    for pair in pairs:
        cycle = routes.cycle_through(pair)
        on_cycles.update(pairwise(cycle))
    return sorted(pairs, key=lambda pair: (-on_cycles[pair], pair))[:MOST_RANKED]
