"""Duplicates beside what is canonical: classes member by member, bodies as text, creators with their signatures and calls."""

from migrator.campaign.campaign import Campaign
from migrator.errors import UsageError
from migrator.findings.values import DuplicateClass, DuplicateFactory, Finding, MemberRow
from migrator.model.model import Model
from migrator.model.values import Site, Symbol
from migrator.views.excerpts import statement_at
from migrator.wire.comparisons import BodiesView, CallView, ComparisonView, FactoryView, GapView, MemberView
from migrator.wire.sites import SiteView


def comparison_view(model: Model, finding: Finding) -> ComparisonView | None:
    """Two classes of one role; None for other findings."""
    detail = finding.detail
    if not isinstance(detail, DuplicateClass):
        return None
    return ComparisonView(
        canonical=str(detail.canonical),
        canonical_path=_path(model, detail.canonical),
        duplicate=str(detail.duplicate),
        duplicate_path=_path(model, detail.duplicate),
        evidence=detail.evidence,
        vetoes=detail.vetoes,
        members=tuple(_member(row) for row in detail.members),
        gap=tuple(
            GapView(gap.name, gap.can_move, gap.reason, tuple(_site(site) for site in gap.callers))
            for gap in detail.gap
        ),
    )


def factory_view(finding: Finding) -> FactoryView | None:
    """A creator beside the canonical one; None for other findings."""
    detail = finding.detail
    if not isinstance(detail, DuplicateFactory):
        return None
    return FactoryView(
        creator=str(detail.creator),
        canonical=str(detail.canonical),
        product=str(detail.product),
        signature=detail.signature,
        canonical_signature=detail.canonical_signature,
        fit=detail.fit,
        fit_reason=detail.fit_reason,
        beyond=detail.beyond,
        calls=tuple(CallView(_site(call.site), call.problem) for call in detail.calls),
    )


def bodies_view(campaign: Campaign, finding_id: str, member: str) -> BodiesView:
    """One member of both classes as text. Raises `UsageError` where the finding is about something else."""
    finding, _ = campaign.finding(finding_id)
    detail = finding.detail
    row = None
    if isinstance(detail, DuplicateClass):
        row = next((row for row in detail.members if row.name == member), None)
    if not isinstance(detail, DuplicateClass) or row is None:
        raise UsageError(f"{finding_id} compares no member {member}")
    model = campaign.analysis().model
    left, right = _path(model, detail.canonical), _path(model, detail.duplicate)
    canonical_start, canonical = statement_at(campaign, left, row.canonical)
    duplicate_start, duplicate = statement_at(campaign, right, row.duplicate)
    return BodiesView(member, left, canonical_start, canonical, right, duplicate_start, duplicate)


def _path(model: Model, symbol: Symbol) -> str:
    module = model.modules.get(symbol.module)
    return module.path if module is not None else ""


def _member(row: MemberRow) -> MemberView:
    return MemberView(row.name, row.sign, row.canonical, row.duplicate)


def _site(site: Site) -> SiteView:
    return SiteView(site.path, site.line, site.text, site.module, site.scope)
