"""All uses of a model, and what they are asked by: the definition they reach, the module they name.

Each grouping is made when it is first asked for. When some files have other uses, only the groups that those are in are made again.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import Generic, TypeVar

from migrator.model.imports import ModuleUses
from migrator.model.values import Defined, IsModule, NameUse, Resolution, Several, Symbol

K = TypeVar("K", bound=Hashable)

Groups = Mapping[K, list[NameUse]]
"""The uses of each group by importing module and place."""


def defined_symbols(resolution: Resolution) -> tuple[Symbol, ...]:
    """The definitions that a resolution may reach."""
    if isinstance(resolution, Defined):
        return (resolution.symbol,)
    options = resolution.options if isinstance(resolution, Several) else ()
    return tuple(dict.fromkeys(option.symbol for option in options if isinstance(option, Defined)))


def ways_through(use: NameUse) -> tuple[Symbol, ...]:
    """The re-exports on the way to the one thing that a use means."""
    return use.resolution.through if isinstance(use.resolution, Defined | IsModule) else ()


class Grouping(Generic[K]):
    """Uses in groups; made when they are first asked for.

    Args:
        keys: The groups that a use is in.
        groups: Known already.
    """

    def __init__(self, keys: Callable[[NameUse], Sequence[K]], groups: Groups[K] | None = None) -> None:
        self._keys = keys
        self._known = groups

    def of(self, uses: Iterable[NameUse]) -> Groups[K]:
        """The groups of all uses."""
        if self._known is None:
            self._known = self._grouped(uses)
        return self._known

    def exchanged(
        self, changed: Collection[str], before: Iterable[NameUse], after: Iterable[NameUse]
    ) -> "Grouping[K]":
        """The groups with the uses of changed modules exchanged; a group that none of them is in stays the very same."""
        if self._known is None:
            return Grouping(self._keys)
        found = dict(self._known)
        added = self._grouped(after)
        for key in {**self._grouped(before), **added}:
            kept = [use for use in found.get(key, ()) if use.importer not in changed]
            uses = sorted((*kept, *added.get(key, ())), key=lambda use: use.importer)
            if uses:
                found[key] = uses
            else:
                del found[key]
        return Grouping(self._keys, found)

    def _grouped(self, uses: Iterable[NameUse]) -> dict[K, list[NameUse]]:
        found: defaultdict[K, list[NameUse]] = defaultdict(list)
        for use in uses:
            for key in self._keys(use):
                found[key].append(use)
        return dict(found)


def _definitions(use: NameUse) -> tuple[Symbol, ...]:
    return defined_symbols(use.resolution)


def _target(use: NameUse) -> tuple[str, ...]:
    return (use.target.module,)


def _way(use: NameUse) -> tuple[str, ...]:
    through = ways_through(use)
    if not through:
        return (use.target.module,)
    return tuple(dict.fromkeys((use.target.module, *(step.module for step in through))))


@dataclass(frozen=True)
class Groupings:
    """All ways in which uses are grouped."""

    definitions: Grouping[Symbol] = field(default_factory=lambda: Grouping(_definitions))
    targets: Grouping[str] = field(default_factory=lambda: Grouping(_target))
    ways: Grouping[str] = field(default_factory=lambda: Grouping(_way))


class Uses:
    """The uses of one model.

    Args:
        by_module: By importing module, sorted.
        earlier: Those of an earlier model; modules whose uses are the very same values are not looked at again.
    """

    def __init__(self, by_module: Mapping[str, ModuleUses], earlier: "Uses | None" = None) -> None:
        self.by_module = by_module
        self.groupings = Groupings() if earlier is None else _exchanged(earlier, by_module)

    @cached_property
    def every(self) -> tuple[NameUse, ...]:
        """All of them, by importing module and place."""
        return tuple(chain.from_iterable(found.uses for found in self.by_module.values()))

    @cached_property
    def unsure(self) -> tuple[NameUse, ...]:
        """Those that reach no single thing: missing, or one or the other."""
        return tuple(chain.from_iterable(found.unsure for found in self.by_module.values()))

    @property
    def by_definition(self) -> Groups[Symbol]:
        """By the definitions they may reach."""
        return self.groupings.definitions.of(self.every)

    @property
    def by_target(self) -> Groups[str]:
        """By the module they name, whatever they mean."""
        return self.groupings.targets.of(self.every)

    @property
    def by_way(self) -> Groups[str]:
        """By the modules that they name or that lie on the way to what they mean."""
        return self.groupings.ways.of(self.every)


def _exchanged(earlier: Uses, by_module: Mapping[str, ModuleUses]) -> Groupings:
    """The groups of the earlier uses with those of some modules exchanged."""
    changed = {name for name, found in by_module.items() if found is not earlier.by_module[name]}
    before, after = (
        [use for name in sorted(changed) for use in uses[name].uses]
        for uses in (earlier.by_module, by_module)
    )
    known = earlier.groupings
    return Groupings(
        known.definitions.exchanged(changed, before, after),
        known.targets.exchanged(changed, before, after),
        known.ways.exchanged(changed, before, after),
    )
