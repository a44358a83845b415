"""The first screen: what is broken now, what remains, what was not read, where to start."""

from collections.abc import Iterable

import msgspec

from migrator.analysis import Analysis, PhaseState
from migrator.batches.values import Batch
from migrator.campaign.acts import Acts
from migrator.campaign.campaign import Campaign
from migrator.campaign.plugging import plugin_notes
from migrator.campaign.snapshot import Place, uncommitted
from migrator.facts.values import Problem
from migrator.git.state import head
from migrator.landing.values import CheckResult
from migrator.model.values import ModuleRole
from migrator.plan.values import Finds
from migrator.progress.history import CommitState
from migrator.records.values import Record
from migrator.wire.encoding import SCHEMA
from migrator.wire.status import (
    AnalysedView,
    BrokenView,
    CheckView,
    PhaseView,
    ProblemView,
    StartView,
    StatusView,
)


def status_view(campaign: Campaign, acts: Acts, *, with_start: bool = True) -> StatusView:
    """Everything of the first screen. ``with_start`` False leaves out planning the first batch."""
    with campaign.looking():
        return _seen(campaign, acts, with_start=with_start)


class _OfTree(msgspec.Struct, frozen=True):
    """What the tree itself says: kept between runs. The rest of the first screen is looked up each time."""

    scope: tuple[str, ...]
    scope_modules: int
    scope_files: int
    phases: tuple[PhaseView, ...]
    analysed: AnalysedView
    broken: BrokenView
    other: dict[str, int]
    landed: int
    notes: tuple[str, ...]
    stale_keeps: tuple[str, ...]


def _seen(campaign: Campaign, acts: Acts, *, with_start: bool) -> StatusView:
    place = campaign.place()
    tree = campaign.remembered("status", _OfTree, lambda: _of_tree(campaign, acts))
    start = None
    if with_start:
        start = campaign.remembered(
            "start", tuple[StartView | None], lambda: (_start(campaign),), decisions=True
        )[0]
    return StatusView(
        schema=SCHEMA,
        root=str(campaign.repo.root),
        commit=place.commit,
        source=place.said,
        campaign=place.plan.name,
        issue=place.plan.issue,
        plan=place.plan.path,
        branch=place.plan.branch,
        tip=place.commit if place.tip_ref else "",
        checkout=_checkout(campaign, place),
        scope=tree.scope,
        scope_modules=tree.scope_modules,
        scope_files=tree.scope_files,
        phases=tree.phases,
        analysed=tree.analysed,
        broken=tree.broken,
        start=start,
        checks=_checks(acts, place),
        other=tree.other,
        landed=tree.landed,
        notes=(*tree.notes, *_notes(campaign, place), *tree.stale_keeps),
    )


def _of_tree(campaign: Campaign, acts: Acts) -> _OfTree:
    analysis = campaign.analysis()
    scope = _scope(analysis)
    modules = {name for name in analysis.model.modules if _is_in(name, scope)}
    importers = {edge.importer for name in modules for edge in analysis.model.edges_to(name)}
    return _OfTree(
        scope=scope,
        scope_modules=len(modules),
        scope_files=len(importers - modules),
        phases=tuple(phase_view(state, analysis.records) for state in analysis.phases),
        analysed=analysed_view(analysis),
        broken=_broken(analysis),
        other=_other(analysis),
        landed=sum(entry.state is CommitState.LANDED for entry in acts.history()),
        notes=analysis.notes,
        stale_keeps=tuple(
            f"the keep {keep.finding} in phase {state.phase.id} names nothing that is open"
            for state in analysis.phases
            for keep in state.stale_keeps
        ),
    )


def phase_view(state: PhaseState, records: Iterable[Record]) -> PhaseView:
    """One phase and what remains in it; it is empty where there was nothing to do and nothing was done."""
    landed = {record.phase for record in records}
    was_work = state.phase.id in landed or bool(
        landed if state.phase.finds is Finds.UNPUSHED else dict(state.measure.parts).get("checks")
    )
    done = "done" if was_work or state.kept or state.measure.value else "empty"
    return PhaseView(
        id=state.phase.id,
        title=state.phase.title,
        finds=state.phase.finds.value,
        remaining=len(state.remaining),
        kept=len(state.kept),
        state=done if state.is_done else "open",
        value=state.measure.value,
        goal=state.measure.goal,
        unit=state.measure.unit,
        parts=dict(state.measure.parts),
    )


def analysed_view(analysis: Analysis) -> AnalysedView:
    """What was read and what was not."""
    coverage = analysis.model.coverage
    return AnalysedView(
        files=coverage.files,
        parsed=coverage.parsed,
        unparsable=tuple(_problem(problem) for problem in coverage.unparsable),
        skipped=tuple(_problem(problem) for problem in coverage.skipped),
    )


def check_view(result: CheckResult, commit: str = "") -> CheckView:
    """A check's result."""
    return CheckView(
        name=result.name,
        result="flaky" if result.flaky else result.outcome.value,
        command=" ".join(result.command),
        commit=commit,
        seconds=round(result.seconds, 3),
        said=result.said,
    )


def _problem(problem: Problem) -> ProblemView:
    return ProblemView(problem.path, problem.stage, problem.reason, problem.line, problem.needs_python)


def _scope(analysis: Analysis) -> tuple[str, ...]:
    named = {prefix for state in analysis.phases for prefix in state.phase.scope}
    return tuple(sorted(named)) or analysis.model.packages


def _is_in(module: str, scope: tuple[str, ...]) -> bool:
    return any(module == prefix or module.startswith(f"{prefix}.") for prefix in scope)


def _broken(analysis: Analysis) -> BrokenView:
    sites = [site for finding in analysis.broken.findings for site in finding.sites]
    product = {path for path in {site.path for site in sites} if _is_product(analysis, path)}
    return BrokenView(
        names=len(analysis.broken.findings),
        sites=len(sites),
        files=len({site.path for site in sites}),
        product_sites=sum(site.path in product for site in sites),
        lists={name: count for name, count in analysis.broken.measure.parts if name != "sites" and count},
    )


def _is_product(analysis: Analysis, path: str) -> bool:
    module = analysis.model.module_at(path)
    return module is not None and module.role is ModuleRole.PACKAGE


def _start(campaign: Campaign) -> StartView | None:
    batch = campaign.first_batch()
    if batch is None:
        return None
    review = campaign.preview(batch)
    return StartView(
        batch=batch.id,
        title=batch.title,
        sites=len(review.whole.hunks),
        files=len({hunk.path for hunk in review.whole.hunks}),
        shapes=len(review.whole.shapes),
        lowers=_lowers(batch),
    )


def _lowers(batch: Batch) -> dict[str, int]:
    return {batch.phase: len(batch.closes)}


def _checks(acts: Acts, place: Place) -> tuple[CheckView, ...]:
    known = {result.name: result for result in acts.check_results()}
    views: list[CheckView] = []
    for check in place.plan.checks:
        result = known.get(check.name)
        if result is None:
            views.append(CheckView(check.name, "not run", " ".join(check.words)))
        else:
            views.append(check_view(result, place.commit))
    return tuple(views)


def _checkout(campaign: Campaign, place: Place) -> str:
    if not place.tip_ref:
        return "none yet"
    here = head(campaign.repo)
    if here.short_branch != place.plan.branch:
        return "elsewhere"
    return "follows" if here.commit == place.commit else "behind"


def _other(analysis: Analysis) -> dict[str, int]:
    other: dict[str, int] = {}
    for state in analysis.phases:
        for finding in state.beside:
            name = f"{finding.colour.value} {finding.kind}" if finding.colour else f"{finding.kind} to review"
            other[name] = other.get(name, 0) + 1
    return dict(sorted(other.items()))


def _notes(campaign: Campaign, place: Place) -> tuple[str, ...]:
    notes = [*campaign.notes, *plugin_notes(campaign.plugins)]
    if place.commit and (changed := uncommitted(campaign.repo)):
        files = "file differs" if len(changed) == 1 else "files differ"
        notes.append(
            f"{len(changed)} {files} in the checkout from HEAD; they are not part of this ({place.said} is)"
        )
    if place.commit and not place.is_committed:
        notes.append(f"the plan {place.plan.path} is not committed: nothing can land before it is")
    return tuple(notes)
