"""What other facts of a module change for those who ask about its names.

A function more at the end of a file touches no name but its own; so who takes another name from that file need not be asked again. That holds
while the other bindings stay in their order and nothing that is said of the module as a whole changes. Positions are no difference by
themselves: no answer holds one, only which of two bindings comes first counts.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass

from migrator.facts.values import Facts
from migrator.model.answers import Key, facts_key, imports_key, name_keys, outside_key

_STAR = "*"


@dataclass(frozen=True)
class Changes:
    """What is read differently.

    Attributes:
        keys: Single things.
        modules: Modules of which everything is.
    """

    keys: frozenset[Key]
    modules: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Event:
    """Something that binds or unbinds a name."""

    start: int
    name: str
    what: Hashable


def changes(facts: Mapping[str, tuple[Facts | None, Facts | None]]) -> Changes:
    """What changes with the facts of some modules, given as they were and as they are."""
    keys: set[Key] = set()
    modules: set[str] = set()
    for module, (before, after) in facts.items():
        keys.add(facts_key(module))
        keys.update(outside_key(name) for name in _names_outside(before, after))
        names = _names_bound(before, after) if before is not None and after is not None else None
        if before is None or after is None or names is None:
            modules.add(module)
            continue
        for name in names:
            keys.update(name_keys(module, name))
        if _written(before) != _written(after):
            keys.add(imports_key(module))
    return Changes(frozenset(keys), frozenset(modules))


def _names_bound(before: Facts, after: Facts) -> set[str] | None:
    """The names that are bound in another way; None where that cannot be said name by name."""
    if _as_a_whole(before) != _as_a_whole(after):
        return None
    old, new = _events(before), _events(after)
    old_by_name, new_by_name = _by_name(old), _by_name(new)
    names = {name for name in {*old_by_name, *new_by_name} if old_by_name.get(name) != new_by_name.get(name)}
    if _STAR in names or _order(old, names) != _order(new, names):
        return None
    return names


def _as_a_whole(facts: Facts) -> Hashable:
    return (
        facts.exports,
        facts.is_exports_open,
        facts.has_getattr,
        facts.is_dynamic,
        facts.lazy_names,
        facts.is_getattr_closed,
    )


def _events(facts: Facts) -> list[_Event]:
    found = [
        _Event(one.start, one.name, (one.kind, one.alias_of, one.is_conditional, one.is_typing))
        for one in facts.definitions
    ]
    for statement in facts.imports:
        if statement.scope in {"", "__getattr__"}:
            said = (statement.is_from, statement.module, statement.level, statement.colour, statement.scope)
            how = (*said, statement.arm, statement.is_conditional)
            found.extend(
                _Event(
                    name.start,
                    _STAR if name.name == _STAR else name.binds,
                    (*how, name.name, name.asname),
                )
                for name in statement.names
            )
    places = (*facts.deleted_at, *facts.rebound_at)
    deleted = zip((*facts.deleted, *facts.rebound), places, strict=True)
    found.extend(_Event(place, name, "deleted") for name, place in deleted)
    return sorted(found, key=lambda event: event.start)


def _by_name(events: Iterable[_Event]) -> dict[str, list[Hashable]]:
    found: dict[str, list[Hashable]] = {}
    for event in events:
        found.setdefault(event.name, []).append(event.what)
    return found


def _order(events: Iterable[_Event], without: set[str]) -> list[tuple[str, Hashable, bool]]:
    """The other events in their order, each with whether it starts where the one before does."""
    found: list[tuple[str, Hashable, bool]] = []
    last = -1
    for event in events:
        if event.name not in without:
            found.append((event.name, event.what, event.start == last))
            last = event.start
    return found


def _written(facts: Facts) -> list[Hashable]:
    """The import statements, wherever they stand, without their places."""
    return [
        (
            one.is_from,
            one.module,
            one.level,
            one.colour,
            one.scope,
            one.arm,
            one.is_conditional,
            tuple((name.name, name.asname) for name in one.names),
        )
        for one in facts.imports
    ]


def _names_outside(before: Facts | None, after: Facts | None) -> set[str]:
    """The names that the file binds, or bound, in other modules: where to depends on its imports."""
    old, new = (facts.outside if facts is not None else () for facts in (before, after))
    if not old and not new:
        return set()
    are_same = before is not None and after is not None and _written(before) == _written(after)
    return set() if old == new and are_same else {binding.name for binding in (*old, *new)}
