"""Findings to batches: what is proposed, one conceptual change each, in the order in which it should land.

Proposing is cheap: nothing is rewritten here except that a move is tried before it is offered, because a proposal that cannot be planned
helps nobody. A recipe says which kinds of finding it can close; this room joins the two.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from migrator.analysis import Analysis, PhaseState
from migrator.batches.identity import batch_id, title_of
from migrator.batches.propose_cycles import propose_cuts
from migrator.batches.propose_duplicates import propose_duplicates
from migrator.batches.propose_plugged import propose_plugged
from migrator.batches.values import Batch
from migrator.findings.values import CycleEdge, DeadImport, DeadList, Finding, ImportPath, LayerBreach, Tier
from migrator.model.model import Model
from migrator.model.values import Missing, Symbol
from migrator.plan.values import Phase
from migrator.records.intentions import Recipe, RepairDeadImport, RewriteImports

_REASONS = {
    Tier.EXACT: "each names nothing now, and one thing can be meant: the only one of its name, or what history shows that it became",
    Tier.PROPOSE: "each names nothing now, and in the commit that took it away something came that is alike: look at both",
}

Refuses = Callable[[Recipe], str]
"""Why a recipe cannot be planned on the analysed tree, or ``""``."""


def propose_phase(analysis: Analysis, state: PhaseState, refuses: Refuses) -> Iterator[Batch]:
    """The batches for one phase, each made when it is asked for."""
    cuts = [finding for finding in state.remaining if isinstance(finding.detail, CycleEdge | LayerBreach)]
    paths = [finding for finding in state.remaining if isinstance(finding.detail, ImportPath)]
    dead = [finding for finding in state.remaining if isinstance(finding.detail, DeadImport)]
    yield from _repairs(analysis.model, state.phase, dead, refuses)
    yield from propose_cuts(analysis.model, state.phase, cuts, refuses)
    yield from propose_duplicates(state.phase, state.remaining)
    yield from _one_path_each(state.phase, paths)
    yield from propose_plugged(state.phase, state.remaining, analysis.plugins)


def _repairs(model: Model, phase: Phase, findings: Sequence[Finding], refuses: Refuses) -> Iterable[Batch]:
    """One batch for all dead names with one candidate: the first and safest that a team can land; those whose candidate is only alike apart."""
    details = [(finding, finding.detail) for finding in findings if isinstance(finding.detail, DeadImport)]
    single = [(finding, detail) for finding, detail in details if detail.listed is DeadList.ONE]
    repaired = {_dotted(detail.target) for _, detail in single}
    for tier, reason in _REASONS.items():
        recipes: list[Recipe] = []
        closes: list[Finding] = []
        for finding, detail in single:
            recipe = RepairDeadImport(dead=detail.target, means=detail.candidates[0])
            if finding.tier is tier and not refuses(recipe) and not _breaks_anew(model, detail, repaired):
                recipes.append(recipe)
                closes.append(finding)
        if recipes:
            names = "name" if len(recipes) == 1 else "names"
            alike = "" if tier is Tier.EXACT else " by what is alike"
            yield _batch(
                phase, f"Repair {len(recipes)} dead {names}{alike}", recipes, closes, reasons=(reason,)
            )


def _breaks_anew(model: Model, detail: DeadImport, repaired: Collection[str]) -> bool:
    """Whether something that is taken from a dead module is not in the one that it became: then the site would only be dead in another way."""
    dead, means = _dotted(detail.target), _dotted(detail.candidates[0])
    if means not in model.modules:
        return False
    taken = {(dead, name) for name in detail.names}
    for module in model.modules_named:
        if module == dead or module.startswith(f"{dead}."):
            taken |= {
                (module, use.target.name)
                for use in model.uses_naming(module)
                if f"{module}.{use.target.name}" not in repaired
            }
    return any(
        isinstance(model.resolve(f"{means}{module.removeprefix(dead)}", name), Missing)
        for module, name in taken
    )


def _dotted(target: Symbol | str) -> str:
    return target if isinstance(target, str) else f"{target.module}.{target.name}"


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
