"""How an import can be cut, cheapest first, and what that frees.

Each way is offered only where the facts prove it: where a use cannot be placed, or somebody else takes the name from the importer, it is
refused, and the reason is part of the evidence. What a cut frees is counted on the graph, with the imports that it makes instead.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from migrator.facts.values import Colour, Definition, DefinitionKind, Facts, Moment, Use
from migrator.findings.annotations import why_evaluated
from migrator.findings.bindings import (
    Binding,
    UsesByName,
    edge_bindings,
    imported_module,
    moments,
    names_taken_by_others,
)
from migrator.findings.cycle_words import some
from migrator.findings.digraph import CyclicCore, Edge
from migrator.findings.values import Cut, CutKind
from migrator.model.model import Model
from migrator.model.targets import absolute_target
from migrator.model.values import Defined, IsModule
from migrator.model.values import Edge as ImportEdge

ORDER = {kind: index for index, kind in enumerate(CutKind)}
_PRICES = {
    CutKind.DROP: 1,
    CutKind.DEFINITION: 1,
    CutKind.GUARD: 2,
    CutKind.MOVE: 4,
    CutKind.DEFER: 9,
}
_MOST_NAMES = 4
"""Moved names that count one by one."""
_PRICE_BY_HAND = 12
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
    needs: tuple[str, ...] = ()
    """Modules that the moved names import wherever they are, so that who imports them leads there."""


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
        names = _names(bindings)
        needs = tuple(sorted(needed_modules(self.model, imported, names) - {imported}))
        return Ways((Way(CutKind.MOVE, names, reason, instead, needs),))


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
        """The ways as cuts with their effect, cheapest first; last a move that only makes the cycle go through another module."""
        parting: list[Cut] = []
        others: list[Cut] = []
        for way in ways.offered:
            frees = max(0, self.core.frees(*self._change(edge, way)))
            back = self._needs_that_lead_back(edge, way) if way.kind is CutKind.MOVE else ()
            if back:
                reason = f"{way.reason}, which alone does not part them: what moves needs {some(back)}, and that leads back"
                others.append(Cut(way.kind, *edge, way.names, frees, reason))
            else:
                parting.append(Cut(way.kind, *edge, way.names, frees, way.reason))
        return (*parting, *others)

    def _needs_that_lead_back(self, edge: Edge, way: Way) -> tuple[str, ...]:
        """The modules that the moved names need and from which the importer is reached again."""
        needs = [need for need in way.needs if need in self.core]
        if not needs:
            return ()
        removed, _ = self._change(edge, way)
        leading = self.core.leading_to(edge[0], frozenset(removed))
        return tuple(need for need in needs if need in leading)

    def _users(self, module: str, moved: frozenset[str]) -> list[str]:
        """The modules that import moved names, the one that they move from included: it keeps offering them."""
        users = {other[0] for other, names in self.names.items() if other[1] == module and names & moved}
        return sorted(users | {module})

    def _change(self, edge: Edge, way: Way) -> tuple[list[Edge], list[Edge]]:
        """The edges that go, and those that come."""
        if way.kind is not CutKind.MOVE:
            return [edge], [(edge[0], module) for module in way.instead]
        moved = frozenset(way.names)
        removed = [
            other
            for other in self.core.edges
            if other[1] == edge[1] and self.names.get(other, frozenset("*")) <= moved
        ]
        return removed, self._edges_after_move(edge[1], moved, way.needs)

    def _edges_after_move(self, module: str, moved: frozenset[str], needs: Sequence[str]) -> list[Edge]:
        """What imports the new place of the names afterwards, as edges to what that imports in turn."""
        users = self._users(module, moved)
        if self.shared_module and self.shared_module in self.core:
            found = [(user, self.shared_module) for user in users if user != self.shared_module]
            return found + [(self.shared_module, need) for need in needs if need != self.shared_module]
        reached = sorted(self.shared_reaches | set(needs)) if self.shared_module else needs
        return [(user, there) for user in users for there in reached]


def facades(model: Model, edges: Iterable[Edge]) -> frozenset[Edge]:
    """The imports by which a package offers what is inside of it."""
    return frozenset(
        edge for edge in edges if model.modules[edge[0]].is_package and edge[1].startswith(f"{edge[0]}.")
    )


def prices(ways: Mapping[Edge, Ways], component: Collection[str]) -> dict[Edge, int]:
    """What it costs a team to do without each import: nearly nothing where it is unused, most where nothing mechanical helps.

    Of two imports that could go the cheaper one is proposed. A move whose names need other modules of the component takes those along, which nobody does
    lightly, and a deferred import only hides the cycle.
    """
    return {edge: _price(found, component) for edge, found in ways.items()}


def _price(ways: Ways, component: Collection[str]) -> int:
    found = [_PRICE_BY_HAND]
    for way in ways.offered:
        if way.kind is not CutKind.MOVE:
            found.append(_PRICES[way.kind])
        elif not set(way.needs) & set(component):
            found.append(_PRICES[way.kind] + min(len(way.names), _MOST_NAMES))
    return min(found)


def needed_modules(model: Model, module: str, names: Iterable[str]) -> set[str]:
    """The modules that definitions of a module import names from, directly or through their bases, to be run at any time.

    Facts show this of imported names; what they use of their own module beside bases is not seen, and may need more.
    """
    facts = model.facts_of(module)
    if facts is None:
        return set()
    by_name = {one.name: one for one in facts.definitions}
    closure: dict[str, Definition] = {}
    waiting = [by_name[name] for name in names if name in by_name]
    while waiting:
        one = waiting.pop()
        if one.name not in closure:
            closure[one.name] = one
            waiting.extend(by_name[base] for base in one.bases if base in by_name)
    sources = _sources(model, module, facts)
    return {
        sources[first]
        for use in facts.uses
        if (first := use.chain.partition(".")[0]) in sources and use.moment not in _NEVER_EVALUATED
        for one in closure.values()
        if use.scope.partition(".")[0] == one.name or (not use.scope and one.start <= use.start < one.end)
    }


def _sources(model: Model, module: str, facts: Facts) -> dict[str, str]:
    """By name that is imported at module level, the first-party module it comes from."""
    found: dict[str, str] = {}
    for statement in facts.imports:
        if statement.colour is Colour.IMPORT_TIME and not statement.scope:
            base = absolute_target(model.modules[module], statement) or ""
            for alias in statement.names:
                source = imported_module(model, base, statement, alias)
                if source in model.modules:
                    found[alias.binds] = source
    return found


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
