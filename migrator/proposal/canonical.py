"""Which path of a definition should be the one: where it is defined, unless a package offers it and most importers take it from there."""

from collections.abc import Iterable

from migrator.findings.values import Finding, ImportPath
from migrator.model.model import Model
from migrator.model.values import Symbol

_MOST_LISTED = 40


def propose_canonical(model: Model, findings: Iterable[Finding]) -> tuple[tuple[str, str], ...]:
    """Paths through a package that should stay, each with its reason; the others follow the policy of the defining module.

    At most 40, those with most sites first, sorted by name.
    """
    by_definition: dict[Symbol, tuple[tuple[Symbol, int], ...]] = {}
    for finding in findings:
        if isinstance(finding.detail, ImportPath):
            by_definition[finding.detail.definition] = finding.detail.all_paths
    offered: list[tuple[int, str, str]] = []
    for definition, paths in by_definition.items():
        total = sum(count for _, count in paths)
        path, count = max(
            paths, key=lambda pair: (pair[1], pair[0] == definition, str(pair[0])), default=(definition, 0)
        )
        if path != definition and 2 * count > total and _offers(model, path):
            said = f"{count} of {total} sites use this path, and the package offers it in __all__"
            offered.append((-count, str(path), said))
    return tuple(sorted((path, said) for _, path, said in sorted(offered)[:_MOST_LISTED]))


def _offers(model: Model, path: Symbol) -> bool:
    """The path is that of a package whose `__init__` lists the name."""
    module = model.modules.get(path.module)
    facts = model.facts.get(module.path) if module is not None and module.is_package else None
    return facts is not None and path.name in (facts.exports or ())
