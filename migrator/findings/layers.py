"""Imports against the plan's layers.

A module of a layer may import its own layer and those below; siblings in one layer are independent of each other. A breach is the import that
goes up (or across): directly, or at the end of a route through modules that are in no layer. Import-time and deferred imports count, those for
type checkers only do not. A plan may leave the layers to an import-linter configuration: then its contracts are checked instead.
"""

from collections.abc import Mapping

from migrator.facts.values import Colour
from migrator.findings.context import DetectContext, Detection
from migrator.findings.contract_findings import find_contract_breaches
from migrator.findings.cuts import CutFinder
from migrator.findings.layer_findings import Breach, breach_finding
from migrator.findings.layer_routes import Layer, Route, membership, routes_up
from migrator.findings.scopes import is_inside, phase_scope
from migrator.findings.values import LayerBreach, Measure
from migrator.model.model import Model
from migrator.plan.values import Phase

COLOURS = (Colour.IMPORT_TIME, Colour.DEFERRED)


def find_layers(model: Model, phase: Phase, context: DetectContext) -> Detection:
    """The illegal imports, one finding each, with the shortest route from a lower layer.

    The measure is their number; its parts are those that are direct and those on a route.
    """
    del context
    if phase.contracts is not None:
        return find_contract_breaches(model, phase, phase.contracts)
    scope = phase_scope(phase.scope, model.packages)
    members = membership(
        model.modules, [Layer(rank, name) for rank, names in enumerate(phase.layers) for name in names]
    )
    finder = CutFinder(model, phase.shared_module)
    findings = tuple(
        breach_finding(model, _breach(route, members), finder, COLOURS)
        for route in _shortest(model, members)
        if is_inside(route[-2], scope) or is_inside(route[-1], scope)
    )
    direct = sum(len(f.detail.route) == 2 for f in findings if isinstance(f.detail, LayerBreach))
    parts = (("direct", direct), ("on a route", len(findings) - direct))
    return Detection(findings, Measure(len(findings), 0, "illegal imports", parts))


def _shortest(model: Model, members: Mapping[str, Layer]) -> tuple[Route, ...]:
    """By the import that goes up, the shortest route that ends with it; ties by name."""
    following: dict[str, dict[str, None]] = {}
    for edge in model.edges:
        if edge.colour in COLOURS and not edge.is_implied:
            following.setdefault(edge.importer, {})[edge.imported] = None
    found: dict[tuple[str, str], Route] = {}
    for route in routes_up({importer: sorted(imported) for importer, imported in following.items()}, members):
        pair = (route[-2], route[-1])
        if pair not in found or (len(route), route) < (len(found[pair]), found[pair]):
            found[pair] = route
    return tuple(found[pair] for pair in sorted(found))


def _breach(route: Route, members: Mapping[str, Layer]) -> Breach:
    lower, higher = members[route[0]], members[route[-1]]
    direction = "up" if lower.rank > higher.rank else "across"
    return Breach(route, lower.name, higher.name, (lower.why_not(higher),), f"{direction} to {higher.name}")
