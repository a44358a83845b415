"""Which path of a definition is canonical: what the plan names, else what its policy says.

A canonical path that is not the defining module is provided by re-exports. Those have to name the defining module, and so has everything that
the providing module needs to be imported itself: an import of the canonical path there would close a cycle. Such uses are no other path in use.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from migrator.facts.values import Colour, Facts
from migrator.model.model import Model
from migrator.model.values import Defined, NameUse, Resolution, Several, Symbol
from migrator.plan.values import Phase, Policy


@dataclass(frozen=True)
class Canonical:
    """The canonical path of one definition.

    Attributes:
        reason: Why it is this one, in words.
        is_planned: The plan names it.
        route: The re-exports between the path and the definition, the definition included.
        needed: The modules that must be imported before the path can be provided; empty where the path is the definition.
    """

    path: Symbol
    reason: str
    is_planned: bool = False
    route: frozenset[Symbol] = frozenset()
    needed: frozenset[str] = frozenset()

    def is_provided_by(self, use: NameUse) -> bool:
        """The use is part of what provides the canonical path."""
        if use.importer == self.path.module:
            return use.target in self.route
        return use.importer in self.needed and use.colour is Colour.IMPORT_TIME and use.target in self.route


class CanonicalPaths:
    """The canonical paths of one phase."""

    def __init__(self, model: Model, phase: Phase) -> None:
        self._model = model
        self._imports = _import_time(model)
        self._planned = self._resolved(
            {path: None for path, _ in phase.canonical}, "the plan names it", is_planned=True
        )
        self._facades = self._offered() if phase.policy is Policy.FACADE else {}

    def chosen(self, definition: Symbol) -> Canonical | None:
        """The canonical path of a definition, where the plan or its policy chooses one."""
        return self._planned.get(definition) or self._facades.get(definition)

    @staticmethod
    def default(definition: Symbol) -> Canonical:
        """The canonical path of any other definition."""
        return Canonical(definition, "it is where the name is defined")

    def _resolved(
        self, paths: Mapping[str, None], reason: str, *, is_planned: bool
    ) -> dict[Symbol, Canonical]:
        found: dict[Symbol, Canonical] = {}
        for text in paths:
            try:
                path = Symbol.parse(text)
            except ValueError:
                continue
            meaning = one_definition(self._model.resolve(path.module, path.name))
            if meaning is not None:
                found.setdefault(
                    meaning.symbol, self._canonical(path, meaning, reason, is_planned=is_planned)
                )
        return found

    def _offered(self) -> dict[Symbol, Canonical]:
        """By definition, the shortest package that offers it."""
        found: dict[Symbol, Canonical] = {}
        packages = [module for module in self._model.modules.values() if module.is_package]
        for module in sorted(packages, key=lambda module: (module.name.count("."), module.name)):
            facts = self._model.facts.get(module.path)
            for name in sorted(offered_names(facts)) if facts is not None else ():
                meaning = one_definition(self._model.resolve(module.name, name))
                if meaning is not None and meaning.symbol not in found:
                    how = "in __all__" if facts is not None and facts.exports is not None else "as itself"
                    reason = f"{module.name} offers it {how}, and no shorter package does"
                    path = Symbol(module.name, name)
                    found[meaning.symbol] = self._canonical(path, meaning, reason, is_planned=False)
        return found

    def _canonical(self, path: Symbol, meaning: Defined, reason: str, *, is_planned: bool) -> Canonical:
        if path == meaning.symbol:
            return Canonical(path, reason, is_planned)
        route = frozenset({meaning.symbol, *meaning.through}) - {path}
        return Canonical(path, reason, is_planned, route, self._reached(path.module))

    def _reached(self, module: str) -> frozenset[str]:
        found, stack = {module}, [module]
        while stack:
            for there in self._imports.get(stack.pop(), ()):
                if there not in found:
                    found.add(there)
                    stack.append(there)
        return frozenset(found)


def offered_names(facts: Facts) -> frozenset[str]:
    """What a module says to be for others: its ``__all__``, else what it imports as itself (``from .a import X as X``)."""
    if facts.exports is not None:
        return frozenset(facts.exports)
    imported = (one for statement in facts.imports if not statement.scope for one in statement.names)
    return frozenset(one.name for one in imported if one.name == one.asname)


def one_definition(resolution: Resolution) -> Defined | None:
    """The definition, where there is one; of conditional bindings, where all that are definitions are the same."""
    if isinstance(resolution, Defined):
        return resolution
    if isinstance(resolution, Several):
        defined = [option for option in resolution.options if isinstance(option, Defined)]
        if len({option.symbol for option in defined}) == 1:
            return defined[0]
    return None


def _import_time(model: Model) -> Mapping[str, frozenset[str]]:
    return model.successors([Colour.IMPORT_TIME])
