"""Import-time edges inside components, before a batch and after it, and which of the later ones are earlier ones under another name.

A module that moved is the same module. Where no plan sets out to open cycles, a new module that takes definitions from another is a part of it: what they import led back before, and leads back
now by one step more (decision 21). New are an edge that neither had, and two parts that import each other.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from migrator.analysis import Analysis
from migrator.facts.values import Colour
from migrator.findings.hidden_cycles import edges_inside
from migrator.model.model import Model
from migrator.recipes.values import ChangeSet

_Edge = tuple[str, str]


@dataclass(frozen=True)
class CycleEdges:
    """The edges inside import-time components.

    Attributes:
        was: Before, with the modules that move under their new names.
        now: After.
        parts: New modules, each with those that it takes from.
    """

    was: frozenset[_Edge]
    now: frozenset[_Edge]
    parts: Mapping[str, frozenset[str]]

    @property
    def new(self) -> tuple[_Edge, ...]:
        """The edges that no earlier one has become."""
        return tuple(edge for edge in sorted(self.now - self.was) if not self.is_lengthened(*edge))

    def is_lengthened(self, importer: str, imported: str) -> bool:
        """Whether the edge was in a cycle when its part was still in the module that it is taken from."""
        first, second = ({one} | self.parts.get(one, frozenset()) for one in (importer, imported))
        if first & second:
            return (imported, importer) not in self.now and any(first & {*edge} for edge in self.was)
        return any((one, other) in self.was for one in first for other in second)


def cycle_edges(before: Analysis, after: Analysis, change_set: ChangeSet) -> CycleEdges:
    """What a batch makes of the edges inside components."""
    moved = dict(change_set.modules)
    was = ((moved.get(one, one), moved.get(other, other)) for one, other in _inside(before.model))
    parts: dict[str, set[str]] = {}
    for old, new in () if before.plan.path else change_set.renames:
        if new.module not in before.model.modules:
            parts.setdefault(new.module, set()).add(old.module)
    whole = {part: frozenset(taken) for part, taken in parts.items()}
    return CycleEdges(frozenset(was), _inside(after.model), whole)


def _inside(model: Model) -> frozenset[_Edge]:
    return frozenset(
        (edge.importer, edge.imported)
        for component in model.components([Colour.IMPORT_TIME])
        for edge in edges_inside(component, [Colour.IMPORT_TIME], model.links)
    )
