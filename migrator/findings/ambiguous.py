"""Names that do not say what they mean, for a person to look at.

A name that reaches two definitions depending on where it is imported from, a path that is bound to one or the other under a condition, and names
that are crossed (each offered elsewhere under the other's name). No recipe closes them, so they are never counted.
"""

from collections.abc import Iterable, Mapping, Sequence

from migrator.facts.values import DefinitionKind
from migrator.findings.values import Finding, NameTrouble, Tier, UnclearName
from migrator.model.model import Model
from migrator.model.values import Defined, NameUse, Several, Symbol

KIND = "import-paths"
_SPEAKING = frozenset({DefinitionKind.CLASS, DefinitionKind.FUNCTION})
_EVERYWHERE = frozenset({"main", "run", "setup", "register", "handler", "logger"})
"""Names that every module may have for itself."""

Paths = Mapping[Symbol, Mapping[Symbol, object]]
"""By definition, its paths in use."""


def find_ambiguous(model: Model, paths: Paths) -> Iterable[Finding]:
    """Findings for review among the paths in use of a scope."""
    yield from _two_meanings(model, paths)
    yield from _crossed(paths)
    yield from _conditional(model, paths)


def _two_meanings(model: Model, paths: Paths) -> Iterable[Finding]:
    by_name: dict[str, set[Symbol]] = {}
    for definition, found in paths.items():
        for path in found:
            by_name.setdefault(path.name, set()).add(definition)
    for name in sorted(by_name):
        if len(by_name[name]) < 2 or name.startswith("_") or name in _EVERYWHERE:
            continue
        definitions = sorted(definition for definition in by_name[name] if _speaks(model, definition))
        if len(definitions) < 2:
            continue
        used = sorted(path for each in definitions for path in paths[each] if path.name == name)
        yield _finding(
            f"{KIND}:ambiguous:{name}",
            f"{name} means {len(definitions)} things",
            (
                f"{name} is {_and(definitions)}, depending on where it is imported from.",
                f"Paths in use: {', '.join(map(str, used))}.",
            ),
            UnclearName((name,), NameTrouble.SEVERAL, tuple(definitions), tuple(used)),
        )


def _crossed(paths: Paths) -> Iterable[Finding]:
    """One definition is offered under the name of another, and that one under its name."""
    offered: dict[tuple[str, str], tuple[Symbol, Symbol]] = {}
    others = [
        (definition, path)
        for definition in paths
        for path in paths[definition]
        if path.name != definition.name
    ]
    for definition, path in sorted(others):
        offered.setdefault((definition.name, path.name), (definition, path))
    for (own, alias), (definition, path) in sorted(offered.items()):
        other = offered.get((alias, own))
        if other is None or own > alias:
            continue
        yield _finding(
            f"{KIND}:crossed:{own}:{alias}",
            f"{own} and {alias} are crossed",
            (
                f"{definition} is offered as {path}.",
                f"{other[0]} is offered as {other[1]}.",
                "A reader of one name gets the other.",
            ),
            UnclearName((own, alias), NameTrouble.CROSSED, (definition, other[0]), (path, other[1])),
        )


def _conditional(model: Model, paths: Paths) -> Iterable[Finding]:
    """A path that is one definition or another, as a condition decides when the program runs."""
    found: dict[Symbol, tuple[set[Symbol], list[NameUse]]] = {}
    for use in model.uses.unsure:
        if isinstance(use.resolution, Several) and use.form != "string":
            defined = {option.symbol for option in use.resolution.options if isinstance(option, Defined)}
            if len(defined) > 1 and any(symbol in paths or use.target == symbol for symbol in defined):
                definitions, uses = found.setdefault(use.target, (set(), []))
                definitions |= defined
                uses.append(use)
    for path in sorted(found):
        definitions, uses = found[path]
        yield _finding(
            f"{KIND}:ambiguous:{path}",
            f"{path} is decided when the program runs",
            (f"{path} is {_and(sorted(definitions))}, as a condition decides.", f"{len(uses)} sites use it."),
            UnclearName((path.name,), NameTrouble.CONDITIONAL, tuple(sorted(definitions)), (path,)),
        )


def _finding(identity: str, title: str, evidence: tuple[str, ...], detail: UnclearName) -> Finding:
    symbols = (*detail.definitions, detail.paths[0])
    return Finding(
        id=identity,
        kind=KIND,
        tier=Tier.REVIEW,
        title=title,
        modules=tuple(sorted({symbol.module for symbol in symbols})),
        names=tuple(dict.fromkeys(map(str, symbols))),
        evidence=evidence,
        sites=(),
        detail=detail,
        counts=False,
        group="names to look at",
    )


def _speaks(model: Model, definition: Symbol) -> bool:
    facts = model.facts.get(model.modules[definition.module].path)
    return facts is not None and any(
        one.name == definition.name and one.kind in _SPEAKING for one in facts.definitions
    )


def _and(symbols: Sequence[Symbol]) -> str:
    return " or ".join(map(str, symbols))
