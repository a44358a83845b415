"""Ways to close a finding as lines of words."""

from collections.abc import Iterator

from migrator.display import plural
from migrator.wire.batches import EffectView
from migrator.wire.ways import WayView

_MOST = 12


def way_lines(way: WayView) -> Iterator[str]:
    """One way: what it is, what it changes, what is left, what it comes to."""
    yield way.said
    yield from (f"recipe: {recipe}" for recipe in way.recipes)
    if not way.recipes:
        return
    if way.batch:
        yield f"proposed as batch {way.batch}: `migrator show {way.batch} --diff` shows it"
    else:
        yield "possible, not proposed"
    if way.refused:
        yield f"refused: {way.refused}"
    if way.sites:
        yield f"changes {plural(way.sites, 'site')} in {plural(way.files, 'file')}"
    shown = way.left[:_MOST]
    yield from (f"left for a person: {left.file}:{left.line}: {left.reason}" for left in shown)
    if len(way.left) > len(shown):
        yield f"and {len(way.left) - len(shown):,} more are left for a person (--json lists all)"
    yield from (f"note: {note}" for note in way.notes)
    if way.effect is not None:
        yield from _effect(way.effect)
        yield "the finding is gone then" if way.closes else "the finding is still there then"


def _effect(effect: EffectView) -> Iterator[str]:
    for measure in effect.measures:
        if measure.before == measure.after:
            yield f"phase {measure.phase} stays at {measure.before:,} {measure.unit}"
        else:
            yield f"phase {measure.phase} goes from {measure.before:,} to {measure.after:,} {measure.unit}"
        for name, before in measure.parts_before.items():
            after = measure.parts_after.get(name, 0)
            if after != before:
                yield f"phase {measure.phase}, {name}: from {before:,} to {after:,}"
    if not effect.measures:
        yield "no phase's measure changes"
    yield from _listed("closes", effect.closed)
    yield from _listed("adds", effect.added)
    if effect.broken_before != effect.broken_after:
        yield f"names that do not resolve: from {effect.broken_before:,} to {effect.broken_after:,}"


def _listed(verb: str, findings: tuple[str, ...]) -> Iterator[str]:
    yield from (f"{verb} {finding}" for finding in findings[:_MOST])
    if len(findings) > _MOST:
        yield f"{verb} {len(findings) - _MOST:,} more (--json lists all)"
