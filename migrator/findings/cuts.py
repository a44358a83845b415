"""How an import can be cut, cheapest first, and what that frees.

Each way is offered only where the facts prove it: where a use cannot be placed, or somebody else takes the name from the importer, it is
refused, and the reason is part of the evidence. What a cut frees is counted on the graph, with the imports that it makes instead.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from migrator.facts.values import Definition, DefinitionKind, Facts, Moment, Use
from migrator.findings.annotations import why_evaluated
from migrator.findings.bindings import Binding, UsesByName, edge_bindings, moments, names_taken_by_others
from migrator.findings.digraph import CyclicCore, Edge
from migrator.findings.values import Cut, CutKind
from migrator.model.model import Model
from migrator.model.values import Defined, IsModule
from migrator.model.values import Edge as ImportEdge

ORDER = {kind: index for index, kind in enumerate(CutKind)}
_NEVER_EVALUATED = frozenset({Moment.ANNOTATION, Moment.TYPING})
_MOVEABLE = frozenset(
    {DefinitionKind.CLASS, DefinitionKind.FUNCTION, DefinitionKind.ASSIGNMENT, DefinitionKind.TYPE_ALIAS}
)


@dataclass(frozen=True)
class Way:
    """One way to cut an edge, before its effect is counted."""

    kind: CutKind
    names: tuple[str, ...]
    reason: str
    instead: tuple[str, ...] = ()
    """Modules that the importer imports instead."""


@dataclass(frozen=True)
class Ways:
    """All that was considered for one edge: what can be done, and why the rest cannot."""

    offered: tuple[Way, ...] = ()
    refused: tuple[str, ...] = ()


@dataclass
class CutFinder:
    """The ways to cut edges of one model. What several edges need is looked up once."""

    model: Model
    shared_module: str = ""
    _taken: dict[str, frozenset[str]] = field(init=False, default_factory=dict)
    _uses: dict[str, UsesByName] = field(init=False, default_factory=dict)

    def taken_from(self, module: str) -> frozenset[str]:
        """The names that others take from a module."""
        known = self._taken.get(module)
        if known is None:
            known = self._taken[module] = names_taken_by_others(self.model, module)
        return known

    def ways(self, importer: str, imported: str) -> Ways:
        """How the import-time imports of one module by another can go."""
        facts = self.model.facts_of(importer)
        bindings = edge_bindings(self.model, importer, imported)
        if facts is None or not bindings or importer == imported:
            return Ways()
        if any(binding.is_star for binding in bindings):
            return Ways(refused=("a star import may bring any name",))
        offered: list[Way] = []
        refused: list[str] = []
        for found in (
            self._from_here(importer, imported, facts, bindings),
            self._definition(importer, imported, bindings),
            self._move(importer, imported, bindings),
        ):
            offered.extend(found.offered)
            refused.extend(found.refused)
        return Ways(tuple(sorted(offered, key=lambda way: ORDER[way.kind])), tuple(refused))

    def _from_here(self, importer: str, imported: str, facts: Facts, bindings: Sequence[Binding]) -> Ways:
        """The ways that depend on what the importer does with the names: drop, guard, defer."""
        wanted = self._wanted_elsewhere(importer, facts, bindings)
        if wanted:
            return Ways(refused=(wanted,))
        uses = self._uses.setdefault(importer, UsesByName(facts))
        by_binding = {binding: uses.of(binding) for binding in bindings}
        looked_up = tuple(use for found in by_binding.values() for use in found)
        unused = [binding for binding, found in by_binding.items() if not found]
        if not looked_up:
            return _drop(importer, imported, bindings)
        if unused:
            return Ways(refused=(f"{_shown(unused, imported)} is not used, the other names are",))
        if moments(looked_up) <= _NEVER_EVALUATED:
            return self._guard(importer, imported, bindings, looked_up)
        shown = _shown(bindings, imported)
        if moments(looked_up) <= {Moment.DEFERRED}:
            reason = f"{shown} is used inside functions only; importing it there hides the cycle, it does not fix it"
            return Ways((Way(CutKind.DEFER, _names(bindings), reason),))
        return Ways(refused=(f"{shown} is needed while {importer} is imported",))

    def _guard(self, importer: str, imported: str, bindings: Sequence[Binding], uses: Sequence[Use]) -> Ways:
        why_not = why_evaluated(self.model, importer, uses)
        if why_not:
            return Ways(refused=(f"no guard for typing: {why_not}",))
        facts = self.model.facts_of(importer)
        is_lazy = facts is not None and facts.has_future_annotations
        how = "which are not evaluated" if is_lazy else "to be quoted"
        reason = f"{_shown(bindings, imported)} is used in annotations only, {how}"
        return Ways((Way(CutKind.GUARD, _names(bindings), reason),))

    def _wanted_elsewhere(self, importer: str, facts: Facts, bindings: Sequence[Binding]) -> str:
        """Why the names must stay bound in the importer, or ``""``."""
        if self.model.modules[importer].is_package:
            return f"{importer} is a package: its names are there for others"
        if facts.is_dynamic or facts.is_exports_open:
            return f"{importer} uses its names in a way that cannot be read"
        for binding in bindings:
            local = binding.local.partition(".")[0]
            if binding.is_reexport or local in (facts.exports or ()):
                return f"{importer} offers {local} to others"
            if local in self.taken_from(importer):
                return f"others take {local} from {importer}"
            if binding.is_guarded or local in facts.deleted:
                return f"{local} is bound under a condition"
        return ""

    def _definition(self, importer: str, imported: str, bindings: Sequence[Binding]) -> Ways:
        homes: dict[str, str] = {}
        for binding in bindings:
            meaning = self.model.resolve(imported, binding.name) if binding.name else None
            home = ""
            if isinstance(meaning, Defined) and meaning.symbol.module not in {imported, importer}:
                home = meaning.symbol.module
            elif isinstance(meaning, IsModule) and meaning.module not in {imported, importer}:
                home = meaning.module
                parent, _, last = home.rpartition(".")
                own = self.model.resolve(parent, last) if parent else meaning
                if not (isinstance(own, IsModule) and own.module == home):
                    return Ways(refused=(f"{parent} means something else by {last} than its module",))
            if not home:
                return Ways()
            homes[binding.name] = home
        instead = tuple(sorted(set(homes.values())))
        are = "is" if len(homes) == 1 else "are"
        reason = f"{_shown(bindings, imported)} {are} only re-exported by {imported}; the definition is in {', '.join(instead)}"
        return Ways((Way(CutKind.DEFINITION, _names(bindings), reason, instead),))

    def _move(self, importer: str, imported: str, bindings: Sequence[Binding]) -> Ways:
        facts = self.model.facts_of(imported)
        if facts is None or imported == self.shared_module:
            return Ways()
        for binding in bindings:
            found = [one for one in facts.definitions if one.name == binding.name]
            if not found:
                return Ways()
            if not _is_moveable(found):
                return Ways(refused=(f"{binding.name} is bound in {imported} in a way that cannot be moved",))
        are = "is" if len(bindings) == 1 else "are"
        where = f"to {self.shared_module}" if self.shared_module else "down to a module of its own"
        instead = (self.shared_module,) if self.shared_module and self.shared_module != importer else ()
        reason = f"{_shown(bindings, imported)} {are} defined in {imported} and can move {where}"
        return Ways((Way(CutKind.MOVE, _names(bindings), reason, instead),))


@dataclass(frozen=True)
class CutRanking:
    """What cuts free inside one component.

    Attributes:
        core: The import-time edges of the component.
        names: By edge, the names it takes; ``*`` stands for the module itself.
        shared_module: Where moved names go.
        shared_reaches: The members of the component that the shared module imports, directly or not.
    """

    core: CyclicCore
    names: Mapping[Edge, frozenset[str]]
    shared_module: str = ""
    shared_reaches: frozenset[str] = frozenset()

    def cuts(self, edge: Edge, ways: Ways) -> tuple[Cut, ...]:
        """The ways as cuts with their effect, cheapest first."""
        return tuple(
            Cut(way.kind, edge[0], edge[1], way.names, frees=self._frees(edge, way), reason=way.reason)
            for way in ways.offered
        )

    def _frees(self, edge: Edge, way: Way) -> int:
        if way.kind is not CutKind.MOVE:
            return max(0, self.core.frees([edge], [(edge[0], module) for module in way.instead]))
        moved = frozenset(way.names)
        removed = [
            other
            for other in self.core.edges
            if other[1] == edge[1] and self.names.get(other, frozenset("*")) <= moved
        ]
        return max(0, self.core.frees(removed, self._edges_after_move(edge[1], moved)))

    def _edges_after_move(self, module: str, moved: frozenset[str]) -> list[Edge]:
        """What imports the shared module afterwards, as edges to what that imports in turn."""
        if not self.shared_module:
            return []
        users = {other[0] for other, names in self.names.items() if other[1] == module and names & moved}
        if self.shared_module in self.core:
            return [
                (user, self.shared_module) for user in sorted(users | {module}) if user != self.shared_module
            ]
        return [(user, there) for user in sorted(users | {module}) for there in sorted(self.shared_reaches)]


def names_on_edges(edges: Iterable[ImportEdge]) -> dict[Edge, frozenset[str]]:
    """By import-time edge, the names it takes; an import of the module itself has the name ``*``."""
    return {
        (edge.importer, edge.imported): frozenset(
            name for site in edge.sites for name in (site.names or ("*",))
        )
        for edge in edges
    }


def _drop(importer: str, imported: str, bindings: Sequence[Binding]) -> Ways:
    shown = _shown(bindings, imported)
    if any(binding.is_module for binding in bindings):
        return Ways(refused=(f"{shown} is not used, but may be imported for what its import does",))
    reason = f"{shown} is not used in {importer}, and nobody takes it from there"
    return Ways((Way(CutKind.DROP, _names(bindings), reason),))


def _is_moveable(found: Sequence[Definition]) -> bool:
    return all(one.kind in _MOVEABLE and not one.is_conditional and not one.is_typing for one in found)


def _names(bindings: Sequence[Binding]) -> tuple[str, ...]:
    return tuple(sorted({binding.name for binding in bindings if binding.name}))


def _shown(bindings: Sequence[Binding], imported: str) -> str:
    return ", ".join(_names(bindings)) or imported
