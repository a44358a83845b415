"""What a batch does to the campaign: the analysis of its overlay held against that of its base."""

from migrator.analysis import Analysis
from migrator.batches.values import Effect, MeasureChange


def effect_of(before: Analysis, after: Analysis) -> Effect:
    """Measures, findings closed and added, and what is broken, before and after."""
    open_before = _remaining(before)
    open_after = _remaining(after)
    return Effect(
        measures=tuple(_changes(before, after)),
        closed=tuple(sorted(open_before - open_after)),
        added=tuple(sorted(open_after - open_before)),
        broken_before=before.broken.measure.value,
        broken_after=after.broken.measure.value,
    )


def _changes(before: Analysis, after: Analysis) -> list[MeasureChange]:
    changes: list[MeasureChange] = []
    for state in before.phases:
        later = after.phase(state.phase.id)
        if later is not None and later.measure != state.measure:
            changes.append(MeasureChange(state.phase.id, state.measure, later.measure))
    return changes


def _remaining(analysis: Analysis) -> set[str]:
    return {finding.id for state in analysis.phases for finding in state.remaining}
