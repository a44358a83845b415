"""A breach of layers as a finding: the route, the statements behind its last import, and the ways to take that away."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from migrator.facts.values import Colour
from migrator.findings.cuts import CutFinder
from migrator.findings.layer_routes import Route
from migrator.findings.values import Cut, CutKind, Finding, LayerBreach, Tier
from migrator.model.graph import imports_of_others
from migrator.model.model import Model
from migrator.model.values import Site, Symbol

KIND = "layers"
_NO_CUTS = {CutKind.DEFER: Colour.DEFERRED, CutKind.GUARD: Colour.TYPING}
"""Ways that only give an import another colour."""


@dataclass(frozen=True)
class Breach:
    """An import that may not be, at the end of a route.

    Attributes:
        route: Its last two modules are importer and imported.
        lower: What must not import.
        higher: What must not be imported.
        against: What forbids it, in sentences.
        said: How it goes wrong, for the title.
    """

    route: Route
    lower: str
    higher: str
    against: tuple[str, ...]
    said: str


def breach_finding(model: Model, breach: Breach, finder: CutFinder, colours: Collection[Colour]) -> Finding:
    """The finding.

    Args:
        model: The repository.
        breach: What is wrong.
        finder: Of ways to take an import away.
        colours: Imports that count; a way that leaves one of them is none.
    """
    importer, imported = breach.route[-2], breach.route[-1]
    edges = [edge for edge in model.edges_between(importer, imported) if edge.colour in colours]
    sites = tuple(sorted(found.site for edge in edges for found in edge.sites)) or _sites_of_others(
        model, importer, imported, colours
    )
    names = sorted({name for edge in edges for found in edge.sites for name in found.names})
    cuts = _cuts(model, finder, importer, imported, colours)
    return Finding(
        id=f"{KIND}:{importer}>{imported}",
        kind=KIND,
        tier=Tier.EXACT,
        title=f"{importer} imports {imported}, {breach.said}",
        modules=tuple(sorted(set(breach.route))),
        names=tuple(str(Symbol(imported, name)) for name in names),
        evidence=tuple(_evidence(breach, sites, cuts, colours)),
        sites=sites,
        detail=LayerBreach(
            importer, imported, lower=breach.lower, higher=breach.higher, route=breach.route, cuts=cuts
        ),
        group=f"{breach.lower} > {breach.higher}",
    )


def _sites_of_others(
    model: Model, importer: str, package: str, colours: Collection[Colour]
) -> tuple[Site, ...]:
    own = {importer: model.modules[importer]}
    return tuple(sorted(imports_of_others(own, model.facts, package, colours)))


def _cuts(
    model: Model, finder: CutFinder, importer: str, imported: str, colours: Collection[Colour]
) -> tuple[Cut, ...]:
    if imported not in model.modules:
        return ()
    return tuple(
        Cut(way.kind, importer, imported, way.names, 0, way.reason)
        for way in finder.ways(importer, imported).offered
        if _NO_CUTS.get(way.kind) not in colours
    )


def _evidence(
    breach: Breach, sites: Sequence[Site], cuts: Sequence[Cut], colours: Collection[Colour]
) -> Iterator[str]:
    yield from breach.against
    which = (
        "at import time, in functions and for typing only"
        if Colour.TYPING in colours
        else "at import time and in functions; those for typing only do not count"
    )
    yield f"Shortest route: {' > '.join(breach.route)} (imports {which})."
    for site in sites:
        yield f"{site.path}:{site.line}: `{site.text}`."
    if cuts:
        yield f"Cheapest cut: {cuts[0].kind.value} ({cuts[0].reason})."
