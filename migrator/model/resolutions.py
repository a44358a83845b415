"""Resolutions as values: seen from one re-export further away, and put together where several statements may bind a name."""

from collections.abc import Sequence

from migrator.model.values import (
    Defined,
    External,
    IsModule,
    Missing,
    Resolution,
    Several,
    Symbol,
    Unknown,
)

Single = Defined | IsModule | External | Missing | Unknown


def options_of(found: Resolution) -> tuple[Single, ...]:
    """What it may be, one by one."""
    return found.options if isinstance(found, Several) else (found,)


def through(found: Resolution, step: Symbol) -> Resolution:
    """The resolution as seen from one re-export further away."""
    if isinstance(found, Defined) and found.symbol != step:
        return Defined(found.symbol, (step, *found.through))
    if isinstance(found, Several):
        options = (through(option, step) for option in found.options)
        return Several(tuple(option for option in options if not isinstance(option, Several)))
    if isinstance(found, IsModule) and found.module != f"{step.module}.{step.name}":
        return IsModule(found.module, (step, *found.through))
    return found


def several(options: Sequence[Resolution]) -> Resolution | None:
    """One resolution for what conditional bindings give; of the ways to one thing the first is kept."""
    found: dict[object, Single] = {}
    for option in options:
        for single in options_of(option):
            found.setdefault(_thing(single), single)
    if not found:
        return None
    singles = tuple(found.values())
    return singles[0] if len(singles) == 1 else Several(singles)


def _thing(found: Single) -> object:
    """What it is, whatever the way to it."""
    if isinstance(found, Defined):
        return found.symbol
    return (found.module,) if isinstance(found, IsModule) else found
