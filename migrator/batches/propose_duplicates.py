"""Duplicates to batches: one role, one class; one product, one creator.

A class with members that the canonical one lacks and that somebody uses is not offered as an alias: the members come first, as a batch of
their own, and the alias is proposed when they are there. A creator is one batch: its calls call the canonical one, and what is left of it
warns; where a call cannot be rewritten, the creator stays as it is. What is for review gets no batch, however well it fits: a creator that registers
what it makes would lose that without any error.
"""

from collections.abc import Iterable, Sequence

from migrator.batches.identity import batch_id, title_of
from migrator.batches.values import Batch
from migrator.findings.values import CollapsibleEnum, DuplicateClass, DuplicateFactory, Finding, Tier
from migrator.plan.values import Phase
from migrator.records.intentions import (
    AliasDuplicate,
    CollapseEnum,
    MoveMembers,
    Recipe,
    ReplaceCalls,
    RetireCreator,
)


def propose_duplicates(phase: Phase, findings: Sequence[Finding]) -> Iterable[Batch]:
    """Batches for what duplicates, in the order of the findings; members before aliases. None for what is for review."""
    for finding in findings:
        if finding.tier is Tier.REVIEW:
            continue
        match finding.detail:
            case DuplicateClass() as detail if not detail.vetoes:
                yield from _one_class(phase, finding, detail)
            case DuplicateFactory() as detail:
                yield from _one_creator(phase, finding, detail)
            case CollapsibleEnum() as detail:
                recipe = CollapseEnum(detail.enum, detail.member)
                yield _batch(
                    phase, finding, [recipe], reasons=(f"the plan says that all mean {detail.member}",)
                )
            case _:
                pass


def _one_class(phase: Phase, finding: Finding, detail: DuplicateClass) -> Iterable[Batch]:
    missing = tuple(gap for gap in detail.gap if gap.callers)
    if not missing:
        recipe = AliasDuplicate(detail.duplicate, detail.canonical)
        yield _batch(phase, finding, [recipe], reasons=(f"evidence: {detail.evidence}",))
    elif all(gap.can_move for gap in missing):
        members = tuple(sorted(gap.name for gap in missing))
        first = MoveMembers(detail.duplicate, detail.canonical, members)
        yield _batch(
            phase,
            finding,
            [first],
            closes=False,
            reasons=(
                f"{detail.canonical} lacks {', '.join(members)}, which have callers: the alias is proposed after this",
            ),
        )


def _one_creator(phase: Phase, finding: Finding, detail: DuplicateFactory) -> Iterable[Batch]:
    blocked = [call for call in detail.calls if call.problem]
    if detail.fit == "incompatible":
        return
    replace = ReplaceCalls(detail.creator, detail.canonical)
    if blocked:
        if len(blocked) < len(detail.calls):
            reason = (
                f"{len(blocked)} of {len(detail.calls)} calls are left for a person: {detail.creator} stays"
            )
            yield _batch(phase, finding, [replace], closes=False, reasons=(reason,))
        return
    recipes: list[Recipe] = [RetireCreator(detail.creator, detail.canonical)]
    if detail.calls:
        recipes.insert(0, replace)
    yield _batch(phase, finding, recipes, reasons=(f"signature: {detail.fit_reason or detail.fit}",))


def _batch(
    phase: Phase,
    finding: Finding,
    recipes: Sequence[Recipe],
    *,
    reasons: tuple[str, ...],
    closes: bool = True,
) -> Batch:
    return Batch(
        id=batch_id(phase.id, recipes),
        phase=phase.id,
        title=title_of(recipes[0]),
        recipes=tuple(recipes),
        closes=(finding.id,) if closes else (),
        sites=len(finding.sites),
        reasons=reasons,
    )
