"""Imports that close a cycle only when they run later, or for type checkers: shown, not counted.

What is found in a component follows from the edges inside it alone: whether the import-time ones close the circle, the colours that a pair has, and
the shortest way back. So a component with the same edges has the same findings; where only statements moved, those of the other edges stay.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from migrator.facts.values import Colour
from migrator.findings.cycle_words import KIND, label, names, some, statements, title
from migrator.findings.digraph import Edge as Pair
from migrator.findings.digraph import Routes, is_inside_one
from migrator.findings.scopes import Scope
from migrator.findings.values import CycleEdge, Finding, Tier
from migrator.model.graph import Links
from migrator.model.values import Edge, Symbol

Component = tuple[str, ...]


@dataclass(frozen=True)
class Circle:
    """A component of edges of several colours.

    Attributes:
        component: Modules that import each other in these colours.
        colours: Those that count as closing, the one that is looked at last.
        edges: All edges of these colours between the modules, sorted.
    """

    component: Component
    colours: Sequence[Colour]
    edges: tuple[Edge, ...]


@dataclass(frozen=True)
class HiddenEdges:
    """What was found in one component of edges of several colours."""

    edges: tuple[Edge, ...] = ()
    found: Mapping[Pair, tuple[Edge, Finding]] = field(default_factory=dict)


def hidden_edges(
    circle: Circle, import_time: Mapping[str, Component], scope: Scope, earlier: HiddenEdges
) -> HiddenEdges:
    """The edges of the last colour that close a cycle together with earlier colours, where the import-time ones alone do not.

    Args:
        circle: Where they are looked for.
        import_time: By module, its import-time component.
        scope: What the phase is about.
        earlier: What was found before among the same modules in the same colours and scope.
    """
    edges, colour = circle.edges, circle.colours[-1]
    if edges == earlier.edges:
        return earlier
    others = {(edge.importer, edge.imported) for edge in edges if edge.colour is not colour}
    routes = _ways_back(edges, earlier)
    found: dict[Pair, tuple[Edge, Finding]] = {}
    for edge in edges:
        pair = (edge.importer, edge.imported)
        if edge.colour is not colour or pair in others or is_inside_one(pair, import_time):
            continue
        if scope.touches(edge):
            known = earlier.found.get(pair) if isinstance(routes, HiddenEdges) else None
            found[pair] = (
                known
                if known is not None and known[0] == edge
                else (edge, _finding(edge, colour, circle.component, _witness(routes, pair)))
            )
    return HiddenEdges(edges, found)


def edges_inside(
    component: Component, colours: Sequence[Colour], links: Mapping[str, Links]
) -> tuple[Edge, ...]:
    """The own edges of some colours between modules of a component, sorted."""
    members = frozenset(component)
    return tuple(
        edge
        for module in component
        for edge in links[module].edges
        if edge.imported in members and edge.colour in colours and not edge.is_implied
    )


def _ways_back(edges: tuple[Edge, ...], earlier: HiddenEdges) -> Routes | HiddenEdges:
    """Routes over the edges; the earlier findings know them where modules import the same ones as before."""
    is_same = [_ends(edge) for edge in edges] == [_ends(edge) for edge in earlier.edges]
    return earlier if is_same else Routes((edge.importer, edge.imported) for edge in edges)


def _ends(edge: Edge) -> tuple[str, str, Colour]:
    return edge.importer, edge.imported, edge.colour


def _witness(routes: Routes | HiddenEdges, pair: Pair) -> tuple[str, ...]:
    return routes.cycle_through(pair) if isinstance(routes, Routes) else routes.found[pair][1].witness


def _finding(edge: Edge, colour: Colour, component: Component, witness: tuple[str, ...]) -> Finding:
    taken = names(edge)
    return Finding(
        id=f"{KIND}:{colour.value}:{edge.importer}>{edge.imported}",
        kind=KIND,
        tier=Tier.EXACT,
        title=f"{title(edge, witness)} ({colour.value})",
        modules=tuple(sorted({edge.importer, edge.imported})),
        names=tuple(str(Symbol(edge.imported, name)) for name in taken),
        evidence=tuple(_evidence(edge, witness, component)),
        sites=tuple(sorted(found.site for found in edge.sites)),
        detail=CycleEdge(edge.importer, edge.imported, colour, component, taken),
        counts=False,
        colour=colour,
        witness=witness,
        group=f"{label(component)}, {colour.value}",
    )


def _evidence(edge: Edge, witness: Sequence[str], component: Sequence[str]) -> Iterable[str]:
    yield from statements(edge)
    yield f"Importing leads back: {' > '.join(witness)}."
    when = "inside a function" if edge.colour is Colour.DEFERRED else "for type checkers only"
    yield f"The import runs {when}, so it does not fail while modules are imported: the cycle is hidden, not fixed. It is not counted."
    yield f"With such imports the component has {len(component)} modules: {some(component)}."
