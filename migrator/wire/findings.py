"""Findings as rows for lists, and whole with their evidence."""

import msgspec

from migrator.wire.comparisons import ComparisonView, FactoryView
from migrator.wire.details import DetailView
from migrator.wire.sites import ExcerptView, SiteView
from migrator.wire.ways import WayView


class FindingRow(msgspec.Struct, frozen=True):
    """A finding in a list."""

    id: str
    phase: str
    kind: str
    tier: str
    title: str
    group: str
    counts: bool
    colour: str | None
    sites: int
    batch: str
    """The batch that would close it, or ``""``."""
    kept: str
    """The reason of a keep, or ``""``."""


class FindingView(msgspec.Struct, frozen=True):
    """One finding with its evidence. ``considered`` says what was weighed and rejected."""

    id: str
    phase: str
    kind: str
    tier: str
    title: str
    modules: tuple[str, ...]
    names: tuple[str, ...]
    evidence: tuple[str, ...]
    recipes: tuple[str, ...]
    colour: str | None
    witness: tuple[str, ...]
    group: str
    counts: bool
    kept: str
    batch: str
    sites: tuple[SiteView, ...]
    detail: DetailView
    considered: tuple[str, ...] = ()
    comparison: ComparisonView | None = None
    factory: FactoryView | None = None
    code: tuple[ExcerptView, ...] = ()
    """Whole statements, where they are longer than what the sites show; only ``explain`` gives them."""
    ways: tuple[WayView, ...] = ()
    """What could close it; only ``explain`` works it out."""


class FindingsView(msgspec.Struct, frozen=True):
    """The answer to ``findings``."""

    schema: int
    commit: str
    findings: tuple[FindingView, ...]
