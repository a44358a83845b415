"""Names that are imported by more than one path.

A path is a distinct (module, name) pair that an import uses to reach a definition in the scope: by a from-import, by an attribute of an imported
module, or through a star. Spelling it relatively makes no new path; strings, entry points and docs add none, they follow. A definition matters
when two or more of its paths are in use, or when its only one is not the canonical path that the plan names. Modules are no names.

What provides a canonical path that is not the defining module (its own re-export, and what the providing module needs at import time) has to use
the defining module. Such uses are neither counted nor findings: without them nothing could be canonical but the defining module.
"""

from collections.abc import Iterable, Mapping, Sequence

from migrator.findings.ambiguous import find_ambiguous
from migrator.findings.canonical import Canonical, CanonicalPaths, one_definition
from migrator.findings.context import DetectContext, Detection
from migrator.findings.scopes import is_inside, phase_scope
from migrator.findings.values import Finding, ImportPath, Measure, Tier
from migrator.model.model import Model
from migrator.model.values import NameUse, Symbol
from migrator.plan.values import Phase

KIND = "import-paths"
_FORMS = frozenset({"from", "attribute", "star"})
_MOST_SHOWN = 5

Uses = dict[Symbol, dict[Symbol, list[NameUse]]]
"""By definition and path."""


def find_import_paths(model: Model, phase: Phase, context: DetectContext) -> Detection:
    """The paths in use that are not canonical, one finding each.

    The measure is the number of paths in use to names that have two or more; its goal is the number of those names; its parts are names, paths
    and sites.
    """
    del context
    canonical = CanonicalPaths(model, phase)
    uses = _uses(model, phase, canonical)
    findings: list[Finding] = []
    for definition in sorted(uses):
        paths = uses[definition]
        wanted = canonical.of(definition)
        if len(paths) > 1 or wanted.is_planned:
            findings.extend(
                _finding(definition, path, wanted, paths) for path in sorted(paths) if path != wanted.path
            )
    several = [paths for paths in uses.values() if len(paths) > 1]
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
    findings.extend(find_ambiguous(model, _plain(uses)))
    return Detection(tuple(sorted(findings, key=lambda finding: finding.id)), measure)


def paths_in_use(model: Model, phase: Phase) -> dict[Symbol, dict[Symbol, int]]:
    """By definition in the phase's scope, its paths in use with their number of sites; definitions with one path included."""
    uses = _uses(model, phase, CanonicalPaths(model, phase))
    return {
        definition: {path: len(uses[definition][path]) for path in sorted(uses[definition])}
        for definition in sorted(uses)
    }


def _uses(model: Model, phase: Phase, canonical: CanonicalPaths) -> Uses:
    scope = phase_scope(phase.scope, model.packages)
    found: Uses = {}
    choices: dict[Symbol, Canonical] = {}
    for use in model.name_uses:
        if use.form not in _FORMS:
            continue
        meaning = one_definition(use.resolution)
        if meaning is None or use.importer == meaning.symbol.module:
            continue
        definition = meaning.symbol
        if not is_inside(definition.module, scope):
            continue
        if definition not in choices:
            choices[definition] = canonical.of(definition)
        if not choices[definition].is_provided_by(use):
            found.setdefault(definition, {}).setdefault(use.target, []).append(use)
    return found


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


def _plain(uses: Uses) -> dict[Symbol, dict[Symbol, int]]:
    return {
        definition: {path: len(found) for path, found in paths.items()} for definition, paths in uses.items()
    }
