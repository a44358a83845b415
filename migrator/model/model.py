"""The model of a repository: the one value that detectors and recipes read.

It never changes. What not every question needs is computed when it is first asked for, and kept; a model of the same files with other content is
another value, which takes over what still holds (``relink.py``).
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

import grimp

from migrator.facts.values import Colour, DefinitionKind, Facts, Problem
from migrator.model.answers import Key, facts_key
from migrator.model.graph import Links, components_of, grimp_graph, successors
from migrator.model.handover import Components, Handover, WorkedOut
from migrator.model.imports import uses_by_module
from migrator.model.modules import ModuleTable
from migrator.model.resolver import Resolver
from migrator.model.targets import absolute_target
from migrator.model.uses import Uses, defined_symbols
from migrator.model.values import (
    Coverage,
    Edge,
    Missing,
    Module,
    ModuleRole,
    NameUse,
    Resolution,
    Symbol,
)
from migrator.source.ignored import NOTHING, Ignored

T = TypeVar("T")


@dataclass(frozen=True)
class Model:
    """What a repository says under one plan.

    Attributes:
        modules: By dotted name, sorted; packages of the plan and consumers, shadowed ones left out.
        facts: By path, for every parsed file.
        edges: Sorted by importer, imported, colour; implied edges included and marked.
        coverage: What was read and what was not.
        packages: The plan's packages.
        opaque: Names that can be imported though they are not read (excluded, compiled), with the reason.
        links: By importer, the edges that its file makes.
        handover: What was taken over from an earlier model.
        roots: The source roots, through which some spell their imports.
        ignored: Files that may be there though no tree has them.
    """

    modules: Mapping[str, Module]
    facts: Mapping[str, Facts]
    edges: tuple[Edge, ...]
    coverage: Coverage
    packages: tuple[str, ...] = ()
    opaque: Mapping[str, str] = field(default_factory=dict)
    links: Mapping[str, Links] = field(default_factory=dict, repr=False)
    handover: Handover = field(default_factory=Handover, repr=False, compare=False)
    roots: tuple[str, ...] = ()
    ignored: Ignored = NOTHING

    def module_at(self, path: str) -> Module | None:
        """The module that a file is."""
        return self._by_path.get(path)

    def problem_at(self, path: str) -> Problem | None:
        """Why a file of the table was not read, None where it was."""
        return self._problems.get(path)

    def facts_of(self, module: str) -> Facts | None:
        """The facts of a module, if it was read."""
        self._resolver.questions.note(facts_key(module))
        return self._resolver.facts_of(module)

    def resolve(self, module: str, name: str, *, typing: bool = False) -> Resolution:
        """What ``from module import name`` gives; with ``typing``, what a type checker takes it for."""
        return self._resolver.resolve(module, name, typing=typing)

    def resolve_module(self, dotted: str) -> Resolution:
        """What ``import dotted`` finds."""
        return self._resolver.resolve_module(dotted)

    def is_first_party(self, dotted: str) -> bool:
        """Whether the repository is answerable for the name."""
        return self._resolver.is_first_party(dotted)

    def listen(self, work: Callable[[], T]) -> tuple[T, tuple[Key, ...]]:
        """The result of some work, with the keys of what it asked by ``resolve`` and ``facts_of``."""
        return self._resolver.questions.listen(work)

    def still_holds(self, asked: Iterable[Key]) -> bool:
        """Whether what was asked of the model before this one would be answered the same."""
        stale = self.handover.stale
        return stale is not None and stale.isdisjoint(asked)

    def stale_among(self, asked: Iterable[Key]) -> frozenset[Key] | None:
        """Which of these might be answered in another way than by the model before this one; None where nothing is known of that."""
        stale = self.handover.stale
        return None if stale is None else stale.intersection(asked)

    @cached_property
    def uses(self) -> Uses:
        """Every first-party name that any file takes."""
        found = uses_by_module(self.modules, self.facts, self._resolver, self.handover.uses)
        return Uses(found, self.handover.earlier_uses)

    @property
    def name_uses(self) -> tuple[NameUse, ...]:
        """Every first-party name that any file takes, by importing module and place."""
        return self.uses.every

    def uses_of(self, symbol: Symbol) -> tuple[NameUse, ...]:
        """The uses that reach a definition, by whatever path."""
        return tuple(self.uses.by_definition.get(symbol, ()))

    def uses_naming(self, module: str) -> tuple[NameUse, ...]:
        """The uses that take a name from a module as they are written, whatever it means."""
        return tuple(self.uses.by_target.get(module, ()))

    def uses_through(self, module: str) -> tuple[NameUse, ...]:
        """The uses that name a module or reach what they mean through it."""
        return tuple(self.uses.by_way.get(module, ()))

    @cached_property
    def shape(self) -> object:
        """One and the same value for models in which every module imports the same ones, in the same colours, as far as that is known."""
        return self.handover.shape or object()

    @cached_property
    def modules_named(self) -> frozenset[str]:
        """Every module, dead ones included, that some use takes a name from."""
        return frozenset(self.uses.by_target)

    @cached_property
    def names_kept(self) -> Mapping[str, frozenset[str]]:
        """By module, the names that other files take from it and those in its ``__all__``."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for use in self.name_uses:
            if use.importer != use.target.module and use.form != "string":
                found[use.target.module].add(use.target.name)
        for module in self.modules.values():
            facts = self.facts.get(module.path)
            if facts is not None and facts.exports:
                found[module.name].update(facts.exports)
        return {name: frozenset(names) for name, names in found.items()}

    @cached_property
    def starred_modules(self) -> frozenset[str]:
        """Modules that somebody imports with a star."""
        return frozenset(
            edge.imported
            for edge in self.edges
            if any("*" in site.names or site.site.text.rstrip().endswith("*") for site in edge.sites)
        )

    @property
    def worked_out(self) -> WorkedOut:
        """What this model was asked for so far."""
        return WorkedOut(
            resolver=self._resolver,
            uses=vars(self).get("uses"),
            successors=dict(self._successors),
            components=dict(self._components),
            definers=vars(self).get("_definers"),
        )

    def edges_between(self, importer: str, imported: str) -> tuple[Edge, ...]:
        """The edges of all colours between two modules."""
        found = self.links.get(importer)
        return tuple(edge for edge in found.edges if edge.imported == imported) if found is not None else ()

    def edges_to(self, imported: str) -> tuple[Edge, ...]:
        """The edges of all colours to a module, implied ones included."""
        return tuple(self._edges_by_imported.get(imported, ()))

    def successors(self, colours: Iterable[Colour]) -> Mapping[str, frozenset[str]]:
        """By importer, the modules it imports by own statements of some colours, itself too where it does so; treat it as read-only."""
        key = frozenset(colours)
        known = self._successors.get(key)
        if known is None:
            known = self._successors[key] = successors(self.links, key)
        return known

    def import_graph(self, colours: Iterable[Colour]) -> grimp.ImportGraph:
        """The own edges of some colours as a graph; treat it as read-only."""
        key = frozenset(colours)
        if key not in self._graphs:
            self._graphs[key] = grimp_graph(self.modules, self.edges, key)
        return self._graphs[key]

    def components(self, colours: Iterable[Colour]) -> Components:
        """The sets of modules that import each other by own edges of some colours, sorted."""
        key = frozenset(colours)
        if key not in self._components:
            self._components[key] = components_of(self.successors(key))
        return self._components[key]

    def own_edges(self, colours: Collection[Colour]) -> tuple[Edge, ...]:
        """The edges of some colours that statements stand behind."""
        return tuple(edge for edge in self.edges if edge.colour in colours and not edge.is_implied)

    def symbols_named(self, name: str) -> tuple[Symbol, ...]:
        """The definitions of that name in the plan's packages: no imports, no aliases of another definition."""
        found = (Symbol(module, name) for module in self._definers.get(name, ()))
        return tuple(symbol for symbol in found if self._is_defined_here(symbol))

    def public_names(self, module: str) -> tuple[str, ...]:
        """The names that other files may take from a module: bound without a leading underscore, or in ``__all__``; no submodules."""
        known = self._public.get(module)
        if known is None:
            known = self._public[module] = tuple(sorted(self._bound_names(module, frozenset())))
        return known

    @cached_property
    def _resolver(self) -> Resolver:
        taken_over = self.handover.resolver
        return taken_over or Resolver(
            ModuleTable(self.modules, (), self.opaque, self.roots),
            self.facts,
            packages=self.packages,
            links=self.links,
            ignored=self.ignored,
        )

    @cached_property
    def _by_path(self) -> dict[str, Module]:
        return {module.path: module for module in self.modules.values()}

    @cached_property
    def _problems(self) -> dict[str, Problem]:
        return {problem.path: problem for problem in self.coverage.unparsable}

    @cached_property
    def _edges_by_imported(self) -> dict[str, list[Edge]]:
        found: defaultdict[str, list[Edge]] = defaultdict(list)
        for edge in self.edges:
            found[edge.imported].append(edge)
        return dict(found)

    @cached_property
    def _successors(self) -> dict[frozenset[Colour], Mapping[str, frozenset[str]]]:
        return dict(self.handover.successors)

    @cached_property
    def _graphs(self) -> dict[frozenset[Colour], grimp.ImportGraph]:
        return {}

    @cached_property
    def _components(self) -> dict[frozenset[Colour], Components]:
        return dict(self.handover.components)

    @cached_property
    def _public(self) -> dict[str, tuple[str, ...]]:
        return {}

    @cached_property
    def _definers(self) -> Mapping[str, tuple[str, ...]]:
        """Modules of the packages that define a name, by name."""
        if self.handover.definers is not None:
            return self.handover.definers
        found: defaultdict[str, list[str]] = defaultdict(list)
        for module in self.modules.values():
            for name in defined_names(module, self.facts):
                found[name].append(module.name)
        return {name: tuple(modules) for name, modules in found.items()}

    def _is_defined_here(self, symbol: Symbol) -> bool:
        return symbol in defined_symbols(self.resolve(symbol.module, symbol.name, typing=True))

    def _bound_names(self, module: str, above: frozenset[str]) -> set[str]:
        bindings = self._resolver.bindings_of(module)
        facts = self.facts_of(module)
        if bindings is None or facts is None or module in above:
            return set()
        names = {
            name for name in bindings.by_name if not name.startswith("_") and name not in bindings.deleted
        }
        for star in bindings.stars:
            target = absolute_target(self.modules[module], star)
            offered = self._bound_names(target, above | {module}) if target else set()
            names.update(name for name in offered if target and self._gives(target, name))
        names.update(name for name in facts.lazy_names if not name.startswith("_"))
        names.update(
            name for name in facts.exports or () if not isinstance(self.resolve(module, name), Missing)
        )
        return names

    def _gives(self, target: str, name: str) -> bool:
        return self._resolver.star_gives(target, name) is not None


def defined_names(module: Module, facts: Mapping[str, Facts]) -> Iterable[str]:
    """The names that a module of the packages defines, imports left out."""
    own = facts.get(module.path) if module.role is ModuleRole.PACKAGE else None
    definitions = own.definitions if own is not None else ()
    return dict.fromkeys(one.name for one in definitions if one.kind is not DefinitionKind.OTHER)
