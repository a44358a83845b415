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
    """One resolution for what conditional bindings give."""
    flat: dict[Resolution, None] = {}
    for option in options:
        for single in option.options if isinstance(option, Several) else (option,):
            flat[single] = None
    if not flat:
        return None
    singles = tuple(flat)
    if len(singles) == 1:
        return singles[0]
    meanings = {single.symbol if isinstance(single, Defined) else single for single in singles}
    if len(meanings) == 1:
        return singles[0]
    return Several(tuple(single for single in singles if not isinstance(single, Several)))
