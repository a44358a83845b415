"""What came of an act: landings, refusals, history, ad hoc changes."""

from migrator.campaign.acts import Acts, Outcome
from migrator.errors import MigratorError
from migrator.landing.values import CheckResult, Landed
from migrator.progress.history import CampaignCommit
from migrator.views.status import check_view
from migrator.wire.acts import AppliedView, CommitView, HistoryView, LandedView, RefusalView
from migrator.wire.encoding import SCHEMA


def landed_view(landed: Landed) -> LandedView:
    """One landing."""
    return LandedView(
        schema=SCHEMA,
        batch=landed.batch,
        commit=landed.commit,
        ref=landed.ref,
        checks=tuple(check_view(result, landed.commit) for result in landed.checks),
        followed=landed.followed,
        said=landed.said,
    )


def applied_view(outcome: Outcome) -> AppliedView:
    """Several landings and refusals."""
    return AppliedView(
        schema=SCHEMA,
        landed=tuple(landed_view(landed) for landed in outcome.landed),
        refused={batch: refusal_view(error) for batch, error in outcome.refused},
    )


def refusal_view(error: MigratorError) -> RefusalView:
    """Why something was not done."""
    return RefusalView(error.title, error.detail, error.hint, error.exit_code)


def said_view(said: str) -> LandedView:
    """An act that makes no commit: what it said."""
    return LandedView(SCHEMA, "", "", "", (), followed=False, said=(said,))


def history_view(acts: Acts, *, with_measures: bool = False, limit: int | None = None) -> HistoryView:
    """The campaign's commits, newest first; the measures cost an analysis for each commit never seen."""
    place = acts.campaign.place()
    pushed = acts.pushed_commits()
    measures = acts.measures_at if with_measures else (lambda _commit: {})
    return HistoryView(
        schema=SCHEMA,
        branch=place.plan.branch,
        commits=tuple(
            _commit(
                entry,
                pushed=entry.commit.sha in pushed,
                measures=measures(entry.commit.sha),
                checks=acts.checks_at(entry.commit.tree),
            )
            for entry in acts.history(limit)
        ),
    )


def _commit(
    entry: CampaignCommit, *, pushed: bool, measures: dict[str, int], checks: tuple[CheckResult, ...]
) -> CommitView:
    record = entry.record
    return CommitView(
        sha=entry.commit.sha,
        subject=entry.commit.subject,
        batch=record.id if record else "",
        phase=record.phase if record else "",
        date=entry.commit.date,
        author=entry.commit.author,
        state=entry.state.value,
        closed=len(record.closed) if record else 0,
        checks=", ".join(f"{result.name} {result.outcome.value}" for result in checks),
        pushed=pushed,
        measures=measures,
    )
