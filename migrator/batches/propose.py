"""Findings to batches: what is proposed, one conceptual change each, in the order in which it should land.

Proposing is cheap: nothing is rewritten here except that a move is tried before it is offered, because a proposal that cannot be planned
helps nobody. A recipe says which kinds of finding it can close; this room joins the two.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from migrator.analysis import Analysis, PhaseState
from migrator.batches.identity import batch_id, title_of
from migrator.batches.propose_cycles import propose_cuts
from migrator.batches.propose_duplicates import propose_duplicates
from migrator.batches.propose_plugged import propose_plugged
from migrator.batches.values import Batch
from migrator.findings.values import CycleEdge, DeadImport, DeadList, Finding, ImportPath, LayerBreach
from migrator.model.values import Symbol
from migrator.plan.values import Phase
from migrator.records.intentions import Recipe, RepairDeadImport, RewriteImports

Refuses = Callable[[Recipe], str]
"""Why a recipe cannot be planned on the analysed tree, or ``""``."""


def propose_phase(analysis: Analysis, state: PhaseState, refuses: Refuses) -> Iterator[Batch]:
    """The batches for one phase, each made when it is asked for."""
    cuts = [finding for finding in state.remaining if isinstance(finding.detail, CycleEdge | LayerBreach)]
    paths = [finding for finding in state.remaining if isinstance(finding.detail, ImportPath)]
    dead = [finding for finding in state.remaining if isinstance(finding.detail, DeadImport)]
    yield from _repairs(state.phase, dead, refuses)
    yield from propose_cuts(analysis.model, state.phase, cuts, refuses)
    yield from propose_duplicates(state.phase, state.remaining)
    yield from _one_path_each(state.phase, paths)
    yield from propose_plugged(state.phase, state.remaining, analysis.plugins)


def _repairs(phase: Phase, findings: Sequence[Finding], refuses: Refuses) -> Iterable[Batch]:
    """One batch for all dead names with one candidate: the first and safest that a team can land."""
    recipes: list[Recipe] = []
    closes: list[Finding] = []
    for finding in findings:
        detail = finding.detail
        if isinstance(detail, DeadImport) and detail.listed is DeadList.ONE:
            recipe = RepairDeadImport(dead=detail.target, means=detail.candidates[0])
            if not refuses(recipe):
                recipes.append(recipe)
                closes.append(finding)
    if recipes:
        names = "name" if len(recipes) == 1 else "names"
        yield _batch(
            phase,
            f"Repair {len(recipes)} dead {names}",
            recipes,
            closes,
            reasons=("each names nothing now, and exactly one definition has its name",),
        )


def _one_path_each(phase: Phase, findings: Sequence[Finding]) -> Iterable[Batch]:
    """One batch a definition: every import of it by its canonical path."""
    by_definition: dict[Symbol, list[Finding]] = {}
    for finding in findings:
        if isinstance(finding.detail, ImportPath):
            by_definition.setdefault(finding.detail.definition, []).append(finding)
    for definition in sorted(by_definition):
        group = by_definition[definition]
        details = [finding.detail for finding in group if isinstance(finding.detail, ImportPath)]
        canonical = details[0].canonical
        recipe = RewriteImports(
            definition=definition,
            canonical=canonical,
            paths=tuple(sorted(detail.path for detail in details)),
        )
        total = len(details[0].all_paths) or len(details) + 1
        yield _batch(
            phase,
            title_of(recipe),
            [recipe],
            group,
            reasons=(f"{total} paths lead to {definition}; {len(details)} of them are not canonical",),
        )


def _batch(
    phase: Phase,
    title: str,
    recipes: Sequence[Recipe],
    closes: Sequence[Finding],
    *,
    reasons: tuple[str, ...],
) -> Batch:
    return Batch(
        id=batch_id(phase.id, recipes),
        phase=phase.id,
        title=title,
        recipes=tuple(recipes),
        closes=tuple(sorted(finding.id for finding in closes)),
        sites=sum(len(finding.sites) for finding in closes),
        reasons=reasons,
    )
