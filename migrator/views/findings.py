"""Findings as rows for lists and as full views with their evidence."""

import msgspec

from migrator.analysis import PhaseState
from migrator.batches.identity import in_words
from migrator.campaign.campaign import Campaign
from migrator.campaign.explaining import explain
from migrator.findings.values import CycleEdge, DeadImport, Finding, LayerBreach
from migrator.model.values import Site
from migrator.views.comparisons import comparison_view, factory_view
from migrator.views.details import detail_view
from migrator.views.excerpts import excerpts
from migrator.views.ways import way_view
from migrator.wire.details import CycleView
from migrator.wire.encoding import SCHEMA
from migrator.wire.findings import FindingRow, FindingsView, FindingView
from migrator.wire.sites import SiteView


def findings_view(campaign: Campaign, phase: str | None = None) -> FindingsView:
    """Every finding, of one phase where one is named."""
    return campaign.remembered(f"findings {phase}", FindingsView, lambda: _findings(campaign, phase))


def finding_rows(campaign: Campaign) -> tuple[FindingRow, ...]:
    """Every finding as a row."""
    return campaign.remembered("finding rows", tuple[FindingRow, ...], lambda: _rows(campaign))


def finding_view(campaign: Campaign, finding_id: str) -> FindingView:
    """One finding with its evidence."""
    with campaign.undisturbed():
        finding, state = campaign.finding(finding_id)
        closing = campaign.batches_by_finding()
        return _view(campaign, finding, state, closing.get(finding.id, ""), _recipes_by_batch(campaign))


def explained_view(campaign: Campaign, finding_id: str) -> FindingView:
    """One finding with its evidence, what was weighed, and what each way to close it comes to. That costs an analysis a way."""
    return campaign.remembered(
        f"explained {finding_id}", FindingView, lambda: _explained(campaign, finding_id), decisions=True
    )


def site_view(site: Site) -> SiteView:
    """A place in a file."""
    return SiteView(site.path, site.line, site.text, site.module, site.scope)


def _explained(campaign: Campaign, finding_id: str) -> FindingView:
    finding, state = campaign.finding(finding_id)
    found = explain(campaign, finding, state)
    proposed = next((way for way in found.ways if way.batch), None)
    recipes = {proposed.batch: tuple(map(in_words, proposed.recipes))} if proposed is not None else {}
    view = _view(campaign, finding, state, proposed.batch if proposed is not None else "", recipes)
    return msgspec.structs.replace(
        view,
        considered=found.weighed,
        code=excerpts(campaign, finding),
        ways=tuple(way_view(way) for way in found.ways),
    )


def _findings(campaign: Campaign, phase: str | None) -> FindingsView:
    analysis = campaign.analysis()
    closing = campaign.batches_by_finding()
    recipes = _recipes_by_batch(campaign)
    return FindingsView(
        schema=SCHEMA,
        commit=campaign.place().commit,
        findings=tuple(
            _listed(_view(campaign, finding, state, closing.get(finding.id, ""), recipes))
            for state in analysis.phases
            if phase is None or state.phase.id == phase
            for finding in state.findings
        ),
    )


def _rows(campaign: Campaign) -> tuple[FindingRow, ...]:
    closing = campaign.batches_by_finding()
    return tuple(
        FindingRow(
            id=finding.id,
            phase=state.phase.id,
            kind=finding.kind,
            tier=finding.tier.value,
            title=finding.title,
            group=finding.group,
            counts=finding.counts,
            colour=finding.colour.value if finding.colour else None,
            sites=len(finding.sites),
            batch=closing.get(finding.id, ""),
            kept=_reason_kept(finding, state),
        )
        for state in campaign.analysis().phases
        for finding in state.findings
    )


def _recipes_by_batch(campaign: Campaign) -> dict[str, tuple[str, ...]]:
    return {batch.id: tuple(in_words(recipe) for recipe in batch.recipes) for batch in campaign.batches()}


def _view(
    campaign: Campaign, finding: Finding, state: PhaseState, batch: str, recipes: dict[str, tuple[str, ...]]
) -> FindingView:
    return FindingView(
        id=finding.id,
        phase=state.phase.id,
        kind=finding.kind,
        tier=finding.tier.value,
        title=finding.title,
        modules=finding.modules,
        names=finding.names,
        evidence=tuple(finding.evidence),
        recipes=recipes.get(batch, ()),
        colour=finding.colour.value if finding.colour else None,
        witness=finding.witness,
        group=finding.group,
        counts=finding.counts,
        kept=_reason_kept(finding, state),
        batch=batch,
        sites=tuple(site_view(site) for site in finding.sites),
        detail=detail_view(finding.detail),
        considered=_considered(finding),
        comparison=comparison_view(campaign.analysis().model, finding),
        factory=factory_view(finding),
    )


def _listed(view: FindingView) -> FindingView:
    """A finding as one of many: what all imports of a component share is left to the explanation of one, or a list would grow with its square."""
    if not isinstance(view.detail, CycleView):
        return view
    return msgspec.structs.replace(view, detail=msgspec.structs.replace(view.detail, component=()))


def _reason_kept(finding: Finding, state: PhaseState) -> str:
    return next((keep.reason for kept, keep in state.kept if kept.id == finding.id), "")


def _considered(finding: Finding) -> tuple[str, ...]:
    """Every way out that was weighed, with its price."""
    if isinstance(finding.detail, DeadImport):
        return tuple(f"{each}: has its name, but history leads elsewhere" for each in finding.detail.rejected)
    if not isinstance(finding.detail, CycleEdge | LayerBreach):
        return ()
    return tuple(
        f"{cut.kind.value}: {cut.reason}" + (f" (frees {cut.frees} modules)" if cut.frees else "")
        for cut in finding.detail.cuts
    )
