"""What one file binds a name to, as far as history needs to know: a definition, an import, an answer of its ``__getattr__``."""

from collections.abc import Iterator
from dataclasses import dataclass

from migrator.facts.values import Colour, Definition, Facts, ImportedName, ImportStatement
from migrator.model.targets import absolute_target
from migrator.model.values import Module, ModuleRole, Symbol


@dataclass(frozen=True)
class Taken:
    """A name that a file takes from elsewhere. ``name`` is None where the module itself is bound."""

    module: str
    name: str | None


def binds(facts: Facts, name: str) -> bool:
    """Whether the file gives the name to those who import it; what a star may bring is not counted."""
    if name in facts.deleted:
        return False
    if any(one.name == name and not one.is_typing for one in facts.definitions) or name in facts.lazy_names:
        return True
    return next(_imports(facts, name), None) is not None


def definition_of(facts: Facts, name: str) -> Definition | None:
    """The last definition of the name."""
    return next((one for one in reversed(facts.definitions) if one.name == name and not one.is_typing), None)


def taken_from(facts: Facts, module: str, name: str, *, is_package: bool) -> tuple[Taken, ...]:
    """What the imports of the file bind the name to, those of its ``__getattr__`` included.

    Args:
        facts: Of the file.
        module: What the file was imported as.
        name: The name.
        is_package: It was an ``__init__``.
    """
    importer = Module(module, "", ModuleRole.PACKAGE, is_package=is_package)
    found: list[Taken] = []
    for statement, alias in _imports(facts, name):
        if not statement.is_from:
            found.append(Taken(alias.name if alias.asname else alias.binds, None))
            continue
        target = absolute_target(importer, statement)
        if target is not None:
            found.append(Taken(target, alias.name))
    return tuple(dict.fromkeys(found))


def starred(facts: Facts, module: str, *, is_package: bool) -> tuple[str, ...]:
    """The modules that the file imports with a star."""
    importer = Module(module, "", ModuleRole.PACKAGE, is_package=is_package)
    targets = (
        absolute_target(importer, statement)
        for statement in facts.imports
        if statement.is_from and any(alias.name == "*" for alias in statement.names)
    )
    return tuple(dict.fromkeys(target for target in targets if target))


def as_symbol(dotted: str) -> Symbol:
    """A module as a name of its package."""
    package, _, last = dotted.rpartition(".")
    return Symbol(package, last)


def _imports(facts: Facts, name: str) -> Iterator[tuple[ImportStatement, ImportedName]]:
    for statement in facts.imports:
        if statement.colour is Colour.TYPING:
            continue
        is_lazy = statement.scope == "__getattr__" and name in facts.lazy_names
        if statement.scope and not is_lazy:
            continue
        for alias in statement.names:
            if alias.binds == name and alias.name != "*":
                yield statement, alias
