"""What a dotted name means where it is written: inside a function or class, through imports there, or at module level."""

from collections.abc import Iterator

from migrator.facts.values import ImportStatement
from migrator.model.model import Model
from migrator.model.targets import absolute_target
from migrator.model.uses import defined_symbols
from migrator.model.values import IsModule, Missing, Module, Resolution, Several, Symbol, Unknown

_LONGEST = 12
"""Parts of a dotted name that are followed."""


def meaning_of(model: Model, module: str, dotted: str, scope: str = "") -> tuple[Symbol, str] | None:
    """The first-party definition that a dotted name starts with, and what is left of the name; None for anything else.

    Args:
        model: The repository.
        module: Where the name is written.
        dotted: The name.
        scope: The function or class it is written in: what is imported there is found first.
    """
    first, _, rest = dotted.partition(".")
    for found in _meanings(model, module, first, scope):
        for _ in range(_LONGEST):
            symbols = defined_symbols(found)
            if symbols:
                return symbols[0], rest
            if not (isinstance(found, IsModule) and rest):
                break
            first, _, rest = rest.partition(".")
            found = model.resolve(found.module, first, typing=True)  # noqa: PLW2901  one step along the name
    return None


def _meanings(model: Model, module: str, name: str, scope: str) -> Iterator[Resolution]:
    here = model.modules[module]
    facts = model.facts_of(module)
    if scope and facts is not None:
        for statement in facts.imports:
            if statement.scope and f"{scope}.".startswith(f"{statement.scope}."):
                yield from _imported(model, here, statement, name)
    found = model.resolve(module, name)
    if isinstance(found, Missing | Unknown | Several):
        yield found if isinstance(found, Several) else model.resolve(module, name, typing=True)
    else:
        yield found


def _imported(model: Model, here: Module, statement: ImportStatement, name: str) -> Iterator[Resolution]:
    target = absolute_target(here, statement)
    for alias in statement.names:
        if alias.binds != name or target is None:
            continue
        if statement.is_from:
            yield model.resolve(target, alias.name, typing=True)
        else:
            yield model.resolve_module(alias.name if alias.asname else name)
