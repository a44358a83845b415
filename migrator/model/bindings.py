"""What binds the names of one module, in the order in which running it binds them.

This is the part of name resolution that one file decides: which bindings of a name can be the one that others see.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from migrator.facts.values import (
    Arm,
    Colour,
    Definition,
    DefinitionKind,
    Facts,
    ImportedName,
    ImportStatement,
)
from migrator.model.values import Resolution

MODULE_ATTRIBUTES = frozenset(
    {
        "__name__",
        "__file__",
        "__doc__",
        "__package__",
        "__spec__",
        "__loader__",
        "__dict__",
        "__builtins__",
        "__cached__",
    }
    | {"__class__"}
)
"""What every module has without binding it."""


@dataclass(frozen=True, slots=True)
class ImportBinding:
    """A name bound by an import statement."""

    statement: ImportStatement
    name: ImportedName


_THINGS = frozenset({DefinitionKind.CLASS, DefinitionKind.FUNCTION, DefinitionKind.TYPE_ALIAS})

Source = Definition | ImportBinding


@dataclass(frozen=True, slots=True)
class Event:
    """Something that binds a name.

    Attributes:
        place: Where it is done.
        may_not_run: What was bound before may stay.
        source: The statement, if its meaning is still to be found.
        meaning: Else what it binds.
        is_unsure: If nothing else binds the name, it may be missing.
    """

    place: int
    may_not_run: bool
    source: Source | None = None
    meaning: Resolution | None = None
    is_unsure: bool = False


@dataclass(frozen=True, slots=True)
class ModuleBindings:
    """The module-level bindings of one file.

    Attributes:
        by_name: What binds each name when the file runs, in order.
        typing: What binds each name for type checkers only, in order.
        stars: The star imports that run, in order.
        typing_stars: Those for type checkers only.
        deleted: Names that are unbound again in the end, with where; what bound them is still listed.
        deletions: Where names are unbound, whether they are bound again or not.
        has_getattr: A module ``__getattr__`` answers for what is not bound.
    """

    by_name: Mapping[str, tuple[Source, ...]]
    typing: Mapping[str, tuple[Source, ...]]
    stars: tuple[ImportStatement, ...]
    typing_stars: tuple[ImportStatement, ...]
    deleted: Mapping[str, int]
    has_getattr: bool = False
    deletions: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    in_classes: Mapping[str, tuple[ImportBinding, ...]] = field(default_factory=dict)

    def makes_thing(self, name: str) -> bool:
        """Whether the name may be a class, a function or a type alias, which is the same thing under whatever name."""
        return any(
            isinstance(source, Definition) and source.kind in _THINGS for source in self.by_name.get(name, ())
        )


def module_bindings(facts: Facts) -> ModuleBindings:
    """Sort out a file's bindings."""
    run: defaultdict[str, list[Source]] = defaultdict(list)
    typing: defaultdict[str, list[Source]] = defaultdict(list)
    stars: list[ImportStatement] = []
    typing_stars: list[ImportStatement] = []
    for definition in facts.definitions:
        (typing if definition.is_typing else run)[definition.name].append(definition)
    for statement in facts.imports:
        if statement.scope:
            continue
        is_typing = statement.colour is Colour.TYPING
        for name in statement.names:
            if name.name == "*":
                (typing_stars if is_typing else stars).append(statement)
            else:
                (typing if is_typing else run)[name.binds].append(ImportBinding(statement, name))
    return ModuleBindings(
        by_name=_ordered(run),
        typing=_ordered(typing),
        stars=tuple(stars),
        typing_stars=tuple(typing_stars),
        deleted=dict(zip(facts.deleted, facts.deleted_at, strict=True)),
        has_getattr=facts.has_getattr,
        deletions=_deletions(facts),
        in_classes=_in_classes(facts),
    )


def lazy_import(facts: Facts, name: str) -> ImportBinding | None:
    """The import that the module's ``__getattr__`` answers for a name with."""
    if name in facts.lazy_names:
        for statement in facts.imports:
            for alias in statement.names if statement.scope == "__getattr__" else ():
                if alias.binds == name:
                    return ImportBinding(statement, alias)
    return None


def start_of(source: Source) -> int:
    """Where it stands; one statement may bind several names, one after the other."""
    return source.start if isinstance(source, Definition) else source.name.start


def bound_at(source: Source) -> int:
    """Where it has bound its name: a class when its body has run."""
    return source.end if isinstance(source, Definition) else source.name.end


def may_not_run(source: Source) -> bool:
    """Whether a binding may be left out when the file runs, so that an earlier one stays."""
    if isinstance(source, Definition):
        return source.is_conditional or source.kind is DefinitionKind.OTHER
    statement = source.statement
    return statement.is_conditional or statement.arm is not Arm.NONE or statement.colour is Colour.DEFERRED


def events_of(sources: Iterable[Source]) -> Iterator[Event]:
    """What statements bind, as events."""
    for source in sources:
        yield Event(bound_at(source), may_not_run(source), source)


def _in_classes(facts: Facts) -> dict[str, tuple[ImportBinding, ...]]:
    """By scope, for those that run with the file: what is imported in functions runs later."""
    found: dict[str, tuple[ImportBinding, ...]] = {}
    for statement in facts.imports:
        if statement.scope and statement.colour is Colour.IMPORT_TIME:
            bound = (ImportBinding(statement, name) for name in statement.names)
            found[statement.scope] = (*found.get(statement.scope, ()), *bound)
    return found


def _deletions(facts: Facts) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    names = (*facts.deleted, *facts.rebound)
    for name, place in zip(names, (*facts.deleted_at, *facts.rebound_at), strict=True):
        found[name] = (*found.get(name, ()), place)
    return found


def _ordered(found: Mapping[str, list[Source]]) -> dict[str, tuple[Source, ...]]:
    return {
        name: tuple(sources if len(sources) == 1 else sorted(sources, key=start_of))
        for name, sources in found.items()
    }
