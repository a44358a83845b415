"""Which path of a definition should be the one: where it is defined, unless a package offers it and people are to take it from there."""

from collections.abc import Iterable

from migrator.findings.values import Finding, ImportPath
from migrator.model.model import Model
from migrator.model.values import Symbol

_MOST_LISTED = 40


def propose_canonical(model: Model, findings: Iterable[Finding]) -> tuple[tuple[str, str], ...]:
    """Paths through a package that should stay, each with its reason; the others follow the policy of the defining module.

    A path stays where the package offers it and most sites use it, or where the defining module is private: nobody should have to import
    from there. At most 40, those with most sites first, sorted by name.
    """
    by_definition: dict[Symbol, tuple[tuple[Symbol, int], ...]] = {}
    for finding in findings:
        if isinstance(finding.detail, ImportPath):
            by_definition[finding.detail.definition] = finding.detail.all_paths
    offered: list[tuple[int, str, str]] = []
    for definition, paths in by_definition.items():
        total = sum(count for _, count in paths)
        through = [
            (count, path)
            for path, count in paths
            if path.module != definition.module and _offers(model, path)
        ]
        count, path = max(through, key=lambda pair: (pair[0], str(pair[1])), default=(0, definition))
        if 2 * count > total:
            said = f"{count} of {total} sites use this path, and the package offers it"
            offered.append((-count, str(path), said))
        elif through and _is_private(definition.module) and not _is_private(path.module):
            said = f"the package offers it, and {definition.module} is private"
            offered.append((-count, str(path), said))
    return tuple(sorted((path, said) for _, path, said in sorted(offered)[:_MOST_LISTED]))


def _is_private(module: str) -> bool:
    return any(part.startswith("_") and not part.startswith("__") for part in module.split("."))


def _offers(model: Model, path: Symbol) -> bool:
    """The path is that of a package whose `__init__` says that the name is for others: in `__all__`, as `X as X`, or by a star."""
    module = model.modules.get(path.module)
    facts = model.facts.get(module.path) if module is not None and module.is_package else None
    if facts is None:
        return False
    if facts.exports is not None:
        return path.name in facts.exports
    imported = [one for statement in facts.imports if not statement.scope for one in statement.names]
    if any(one.name == one.asname == path.name for one in imported):
        return True
    is_named = any(one.binds == path.name for one in imported)
    return not is_named and any(one.name == "*" for one in imported)
