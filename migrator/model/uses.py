"""All uses of a model, and what they are asked by: the definition they reach, the module they name.

Each grouping is made when it is first asked for. When some files have other uses, only the groups that those are in are made again.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import chain

from migrator.model.imports import ModuleUses
from migrator.model.values import Defined, IsModule, NameUse, Resolution, Several, Symbol

Groups = Mapping[Symbol | str, list[NameUse]]
"""The uses of each group by importing module and place."""

Keys = Callable[[NameUse], Sequence[Symbol | str]]
"""The groups that a use is in."""


def defined_symbols(resolution: Resolution) -> tuple[Symbol, ...]:
    """The definitions that a resolution may reach."""
    if isinstance(resolution, Defined):
        return (resolution.symbol,)
    options = resolution.options if isinstance(resolution, Several) else ()
    return tuple(dict.fromkeys(option.symbol for option in options if isinstance(option, Defined)))


def ways_through(use: NameUse) -> tuple[Symbol, ...]:
    """The re-exports on the way to the one thing that a use means."""
    return use.resolution.through if isinstance(use.resolution, Defined | IsModule) else ()


class Uses:
    """The uses of one model.

    Args:
        by_module: By importing module, sorted.
        earlier: Those of an earlier model; modules whose uses are the very same values are not looked at again.
    """

    def __init__(self, by_module: Mapping[str, ModuleUses], earlier: "Uses | None" = None) -> None:
        self.by_module = by_module
        self._groups = earlier.groups_with(by_module) if earlier is not None else {}

    @cached_property
    def every(self) -> tuple[NameUse, ...]:
        """All of them, by importing module and place."""
        return tuple(chain.from_iterable(found.uses for found in self.by_module.values()))

    @cached_property
    def unsure(self) -> tuple[NameUse, ...]:
        """Those that reach no single thing: missing, or one or the other."""
        return tuple(chain.from_iterable(found.unsure for found in self.by_module.values()))

    @property
    def by_definition(self) -> Groups:
        """By the definitions they may reach."""
        return self._grouped(_definitions)

    @property
    def by_target(self) -> Groups:
        """By the module they name, whatever they mean."""
        return self._grouped(_target)

    @property
    def by_way(self) -> Groups:
        """By the modules that they name or that lie on the way to what they mean."""
        return self._grouped(_way)

    def groups_with(self, by_module: Mapping[str, ModuleUses]) -> dict[Keys, Groups]:
        """The groups made so far, as they are with the uses of some modules exchanged."""
        changed = {name for name, found in by_module.items() if found is not self.by_module[name]}
        before, after = (
            [use for name in sorted(changed) for use in uses[name].uses]
            for uses in (self.by_module, by_module)
        )
        return {
            keys: _regrouped(groups, changed, _group(before, keys), _group(after, keys))
            for keys, groups in self._groups.items()
        }

    def _grouped(self, keys: Keys) -> Groups:
        known = self._groups.get(keys)
        if known is None:
            known = self._groups[keys] = _group(self.every, keys)
        return known


def _definitions(use: NameUse) -> tuple[Symbol, ...]:
    return defined_symbols(use.resolution)


def _target(use: NameUse) -> tuple[str, ...]:
    return (use.target.module,)


def _way(use: NameUse) -> tuple[str, ...]:
    through = ways_through(use)
    if not through:
        return (use.target.module,)
    return tuple(dict.fromkeys((use.target.module, *(step.module for step in through))))


def _group(uses: Iterable[NameUse], keys: Keys) -> dict[Symbol | str, list[NameUse]]:
    found: defaultdict[Symbol | str, list[NameUse]] = defaultdict(list)
    for use in uses:
        for key in keys(use):
            found[key].append(use)
    return dict(found)


def _regrouped(earlier: Groups, changed: Collection[str], before: Groups, after: Groups) -> Groups:
    """The groups with the uses of changed modules exchanged."""
    found = dict(earlier)
    for key in {**before, **after}:
        kept = [use for use in earlier.get(key, ()) if use.importer not in changed]
        uses = sorted((*kept, *after.get(key, ())), key=lambda use: use.importer)
        if uses:
            found[key] = uses
        else:
            del found[key]
    return found
