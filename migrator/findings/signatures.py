"""A creator's signature against that of the canonical one: where each of its parameters would go.

A parameter's place is read from how the creator passes it on to the canonical creator, directly or through others, else from its name. What is proved of a
single call is the recipe's affair; this tells whether it is worth trying.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from migrator.facts.shapes import CallText, Parameter
from migrator.findings.creators import Creator
from migrator.findings.values import FitKind
from migrator.model.values import Symbol

SAME, ADAPTABLE, INCOMPATIBLE = FitKind.SAME, FitKind.ADAPTABLE, FitKind.INCOMPATIBLE
_VARIABLE = frozenset({"*", "**"})


@dataclass(frozen=True)
class Fit:
    """How a creator's calls could become calls of the canonical one.

    Attributes:
        kind: Whether, and how well.
        reason: Why, in words.
        unplaced: Parameters that the canonical creator has no place for.
    """

    kind: FitKind
    reason: str
    unplaced: tuple[str, ...] = ()


def parameters(creator: Creator) -> tuple[Parameter, ...]:
    """What a caller gives: without ``self`` and ``cls``."""
    return creator.shape.parameters if creator.is_static else creator.shape.parameters[1:]


def signature(creator: Creator) -> str:
    """As a person would write it."""
    parts: list[str] = []
    given = parameters(creator)
    for index, one in enumerate(given):
        if one.kind == "=" and not any(other.kind in {"=", "*"} for other in given[:index]):
            parts.append("*")
        stars = one.kind if one.kind in _VARIABLE else ""
        parts.append(f"{stars}{one.name}" + (f"={one.default}" if one.default is not None else ""))
        if one.kind == "/" and not any(other.kind == "/" for other in given[index + 1 :]):
            parts.append("/")
    name = creator.symbol.name
    return f"{'async ' if creator.shape.is_async else ''}{name}({', '.join(parts)})"


def fit(creator: Creator, canonical: Creator, creators: Mapping[Symbol, Creator]) -> Fit:
    """Compare the two."""
    ours, theirs = parameters(creator), parameters(canonical)
    if ours == theirs and creator.shape.is_async == canonical.shape.is_async:
        return Fit(SAME, "the same parameters")
    places = _places(creator, canonical, creators)
    unplaced = tuple(one.name for one in ours if one.name not in places)
    problem = _problem(creator, canonical, places)
    if problem:
        return Fit(INCOMPATIBLE, problem, unplaced)
    return Fit(ADAPTABLE, "; ".join(_differences(creator, canonical, places)), unplaced)


def _problem(creator: Creator, canonical: Creator, places: Mapping[str, str]) -> str:
    ours, theirs = parameters(creator), parameters(canonical)
    if any(one.kind in _VARIABLE for one in ours):
        return "it takes any arguments"
    if canonical.shape.is_async and not creator.shape.is_async:
        return "the canonical creator has to be awaited, this one not"
    required = [one.name for one in ours if one.default is None and one.name not in places]
    if required:
        return f"the canonical creator has no place for {', '.join(required)}"
    fed = set(places.values())
    missing = [
        one.name
        for one in theirs
        if one.default is None and one.kind not in _VARIABLE and one.name not in fed
    ]
    if missing:
        return f"nothing says what the canonical creator's {', '.join(missing)} would be"
    return ""


def _differences(creator: Creator, canonical: Creator, places: Mapping[str, str]) -> list[str]:
    ours, theirs = parameters(creator), parameters(canonical)
    found: list[str] = []
    if creator.shape.is_async and not canonical.shape.is_async:
        found.append("await is dropped")
    by_name = {one.name: (index, one) for index, one in enumerate(theirs)}
    for index, one in enumerate(ours):
        place = places.get(one.name)
        if place is None:
            found.append(f"calls that give {one.name} cannot be adapted")
            continue
        position, other = by_name[place]
        if place != one.name:
            found.append(f"{one.name} becomes {place}")
        if one.kind != "=" and other.kind == "=":
            found.append(f"{place} is given by keyword")
        elif one.kind == other.kind == "" and position != index:
            found.append(f"{place} has another position")
        if one.default is not None and one.default != other.default:
            found.append(f"the default {one.default} of {one.name} is written out")
    return found or ["fewer parameters"]


def _places(creator: Creator, canonical: Creator, creators: Mapping[Symbol, Creator]) -> dict[str, str]:
    """Which parameter of the canonical creator each of ours goes to, and under ``=name`` those that are given something fixed."""
    theirs = {one.name for one in parameters(canonical) if one.kind not in _VARIABLE}
    places = {one.name: one.name for one in parameters(creator) if one.name in theirs}
    places.update(_passed_on(creator, canonical, creators, depth=4))
    return places


def _passed_on(
    creator: Creator, canonical: Creator, creators: Mapping[Symbol, Creator], depth: int
) -> dict[str, str]:
    own = {one.name for one in parameters(creator)}
    for target, call in creator.calls:
        other = creators.get(target)
        if other is None or depth == 0 or other.symbol == creator.symbol:
            continue
        given = _bound(call, other)
        if target != canonical.symbol:
            further = _passed_on(other, canonical, creators, depth - 1)
            given = {further[name]: text for name, text in given.items() if name in further}
        found: dict[str, str] = {}
        for name, text in given.items():
            found[text if text in own else f"={name}"] = name
        if found:
            return found
    return {}


def _bound(call: CallText, callee: Creator) -> dict[str, str]:
    """The text given for each parameter of what is called."""
    names = [one.name for one in parameters(callee) if one.kind in {"", "/"}]
    found = dict(zip(names, call.positional, strict=False))
    found.update((name, text) for name, text in call.keywords if name)
    return found
