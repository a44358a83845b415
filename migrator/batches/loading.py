"""Whether modules still load: imports that a batch adds, replayed in thought where they lead back.

Cycles are counted by statements, and edges to parent packages are left out, because they are mostly harmless. Some are not: a module deep in a
package that comes to import a neighbour may be asked by the package's own ``__init__`` while it is half executed. Counting cannot tell the two apart,
executing can. What failed before, and what depends on a condition that the text leaves open, is not held against a batch.
"""

from collections.abc import Collection, Iterator

from migrator.analysis import Analysis
from migrator.facts.values import Colour
from migrator.findings.replay import Replayer
from migrator.findings.symbolic_statements import TooMuchError
from migrator.findings.symbolic_values import Failure
from migrator.model.graph import importers_of, leading_to
from migrator.model.model import Model
from migrator.model.values import Symbol


def newly_failing(before: Analysis, after: Analysis) -> tuple[str, ...]:
    """The modules that cannot be imported first any more, each with where that fails."""
    entries = _entries(before.model, after.model)
    if not entries:
        return ()
    now, was = _replayer(after, entries), _replayer(before, entries)
    return tuple(
        f"{entry} can no longer be imported first: {_said(failure)}"
        for entry in entries
        if (failure := _fails(now, entry)) is not None
        and (entry not in before.model.modules or _fails(was, entry) is None)
    )


def _entries(before: Model, after: Model) -> tuple[str, ...]:
    """The ends of what is newly taken at import time and leads back to where it starts, packages around included.

    An edge that is there already may be harmless only because of what it asks for: ``import a`` where ``from a import C`` would come too early.
    """
    importers = importers_of(after.edges, (Colour.IMPORT_TIME,))
    back: dict[str, frozenset[str]] = {}
    found: set[str] = set()
    new = _edges(after) - _edges(before) | _newly_taken(before, after)
    for importer, imported in sorted(new):
        if importer not in back:
            back[importer] = leading_to(importers, (importer,))
        if imported in back[importer]:
            found |= {importer, imported}
    return tuple(sorted(found & after.modules.keys()))


def _edges(model: Model) -> frozenset[tuple[str, str]]:
    return frozenset(_import_time(model))


def _newly_taken(before: Model, after: Model) -> frozenset[tuple[str, str]]:
    """Importer and imported module of each name that a changed file takes at import time and did not before."""
    same = {path for path, facts in after.facts.items() if before.facts.get(path) == facts}
    taken = _taken(after, same) - _taken(before, same)
    return frozenset((importer, path.module) for importer, path in taken if importer != path.module)


def _taken(model: Model, same: Collection[str]) -> frozenset[tuple[str, Symbol]]:
    return frozenset(
        (use.importer, use.target)
        for use in model.name_uses
        if use.colour is Colour.IMPORT_TIME
        and use.form in {"from", "attribute"}
        and use.site.path not in same
    )


def _import_time(model: Model) -> Iterator[tuple[str, str]]:
    for edge in model.edges:
        if edge.colour is Colour.IMPORT_TIME and not edge.is_implied:
            yield edge.importer, edge.imported


def _replayer(analysis: Analysis, entries: tuple[str, ...]) -> Replayer:
    known = tuple(entry for entry in entries if entry in analysis.model.modules)
    return Replayer(analysis.model, known, read=analysis.tree.read)


def _fails(replayer: Replayer, entry: str) -> Failure | None:
    """A failure that is sure and comes from a module that is half executed; what is too much to replay is not known to fail."""
    try:
        failure = replayer.outcome(entry)
    except TooMuchError:
        return None
    return failure if failure is not None and failure.is_sure and failure.is_half_executed else None


def _said(failure: Failure) -> str:
    what = f"{failure.name} of {failure.imported}" if failure.name else failure.imported
    return f"line {failure.line} of {failure.module} asks for {what}, which is half executed then"
