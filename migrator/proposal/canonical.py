"""Which path of a definition should be the one: where it is defined, unless a package offers it and people are to take it from there."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from migrator.findings.canonical import CanonicalPaths, offered_names
from migrator.findings.scopes import is_inside
from migrator.findings.values import Finding, ImportPath
from migrator.model.model import Model
from migrator.model.values import Symbol
from migrator.plan.values import Finds, Phase, Policy

_MOST_LISTED = 40
_FACADE = Phase("facade", "", Finds.IMPORT_PATHS, policy=Policy.FACADE)


class CanonicalProposal(NamedTuple):
    """What a plan should say about paths.

    Attributes:
        policy: For all that are not listed.
        paths: Those that are, each with its reason, sorted.
    """

    policy: Policy
    paths: tuple[tuple[str, str], ...]


def propose_canonical(model: Model, findings: Iterable[Finding]) -> CanonicalProposal:
    """Paths through a package that should stay; all others are where the name is defined.

    A path stays where the package offers it and most sites use it, or most of those outside the package: what is inside has to import from
    where things are. It also stays where the defining module is private: nobody should have to import from there. Where there are more than
    people like to read, the packages offer names as a rule: then the policy says it, and what it does not say is listed, 40 at the most.
    """
    by_definition: dict[Symbol, tuple[tuple[Symbol, int], ...]] = {}
    for finding in findings:
        if isinstance(finding.detail, ImportPath):
            by_definition[finding.detail.definition] = finding.detail.all_paths
    offered = [
        (path, why, sum(count for _, count in paths), definition)
        for definition, paths in by_definition.items()
        for path, why in _best(model, definition, paths)
    ]
    policy = Policy.FACADE if len(offered) > _MOST_LISTED else Policy.DEFINING_MODULE
    if policy is Policy.FACADE:
        facades = CanonicalPaths(model, _FACADE)
        offered = [
            one for one in offered if (facades.chosen(one[3]) or facades.default(one[3])).path != one[0]
        ]
    most_used = sorted(offered, key=lambda one: (-one[2], str(one[0])))[:_MOST_LISTED]
    return CanonicalProposal(policy, tuple(sorted((str(path), why) for path, why, _, _ in most_used)))


def _best(
    model: Model, definition: Symbol, paths: Iterable[tuple[Symbol, int]]
) -> Iterator[tuple[Symbol, str]]:
    """The path of a package that should stay, with the reason; nothing where there is none."""
    every = tuple(paths)
    total = sum(count for _, count in every)
    through = [
        (count, path) for path, count in every if path.module != definition.module and _offers(model, path)
    ]
    if not through:
        return
    count, path = max(through, key=lambda pair: (pair[0], str(pair[1])))
    if 2 * count > total:
        yield path, f"{count} of {total} sites use this path, and the package offers it"
        return
    used, outside = _outside(model, definition, path)
    if 2 * used > outside:
        yield (
            path,
            f"{used} of {outside} sites outside {path.module} use this path, and the package offers it",
        )
    elif _is_private(definition.module) and not _is_private(path.module):
        yield path, f"the package offers it, and {definition.module} is private"


def _outside(model: Model, definition: Symbol, path: Symbol) -> tuple[int, int]:
    """How many sites outside the package use this path, and how many there are; strings are no sites."""
    uses = [
        use
        for use in model.uses_of(definition)
        if use.form != "string" and not is_inside(use.importer, (path.module,))
    ]
    return sum(use.target == path for use in uses), len(uses)


def _is_private(module: str) -> bool:
    return any(part.startswith("_") and not part.startswith("__") for part in module.split("."))


def _offers(model: Model, path: Symbol) -> bool:
    """The path is that of a package whose `__init__` says that the name is for others: in `__all__`, as `X as X`, or by a star."""
    module = model.modules.get(path.module)
    facts = model.facts.get(module.path) if module is not None and module.is_package else None
    if facts is None:
        return False
    if facts.exports is not None or path.name in offered_names(facts):
        return path.name in offered_names(facts)
    imported = [one for statement in facts.imports if not statement.scope for one in statement.names]
    is_named = any(one.binds == path.name for one in imported)
    return not is_named and any(one.name == "*" for one in imported)
