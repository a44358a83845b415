"""Imports inside a component of modules that import each other.

The item is the edge, because an edge is what somebody can cut; components group the screen, and each edge carries one shortest cycle through it.
Only import-time edges count. A deferred import, or one for typing, that closes a larger circle is shown and not counted: it is hidden, not
fixed. Implied edges to parent packages are no findings, since nobody wrote them.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from migrator.facts.values import Colour
from migrator.findings.component_report import ComponentReport, Inside, Surroundings, component_report
from migrator.findings.context import DetectContext, Detection
from migrator.findings.cuts import CutFinder
from migrator.findings.digraph import component_of
from migrator.findings.hidden_cycles import Circle, HiddenEdges, edges_inside, hidden_edges
from migrator.findings.programs import ReadFile
from migrator.findings.replayed import Reach, depths
from migrator.findings.scopes import Scope, phase_scope
from migrator.findings.values import Finding, Measure
from migrator.model.graph import importers_of, leading_to
from migrator.model.model import Model
from migrator.plan.values import Phase

Component = tuple[str, ...]
Colours = tuple[Colour, ...]

_IMPORT_TIME: Colours = (Colour.IMPORT_TIME,)
_NOT_COUNTED: tuple[Colours, ...] = (
    (Colour.IMPORT_TIME, Colour.DEFERRED),
    (Colour.IMPORT_TIME, Colour.DEFERRED, Colour.TYPING),
)


@dataclass(frozen=True)
class _Memory:
    """What was found in each component, to be taken over where it still holds."""

    scope: Scope = field(default_factory=lambda: Scope(()))
    reports: Mapping[Component, ComponentReport] = field(default_factory=dict)
    hidden: Mapping[tuple[Colours, Component], HiddenEdges] = field(default_factory=dict)


def find_import_cycles(model: Model, phase: Phase, context: DetectContext) -> Detection:
    """The edges of all components that touch the scope.

    The measure is the number of import-time edges inside import-time components; its parts are components, modules, edges, deferred edges
    and typing edges.
    """
    scope = Scope(phase_scope(phase.scope, model.packages))
    known = context.earlier
    earlier = known if isinstance(known, _Memory) and known.scope == scope else _Memory()
    reports = _reports(model, phase, scope, earlier, context.read_again or context.read)
    if context.can_change:  # read later, a file that somebody has saved meanwhile would be refused, and what is said would depend on when it is asked
        for report in reports.values():
            report.replay()
    hidden = _hidden(model, scope, earlier)
    counted = [
        report.finding(edge)
        for report in reports.values()
        for edge in report.inside.edges
        if scope.touches(edge)
    ]
    not_counted = [finding for found in hidden.values() for _, finding in found.found.values()]
    findings = sorted(counted + not_counted, key=lambda finding: finding.id)
    measure = _measure(reports, counted, not_counted)
    return Detection(tuple(findings), measure, _Memory(scope, reports, hidden))


def _reports(
    model: Model, phase: Phase, scope: Scope, earlier: _Memory, read: ReadFile | None
) -> dict[Component, ComponentReport]:
    """The import-time components that touch the scope."""
    finder = CutFinder(model, phase.shared_module)
    outside = _Outside(model, phase.shared_module)
    insides: list[Inside] = []
    for component in model.components(_IMPORT_TIME):
        edges = edges_inside(component, _IMPORT_TIME, model.links)
        if any(scope.touches(edge) for edge in edges):
            around = outside.around(component, earlier.reports.get(component))
            insides.append(Inside(component, edges, around))
    found: dict[Component, ComponentReport] = {}
    for inside, depth in zip(insides, depths(model, [one.around.reach for one in insides]), strict=True):
        known = earlier.reports.get(inside.component)
        around = replace(inside.around, reach=replace(inside.around.reach, depth=depth))
        wanted = replace(inside, around=around)
        found[inside.component] = component_report(model, wanted, finder, known, read)
    return found


@dataclass(frozen=True)
class _Outside:
    """What lies around components. What several of them need is looked up once."""

    model: Model
    shared_module: str

    def around(self, component: Component, earlier: ComponentReport | None) -> Surroundings:
        if earlier is not None and earlier.inside.around.shape is self.model.shape:
            return earlier.inside.around
        shared = self._reached & frozenset(component)
        leads_back = leading_to(self._importers, component)
        executed = leads_back & leading_to(self._imported, component)
        may_come_back = leading_to(self._importers_ever, component)
        executed_ever = may_come_back & leading_to(self._imported_ever, component)
        reach = Reach(leads_back, executed, may_come_back, executed_ever)
        return Surroundings(self.model.shape, reach, shared)

    @cached_property
    def _importers(self) -> Mapping[str, Sequence[str]]:
        return importers_of(self.model.edges, _IMPORT_TIME)

    @cached_property
    def _importers_ever(self) -> Mapping[str, Sequence[str]]:
        return importers_of(self.model.edges, (Colour.IMPORT_TIME, Colour.DEFERRED))

    @cached_property
    def _imported(self) -> Mapping[str, Sequence[str]]:
        return _turned(self._importers)

    @cached_property
    def _imported_ever(self) -> Mapping[str, Sequence[str]]:
        return _turned(self._importers_ever)

    @cached_property
    def _reached(self) -> frozenset[str]:
        """All that importing the shared module leads to by own import-time edges, itself included."""
        if not self.shared_module:
            return frozenset()
        following = self.model.successors(_IMPORT_TIME)
        found, stack = {self.shared_module}, [self.shared_module]
        while stack:
            for there in following.get(stack.pop(), ()):
                if there not in found:
                    found.add(there)
                    stack.append(there)
        return frozenset(found)


def _turned(importers: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """By importer, what it imports."""
    found: dict[str, list[str]] = {}
    for imported, names in importers.items():
        for name in names:
            found.setdefault(name, []).append(imported)
    return found


def _hidden(model: Model, scope: Scope, earlier: _Memory) -> dict[tuple[Colours, Component], HiddenEdges]:
    import_time = component_of(model.components(_IMPORT_TIME))
    found: dict[tuple[Colours, Component], HiddenEdges] = {}
    for colours in _NOT_COUNTED:
        for component in model.components(colours):
            edges = edges_inside(component, colours, model.links)
            known = earlier.hidden.get((colours, component), HiddenEdges())
            circle = Circle(component, colours, edges)
            found[colours, component] = hidden_edges(circle, import_time, scope, known)
    return found


def _measure(
    reports: Mapping[Component, ComponentReport], counted: Sequence[Finding], not_counted: Sequence[Finding]
) -> Measure:
    by_colour = Counter(finding.colour for finding in not_counted)
    return Measure(
        value=len(counted),
        goal=0,
        unit="cyclic imports",
        parts=(
            ("components", len(reports)),
            ("modules", sum(map(len, reports))),
            ("edges", len(counted)),
            ("deferred edges", by_colour[Colour.DEFERRED]),
            ("typing edges", by_colour[Colour.TYPING]),
        ),
    )
