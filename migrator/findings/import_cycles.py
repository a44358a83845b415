"""Imports inside a component of modules that import each other.

The item is the edge, because an edge is what somebody can cut; components group the screen, and each edge carries one shortest cycle through it.
Only import-time edges count. A deferred import, or one for typing, that closes a larger circle is shown and not counted: it is hidden, not
fixed. Implied edges to parent packages are no findings, since nobody wrote them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from migrator.facts.values import Colour
from migrator.findings.context import DetectContext, Detection
from migrator.findings.cut_set import cut_set
from migrator.findings.cuts import CutFinder, CutRanking, Ways, names_on_edges
from migrator.findings.digraph import CyclicCore, Routes, component_of, is_inside_one
from migrator.findings.digraph import Edge as Pair
from migrator.findings.programs import Programs
from migrator.findings.replay import Replay, Replayer, entries_in_words
from migrator.findings.scopes import is_inside, phase_scope
from migrator.findings.values import Cut, CycleEdge, Finding, Measure, Tier
from migrator.model.model import Model
from migrator.model.values import Edge, Symbol
from migrator.plan.values import Phase

KIND = "import-cycles"
LARGE = 60
"""Modules in a component above which cuts are tried on the most promising edges only."""
MOST_RANKED = 200
"""Edges of a large component whose cuts are tried."""
DENSE = 0.2
"""A component in which more than this share of the imports must go is called dense."""
_MOST_SHOWN = 6

_NOT_COUNTED = (
    (Colour.DEFERRED, (Colour.IMPORT_TIME, Colour.DEFERRED)),
    (Colour.TYPING, (Colour.IMPORT_TIME, Colour.DEFERRED, Colour.TYPING)),
)


def find_import_cycles(model: Model, phase: Phase, context: DetectContext) -> Detection:
    """The edges of all components that touch the scope.

    The measure is the number of import-time edges inside import-time components; its parts are components, modules, edges, deferred edges
    and typing edges.
    """
    del context
    scope = phase_scope(phase.scope, model.packages)
    components = model.components([Colour.IMPORT_TIME])
    membership = component_of(components)
    finder = CutFinder(model, phase.shared_module)
    programs = Programs(model)
    inside = _edges_by_component(model, membership)
    findings: list[Finding] = []
    touched: list[tuple[str, ...]] = []
    for component in components:
        wanted = [edge for edge in inside[component] if _touches(edge, scope)]
        if wanted:
            touched.append(component)
            replay = Replayer(model, component, programs=programs).replay()
            report = _ComponentReport.of(model, replay, inside[component], finder)
            findings.extend(report.finding(edge) for edge in wanted)
    counted = len(findings)
    for colour, colours in _NOT_COUNTED:
        findings.extend(_hidden(model, colour, colours, membership, scope))
    by_colour = Counter(finding.colour for finding in findings)
    measure = Measure(
        value=counted,
        goal=0,
        unit="cyclic imports",
        parts=(
            ("components", len(touched)),
            ("modules", sum(map(len, touched))),
            ("edges", counted),
            ("deferred edges", by_colour[Colour.DEFERRED]),
            ("typing edges", by_colour[Colour.TYPING]),
        ),
    )
    return Detection(tuple(sorted(findings, key=lambda finding: finding.id)), measure)


@dataclass(frozen=True)
class _ComponentReport:
    """What is true of all edges of one import-time component."""

    component: tuple[str, ...]
    edges: Sequence[Edge]
    routes: Routes
    replay: Replay
    on_entries: tuple[str, ...]
    cut_set: frozenset[Pair]
    ways: Mapping[Pair, Ways]
    cuts: Mapping[Pair, tuple[Cut, ...]]

    @classmethod
    def of(cls, model: Model, replay: Replay, edges: Sequence[Edge], finder: CutFinder) -> "_ComponentReport":
        component = replay.component
        pairs = [(edge.importer, edge.imported) for edge in edges]
        routes = Routes(pairs)
        ways = {pair: finder.ways(*pair) for pair in pairs}
        tried = _most_promising(pairs, routes) if len(component) > LARGE else pairs
        ranking = CutRanking(
            CyclicCore(pairs),
            names_on_edges(edges),
            finder.shared_module,
            _reached(model, finder.shared_module) & frozenset(component),
        )
        return cls(
            component=component,
            edges=edges,
            routes=routes,
            replay=replay,
            on_entries=tuple(entries_in_words(replay, len(component))),
            cut_set=frozenset(cut_set(pairs)),
            ways=ways,
            cuts={pair: ranking.cuts(pair, ways[pair]) for pair in tried},
        )

    def finding(self, edge: Edge) -> Finding:
        """The finding of one of its edges."""
        pair = (edge.importer, edge.imported)
        witness = self.routes.cycle_through(pair)
        names = _names(edge)
        return Finding(
            id=f"{KIND}:{edge.importer}>{edge.imported}",
            kind=KIND,
            tier=Tier.EXACT,
            title=_title(edge, witness),
            modules=tuple(sorted({edge.importer, edge.imported})),
            names=tuple(str(Symbol(edge.imported, name)) for name in names),
            evidence=tuple(self._evidence(edge, witness)),
            sites=tuple(sorted(found.site for found in edge.sites)),
            detail=CycleEdge(
                importer=edge.importer,
                imported=edge.imported,
                colour=Colour.IMPORT_TIME,
                component=self.component,
                names=names,
                cuts=self.cuts.get(pair, ()),
                fails_from=self.replay.fails_from,
            ),
            colour=Colour.IMPORT_TIME,
            witness=witness,
            group=_label(self.component),
        )

    def _evidence(self, edge: Edge, witness: Sequence[str]) -> Iterable[str]:
        yield from _statements(edge)
        if edge.importer == edge.imported:
            yield f"{edge.importer} imports itself."
        else:
            yield f"Importing leads back: {' > '.join(witness)}."
        yield (
            f"The component has {len(self.component)} {_plural('module', len(self.component))} and {len(self.edges)} "
            f"import-time {_plural('import', len(self.edges))}: {_some(self.component)}."
        )
        yield from self.on_entries
        yield from self._on_cuts((edge.importer, edge.imported))

    def _on_cuts(self, pair: Pair) -> Iterable[str]:
        cuts = self.cuts.get(pair)
        if cuts:
            best = cuts[0]
            yield (
                f"Cheapest cut: {best.kind.value} ({best.reason}); "
                f"{best.frees} of {len(self.component)} modules leave the cycles."
            )
        elif cuts is None and self.ways[pair].offered:
            way = self.ways[pair].offered[0]
            yield f"It can be cut: {way.kind.value} ({way.reason})."
        yield from (f"Not offered: {reason}." for reason in self.ways[pair].refused)
        if cuts is None:
            yield (
                f"What a cut frees was counted for the {len(self.cuts)} most promising of {len(self.edges)} imports only: "
                "the component is large."
            )
        size = len(self.cut_set)
        is_in = "this import is one of them" if pair in self.cut_set else "this import is not one of them"
        yield f"Without {size} of its imports the component has no cycle; {is_in}."
        if len(self.component) > 2 and size > DENSE * len(self.edges):
            yield "Its core is dense: no few cuts open it."


def _hidden(
    model: Model,
    colour: Colour,
    colours: Sequence[Colour],
    import_time: Mapping[str, tuple[str, ...]],
    scope: Sequence[str],
) -> Iterable[Finding]:
    """Edges of one colour that close a cycle together with earlier colours, where the import-time ones alone do not."""
    membership = component_of(model.components(colours))
    edges = [edge for edge in model.edges if edge.colour in colours and not edge.is_implied]
    inside = [edge for edge in edges if is_inside_one((edge.importer, edge.imported), membership)]
    routes = Routes((edge.importer, edge.imported) for edge in inside)
    for edge in inside:
        pair = (edge.importer, edge.imported)
        if edge.colour is not colour or is_inside_one(pair, import_time) or not _touches(edge, scope):
            continue
        if _is_earlier(model, edge):
            continue
        component = membership[edge.importer]
        witness = routes.cycle_through(pair)
        names = _names(edge)
        yield Finding(
            id=f"{KIND}:{colour.value}:{edge.importer}>{edge.imported}",
            kind=KIND,
            tier=Tier.EXACT,
            title=f"{_title(edge, witness)} ({colour.value})",
            modules=tuple(sorted({edge.importer, edge.imported})),
            names=tuple(str(Symbol(edge.imported, name)) for name in names),
            evidence=tuple(_hidden_evidence(edge, witness, component)),
            sites=tuple(sorted(found.site for found in edge.sites)),
            detail=CycleEdge(edge.importer, edge.imported, colour, component, names),
            counts=False,
            colour=colour,
            witness=witness,
            group=f"{_label(component)}, {colour.value}",
        )


def _is_earlier(model: Model, edge: Edge) -> bool:
    """The same pair has an edge of an earlier colour, so this one closes nothing new."""
    order = list(Colour)
    others = model.edges_between(edge.importer, edge.imported)
    return any(
        order.index(other.colour) < order.index(edge.colour) and not other.is_implied for other in others
    )


def _hidden_evidence(edge: Edge, witness: Sequence[str], component: Sequence[str]) -> Iterable[str]:
    yield from _statements(edge)
    yield f"Importing leads back: {' > '.join(witness)}."
    when = "inside a function" if edge.colour is Colour.DEFERRED else "for type checkers only"
    yield f"The import runs {when}, so it does not fail while modules are imported: the cycle is hidden, not fixed. It is not counted."
    yield f"With such imports the component has {len(component)} modules: {_some(component)}."


def _statements(edge: Edge) -> Iterable[str]:
    for found in edge.sites[:_MOST_SHOWN]:
        takes = f"takes {', '.join(found.names)} of" if found.names and "*" not in found.names else "imports"
        yield f"{edge.importer} {takes} {edge.imported} at {found.site.path}:{found.site.line}: `{found.site.text}`."
    if len(edge.sites) > _MOST_SHOWN:
        yield f"And at {len(edge.sites) - _MOST_SHOWN} more places."


def _edges_by_component(
    model: Model, membership: Mapping[str, tuple[str, ...]]
) -> dict[tuple[str, ...], list[Edge]]:
    found: dict[tuple[str, ...], list[Edge]] = {component: [] for component in membership.values()}
    for edge in model.edges:
        is_own = edge.colour is Colour.IMPORT_TIME and not edge.is_implied
        if is_own and is_inside_one((edge.importer, edge.imported), membership):
            found[membership[edge.importer]].append(edge)
    return found


def _most_promising(pairs: Sequence[Pair], routes: Routes) -> list[Pair]:
    """The edges that lie on most of the shortest cycles."""
    on_cycles: Counter[Pair] = Counter()
    for pair in pairs:
        cycle = routes.cycle_through(pair)
        on_cycles.update(pairwise(cycle))
    return sorted(pairs, key=lambda pair: (-on_cycles[pair], pair))[:MOST_RANKED]


def _reached(model: Model, module: str) -> frozenset[str]:
    """All that importing a module leads to by own import-time edges, itself included."""
    if not module:
        return frozenset()
    following = model.successors([Colour.IMPORT_TIME])
    found, stack = {module}, [module]
    while stack:
        for there in following.get(stack.pop(), ()):
            if there not in found:
                found.add(there)
                stack.append(there)
    return frozenset(found)


def _touches(edge: Edge, scope: Sequence[str]) -> bool:
    return is_inside(edge.importer, scope) or is_inside(edge.imported, scope)


def _names(edge: Edge) -> tuple[str, ...]:
    return tuple(sorted({name for found in edge.sites for name in found.names}))


def _title(edge: Edge, witness: Sequence[str]) -> str:
    if edge.importer == edge.imported:
        return f"{edge.importer} imports itself"
    return f"{edge.importer} imports {edge.imported}, in a cycle of {len(witness) - 1}"


def _label(component: Sequence[str]) -> str:
    return f"{component[0]} ({len(component)} {_plural('module', len(component))})"


def _plural(word: str, number: int) -> str:
    return word if number == 1 else f"{word}s"


def _some(names: Sequence[str]) -> str:
    more = len(names) - _MOST_SHOWN
    return ", ".join(names[:_MOST_SHOWN]) + (f" and {more} more" if more > 0 else "")
