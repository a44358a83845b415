"""A finding: one item of remaining work, with the evidence a person can check.

Its identity is its kind and qualified names, never a line number, so that it survives edits around it. ``detail`` carries what a recipe
needs to close it; each kind has its own, and ``match`` over them is exhaustive.
"""

from enum import StrEnum

import msgspec

from migrator.facts.values import Colour
from migrator.model.values import Site, Symbol


class Tier(StrEnum):
    """How sure the evidence is."""

    EXACT = "exact"
    PROPOSE = "propose"
    REVIEW = "review"


class CutKind(StrEnum):
    """How an import edge can be removed, cheapest first."""

    DROP = "drop"
    """The import is unused."""
    DEFINITION = "definition"
    """The names are only re-exported there: import them from where they are defined."""
    GUARD = "guard"
    """The names are used in annotations only."""
    MOVE = "move"
    """The names can move down to a shared module."""
    DEFER = "defer"
    """Used inside functions only: hides the cycle, does not fix it."""


class Cut(msgspec.Struct, frozen=True):
    """One way to remove the edge ``importer>imported``, with its effect on the graph."""

    kind: CutKind
    importer: str
    imported: str
    names: tuple[str, ...]
    frees: int
    """How many modules leave import-time components when the edge goes."""
    reason: str


class CycleEdge(msgspec.Struct, frozen=True, tag="import-cycles"):
    """An import inside a component of modules that import each other."""

    importer: str
    imported: str
    colour: Colour
    component: tuple[str, ...]
    names: tuple[str, ...] = ()
    cuts: tuple[Cut, ...] = ()
    fails_from: tuple[str, ...] = ()
    """Entry modules from which importing the component fails."""


class ImportPath(msgspec.Struct, frozen=True, tag="import-paths"):
    """A path in use that is not the canonical one of its definition."""

    definition: Symbol
    path: Symbol
    canonical: Symbol
    count: int
    all_paths: tuple[tuple[Symbol, int], ...] = ()
    """Every path of the definition in use, with its number of sites, the canonical one included."""


class DeadList(StrEnum):
    """The three lists of dead imports."""

    ONE = "one candidate"
    SEVERAL = "several candidates"
    NEVER = "never existed"


class DeadImport(msgspec.Struct, frozen=True, tag="dead-imports"):
    """A first-party import or path string that names nothing."""

    target: Symbol | str
    """``Symbol`` for a name in a module, the module's dotted name where the module itself is gone."""
    listed: DeadList
    candidates: tuple[Symbol | str, ...] = ()


class Shim(msgspec.Struct, frozen=True, tag="shims"):
    """Something that exists for an old path only."""

    path: Symbol
    target: Symbol
    users: int
    made_by: str = ""
    """The batch whose record declares it, or ``""``."""


class LayerBreach(msgspec.Struct, frozen=True, tag="layers"):
    """An import that goes against the plan's layers."""

    importer: str
    imported: str
    lower: str
    higher: str
    route: tuple[str, ...]
    cuts: tuple[Cut, ...] = ()


Detail = CycleEdge | ImportPath | DeadImport | Shim | LayerBreach


class Finding(msgspec.Struct, frozen=True):
    """One item of remaining work. ``id`` is ``kind:qualified-names``."""

    id: str
    kind: str
    tier: Tier
    title: str
    modules: tuple[str, ...]
    names: tuple[str, ...]
    """As ``pkg.module:Name``."""
    evidence: tuple[str, ...]
    """Sentences."""
    sites: tuple[Site, ...]
    detail: Detail
    counts: bool = True
    """Whether it is part of its phase's measure (a deferred cycle is shown, not counted)."""
    colour: Colour | None = None
    witness: tuple[str, ...] = ()
    """For cycles: a shortest cycle through the edge, first module repeated at the end."""
    group: str = ""
    """What the screen groups it under (the component, the definition, the list)."""


class Measure(msgspec.Struct, frozen=True):
    """The size of what a phase works on. ``value`` is its headline (paths in use, cyclic edges, dead names); ``goal`` where it ends."""

    value: int
    goal: int
    unit: str
    parts: tuple[tuple[str, int], ...] = ()
    """Named numbers beside it: components, modules, edges by colour…"""
