"""Imports against the plan's layers.

A module of a layer may import its own layer and those below; siblings in one layer are independent of each other. A breach is the import that
goes up (or across): directly, or at the end of a route through modules that are in no layer. Import-time and deferred imports count, those for
type checkers only do not.
"""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from migrator.facts.values import Colour
from migrator.findings.context import DetectContext, Detection
from migrator.findings.cuts import CutFinder
from migrator.findings.scopes import is_inside, phase_scope
from migrator.findings.values import Cut, Finding, LayerBreach, Measure, Tier
from migrator.model.model import Model
from migrator.model.values import Site, Symbol
from migrator.plan.values import Phase

KIND = "layers"
COLOURS = (Colour.IMPORT_TIME, Colour.DEFERRED)


@dataclass(frozen=True, order=True)
class _Layer:
    """One sibling of one layer; rank 0 is the highest."""

    rank: int
    name: str

    def may_import(self, other: "_Layer") -> bool:
        """Downwards, or inside itself."""
        return self.rank < other.rank or self == other


def find_layers(model: Model, phase: Phase, context: DetectContext) -> Detection:
    """The illegal imports, one finding each, with the shortest route from a lower layer.

    The measure is their number; its parts are those that are direct and those on a route.
    """
    del context
    scope = phase_scope(phase.scope, model.packages)
    membership = _membership(model, phase)
    breaches = _breaches(_following(model), membership)
    finder = CutFinder(model, phase.shared_module)
    findings = tuple(
        _finding(model, breaches[pair], membership, finder)
        for pair in sorted(breaches)
        if is_inside(pair[0], scope) or is_inside(pair[1], scope)
    )
    direct = sum(len(f.detail.route) == 2 for f in findings if isinstance(f.detail, LayerBreach))
    parts = (("direct", direct), ("on a route", len(findings) - direct))
    return Detection(findings, Measure(len(findings), 0, "illegal imports", parts))


def _membership(model: Model, phase: Phase) -> dict[str, _Layer]:
    """By module, the layer with the longest matching name."""
    layers = [_Layer(rank, name) for rank, names in enumerate(phase.layers) for name in names]
    by_name = {layer.name: layer for layer in layers}
    found: dict[str, _Layer] = {}
    for module in model.modules:
        name = module
        while name:
            if name in by_name:
                found[module] = by_name[name]
                break
            name = name.rpartition(".")[0]
    return found


def _following(model: Model) -> dict[str, list[str]]:
    found: dict[str, dict[str, None]] = {}
    for edge in model.edges:
        if edge.colour in COLOURS and not edge.is_implied:
            found.setdefault(edge.importer, {})[edge.imported] = None
    return {importer: sorted(imported) for importer, imported in found.items()}


def _breaches(
    following: Mapping[str, Sequence[str]], membership: Mapping[str, _Layer]
) -> dict[tuple[str, str], tuple[str, ...]]:
    """By the import that goes up, the shortest route that ends with it; ties by name."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    members: dict[_Layer, list[str]] = {}
    for module in sorted(membership):
        members.setdefault(membership[module], []).append(module)
    for layer in sorted(members):
        for route in _routes_up(layer, members[layer], following, membership):
            pair = (route[-2], route[-1])
            if pair not in found or (len(route), route) < (len(found[pair]), found[pair]):
                found[pair] = route
    return found


def _routes_up(
    own: _Layer,
    starts: Sequence[str],
    following: Mapping[str, Sequence[str]],
    membership: Mapping[str, _Layer],
) -> Iterable[tuple[str, ...]]:
    """One search from all modules of a layer at once, through modules of no layer."""
    came_from: dict[str, str] = dict.fromkeys(starts, "")
    queue = deque(starts)
    while queue:
        here = queue.popleft()
        for there in following.get(here, ()):
            layer = membership.get(there)
            if layer is not None and not own.may_import(layer):
                yield (*_route(here, came_from), there)
            elif layer is None and there not in came_from:
                came_from[there] = here
                queue.append(there)


def _route(end: str, came_from: Mapping[str, str]) -> tuple[str, ...]:
    route = [end]
    while came_from[route[-1]]:
        route.append(came_from[route[-1]])
    return tuple(reversed(route))


def _finding(
    model: Model, route: tuple[str, ...], membership: Mapping[str, _Layer], finder: CutFinder
) -> Finding:
    importer, imported = route[-2], route[-1]
    lower, higher = membership[route[0]], membership[imported]
    edges = [edge for edge in model.edges_between(importer, imported) if edge.colour in COLOURS]
    sites = tuple(sorted(found.site for edge in edges for found in edge.sites))
    names = sorted({name for edge in edges for found in edge.sites for name in found.names})
    ways = finder.ways(importer, imported)
    cuts = tuple(Cut(way.kind, importer, imported, way.names, 0, way.reason) for way in ways.offered)
    return Finding(
        id=f"{KIND}:{importer}>{imported}",
        kind=KIND,
        tier=Tier.EXACT,
        title=f"{importer} imports {imported}, {'up' if lower.rank > higher.rank else 'across'} to {higher.name}",
        modules=tuple(sorted(set(route))),
        names=tuple(str(Symbol(imported, name)) for name in names),
        evidence=tuple(_evidence(route, lower, higher, sites, cuts)),
        sites=sites,
        detail=LayerBreach(importer, imported, lower=lower.name, higher=higher.name, route=route, cuts=cuts),
        group=f"{lower.name} > {higher.name}",
    )


def _evidence(
    route: Sequence[str], lower: _Layer, higher: _Layer, sites: Sequence[Site], cuts: Sequence[Cut]
) -> Iterable[str]:
    if lower.rank > higher.rank:
        yield f"The layer {lower.name} is below {higher.name} and must not import it."
    else:
        yield f"The layers {lower.name} and {higher.name} are siblings and must not import each other."
    yield f"Shortest route: {' > '.join(route)} (imports at import time and in functions; those for typing only do not count)."
    for site in sites:
        yield f"{site.path}:{site.line}: `{site.text}`."
    if cuts:
        yield f"Cheapest cut: {cuts[0].kind.value} ({cuts[0].reason})."
