"""Names that are imported by more than one path.

A path is a distinct (module, name) pair that an import uses to reach a definition in the scope: by a from-import, by an attribute of an imported
module, or through a star. Spelling it relatively makes no new path; strings, entry points and docs add none, they follow. A definition matters
when two or more of its paths are in use, or when its only one is not the canonical path that the plan names. Modules are no names.

What provides a canonical path that is not the defining module (its own re-export, and what the providing module needs at import time) has to use
the defining module. Such uses are neither counted nor findings: without them nothing could be canonical but the defining module.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from migrator.findings.ambiguous import find_ambiguous
from migrator.findings.canonical import Canonical, CanonicalPaths, one_definition
from migrator.findings.context import DetectContext, Detection
from migrator.findings.scopes import Scope, phase_scope
from migrator.findings.values import Finding, ImportPath, Measure, Tier
from migrator.model.model import Model
from migrator.model.values import NameUse, Symbol
from migrator.plan.values import Phase

KIND = "import-paths"
_FORMS = frozenset({"from", "attribute", "star"})
_MOST_SHOWN = 5

Paths = Mapping[Symbol, Sequence[NameUse]]
"""The uses by path, as they were found."""


@dataclass(frozen=True)
class _Name:
    """One definition whose paths are in use.

    Attributes:
        uses: All uses that may mean it; those of an earlier model where it is the very same list.
        canonical: Its canonical path, None where that is the definition itself for want of another.
        paths: The paths that count.
        findings: Of these paths.
    """

    uses: Sequence[NameUse]
    canonical: Canonical | None
    paths: Paths
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class _Memory:
    """What was found of each definition in a scope, to be taken over where its uses are the same."""

    scope: Scope = field(default_factory=lambda: Scope(()))
    names: Mapping[Symbol, _Name] = field(default_factory=dict)


def find_import_paths(model: Model, phase: Phase, context: DetectContext) -> Detection:
    """The paths in use that are not canonical, one finding each.

    The measure is the number of paths in use to names that have two or more; its goal is the number of those names; its parts are names, paths
    and sites.
    """
    memory = _remembered(model, phase, context.earlier)
    names = {definition: name for definition, name in memory.names.items() if name.paths}
    findings = [finding for name in names.values() for finding in name.findings]
    several = [name.paths for name in names.values() if len(name.paths) > 1]
    count = sum(map(len, several))
    measure = Measure(
        value=count,
        goal=len(several),
        unit="paths",
        parts=(
            ("names", len(several)),
            ("paths", count),
            ("sites", sum(len(found) for paths in several for found in paths.values())),
        ),
    )
    findings.extend(find_ambiguous(model, {definition: name.paths for definition, name in names.items()}))
    return Detection(tuple(sorted(findings, key=lambda finding: finding.id)), measure, memory)


def paths_in_use(model: Model, phase: Phase) -> dict[Symbol, dict[Symbol, int]]:
    """By definition in the phase's scope, its paths in use with their number of sites; definitions with one path included."""
    names = _remembered(model, phase, None).names
    return {
        definition: {path: len(names[definition].paths[path]) for path in sorted(names[definition].paths)}
        for definition in sorted(names)
        if names[definition].paths
    }


def _remembered(model: Model, phase: Phase, earlier: object) -> _Memory:
    scope = Scope(phase_scope(phase.scope, model.packages))
    canonical = CanonicalPaths(model, phase)
    known = earlier.names if isinstance(earlier, _Memory) and earlier.scope == scope else {}
    names: dict[Symbol, _Name] = {}
    for definition, uses in model.uses.by_definition.items():
        if not scope.holds(definition.module):
            continue
        wanted = canonical.chosen(definition)
        name = known.get(definition)
        if name is None or name.uses is not uses or name.canonical != wanted:
            name = _name(definition, uses, wanted)
        names[definition] = name
    return _Memory(scope, names)


def _name(definition: Symbol, uses: Sequence[NameUse], chosen: Canonical | None) -> _Name:
    canonical = chosen or CanonicalPaths.default(definition)
    paths: dict[Symbol, list[NameUse]] = {}
    for use in uses:
        if use.form not in _FORMS or use.importer == definition.module or canonical.is_provided_by(use):
            continue
        meaning = one_definition(use.resolution)
        if meaning is not None and meaning.symbol == definition:
            paths.setdefault(use.target, []).append(use)
    findings: tuple[Finding, ...] = ()
    if len(paths) > 1 or canonical.is_planned:
        findings = tuple(
            _finding(definition, path, canonical, paths) for path in sorted(paths) if path != canonical.path
        )
    return _Name(uses, chosen, paths, findings)


def _finding(
    definition: Symbol, path: Symbol, canonical: Canonical, paths: Mapping[Symbol, Sequence[NameUse]]
) -> Finding:
    uses = paths[path]
    every = tuple((each, len(paths[each])) for each in sorted(paths))
    sites = tuple(sorted({use.site for use in uses}))
    return Finding(
        id=f"{KIND}:{path}",
        kind=KIND,
        tier=Tier.EXACT,
        title=f"{definition.name} is imported as {path}, not as {canonical.path}",
        modules=tuple(sorted({path.module, canonical.path.module, definition.module})),
        names=tuple(dict.fromkeys(str(symbol) for symbol in (path, canonical.path, definition))),
        evidence=tuple(_evidence(definition, path, canonical, every, uses)),
        sites=sites,
        detail=ImportPath(definition, path, canonical.path, count=len(uses), all_paths=every),
        group=str(definition),
    )


def _evidence(
    definition: Symbol,
    path: Symbol,
    canonical: Canonical,
    every: Sequence[tuple[Symbol, int]],
    uses: Sequence[NameUse],
) -> Iterable[str]:
    meaning = one_definition(uses[0].resolution)
    through = [symbol for symbol in meaning.through if symbol != path] if meaning is not None else []
    way = f", through {', '.join(map(str, through))}" if through else ""
    if path == definition:
        yield f"{path} is where the name is defined."
    else:
        yield f"{path} reaches the definition {definition}{way}."
    yield f"The canonical path is {canonical.path}: {canonical.reason}."
    shown = ", ".join(f"{each} ({number} {'site' if number == 1 else 'sites'})" for each, number in every)
    yield f"{len(every)} {'path is' if len(every) == 1 else 'paths are'} in use: {shown}."
    for use in uses[:_MOST_SHOWN]:
        yield f"{use.site.path}:{use.site.line}: `{use.site.text}`."
    if len(uses) > _MOST_SHOWN:
        yield f"And at {len(uses) - _MOST_SHOWN} more sites."
