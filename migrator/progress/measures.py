"""A campaign's measures from its start to now: what each phase began with, and where those same items are today.

Import paths are counted over the names that had several at the start: "37 paths, one a name" speaks of the same names before and after,
wherever the campaign has moved them since.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from migrator.analysis import Analysis, PhaseState
from migrator.findings.import_paths import paths_in_use
from migrator.findings.values import Measure
from migrator.model.values import Symbol
from migrator.plan.values import Finds
from migrator.records.read import renames


@dataclass(frozen=True)
class PhaseProgress:
    """One phase over the whole campaign."""

    state: PhaseState
    before: Measure
    after: Measure

    @property
    def left(self) -> int:
        """What remains and is not kept."""
        return len(self.state.remaining)


def campaign_progress(start: Analysis, now: Analysis) -> tuple[PhaseProgress, ...]:
    """Each phase of today's plan, measured on the tree of the start and on that of now."""
    progress: list[PhaseProgress] = []
    for state in now.phases:
        earlier = start.phase(state.phase.id)
        before = earlier.measure if earlier is not None else state.measure
        after = state.measure
        if state.phase.finds is Finds.IMPORT_PATHS:
            after = _same_names(start, now, state, before)
        progress.append(PhaseProgress(state, before, after))
    return tuple(progress)


def _same_names(start: Analysis, now: Analysis, state: PhaseState, before: Measure) -> Measure:
    """The paths in use today of the names that had several at the start."""
    moved = renames(now.records)
    then = {name for name, paths in paths_in_use(start.model, state.phase).items() if len(paths) > 1}
    today: Mapping[Symbol, Mapping[Symbol, int]] = paths_in_use(now.model, state.phase)
    names = {_today(name, moved) for name in then}
    value = sum(len(today.get(name, ())) for name in names)
    sites = sum(sum(today.get(name, {}).values()) for name in names)
    return Measure(
        value=value,
        goal=before.goal,
        unit=before.unit,
        parts=(("names", len(names)), ("paths", value), ("sites", sites)),
    )


def _today(name: Symbol, moved: Mapping[Symbol, Symbol]) -> Symbol:
    """Where a definition lives now; a chain of moves is followed, a circle of them ends."""
    seen: set[Symbol] = set()
    while name in moved and name not in seen:
        seen.add(name)
        name = moved[name]
    return name
