"""Collects the campaign's report: the trees of its start and its tip analysed, its commits and records, what is known of its checks.

What a record says is taken for what it says and held against the code where that is possible: findings that it closed are looked for at the
tip, and its recipes are planned again there, which finds the places that they leave, where they are now.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from migrator.analysis import Analysis, PhaseState
from migrator.batches.identity import in_words
from migrator.campaign.acts import Acts
from migrator.campaign.leaving import left_by_findings, left_by_recipes
from migrator.campaign.snapshot import Place
from migrator.facts.values import Problem
from migrator.findings.values import Measure
from migrator.git.history import commit_of, touched
from migrator.landing.checks import known_results
from migrator.plan.values import Check, Finds, Phase
from migrator.progress.history import CampaignCommit, CommitState, campaign_start
from migrator.progress.measures import PhaseProgress
from migrator.progress.next_steps import next_steps
from migrator.progress.report_values import (
    Report,
    ReportBatch,
    ReportCheck,
    ReportCommit,
    ReportKeep,
    ReportPhase,
    ReportProblem,
)
from migrator.records.read import standing
from migrator.records.values import RECORD_FOLDER, Record


@dataclass(frozen=True)
class _Seen:
    """What the parts of the report are made from."""

    now: Analysis
    then: Analysis | None
    """The campaign's start; None where nothing has landed."""
    closing: Mapping[str, str]
    """Finding to the batch that would close it."""


_OWN = frozenset({CommitState.LANDED.value, CommitState.UNDONE.value, CommitState.UNDO.value})
"""What counts as the campaign's work: a sync brings the work of others, and a record of a commit is no work."""


def campaign_report(acts: Acts) -> Report:
    """The report of what the campaign's tip is now. Reads only; the same commits, records and results give the same value."""
    with acts.campaign.looking():
        report = _collected(acts)
    return msgspec.structs.replace(report, next_steps=next_steps(report))


def _collected(acts: Acts) -> Report:
    campaign = acts.campaign
    place, now = campaign.place(), campaign.analysis()
    start = campaign_start(campaign.repo, place.commit) if place.commit else None
    seen = _Seen(now, campaign.analysis_of(start) if start else None, campaign.batches_by_finding())
    history = acts.history()
    changed = _changed_files(acts, f"{start}..{place.commit}") if start else {}
    commits = _commits(acts, history, changed, seen)
    own = [commit for commit in commits if commit.state in _OWN]
    first = campaign.first_batch()
    coverage = now.model.coverage
    planned = {state.phase.id for state in now.phases}
    return Report(
        campaign=place.plan.name,
        issue=place.plan.issue,
        plan=place.plan.path,
        branch=place.plan.branch,
        remote=place.plan.remote,
        source=place.said,
        start=start or "",
        tip=place.commit,
        tip_date=commit_of(campaign.repo, place.commit).date if place.commit else "",
        phases=tuple(_phase(progress, own, seen) for progress in acts.progress()),
        elsewhere=tuple(commit for commit in own if commit.phase not in planned),
        others=tuple(commit for commit in commits if commit.state not in _OWN),
        squashed=_without_commit(now.records, own),
        changed_files=len({path for commit in own for path in changed.get(commit.sha, ())}),
        unresolved_before=len(seen.then.broken.findings) if seen.then is not None else None,
        unresolved_after=len(now.broken.findings),
        checks=_checks(acts, place.tree.identity, place.plan.checks) if place.commit else _not_run(place),
        left=tuple(sorted({*left_by_findings(now, seen.closing), *left_by_recipes(now)})),
        files=coverage.files,
        parsed=coverage.parsed,
        unparsable=tuple(map(_problem, coverage.unparsable)),
        skipped=tuple(map(_problem, coverage.skipped)),
        notes=now.notes,
        first_batch=ReportBatch(first.id, first.title) if first is not None else None,
        unpushed=sum(not commit.pushed for commit in commits),
    )


def _phase(progress: PhaseProgress, own: Sequence[ReportCommit], seen: _Seen) -> ReportPhase:
    state = progress.state
    phase = state.phase
    earlier = seen.then.phase(phase.id) if seen.then is not None else None
    asked = earlier is not None and _same_question(earlier.phase, phase) and _is_measured(seen.then, phase)
    before: Measure | None = progress.before if asked else None
    after = progress.after if asked else state.measure
    closable = [finding.id for finding in state.remaining if finding.id in seen.closing]
    return ReportPhase(
        id=phase.id,
        title=phase.title,
        finds=phase.finds.value,
        scope=phase.scope,
        unit=after.unit,
        before=before.value if before is not None else None,
        after=after.value,
        goal=after.goal,
        parts_before=dict(before.parts) if before is not None else {},
        parts_after=dict(after.parts),
        state=_state(state, earlier if asked else None),
        left=len(state.remaining),
        beside=len(state.beside),
        kept=tuple(
            ReportKeep(finding.id, finding.title, keep.reason, keep.owner) for finding, keep in state.kept
        ),
        stale_keeps=tuple(keep.finding for keep in state.stale_keeps),
        commits=tuple(commit for commit in own if commit.phase == phase.id),
        proposed=tuple(dict.fromkeys(seen.closing[finding] for finding in closable)),
        closable=len(closable),
    )


def _same_question(one: Phase, other: Phase) -> bool:
    """Two plans measure the same in this phase: its words, its keeps and its shims may differ."""
    same = msgspec.structs.replace(
        one, title=other.title, keeps=other.keeps, shim=other.shim, shared_module=other.shared_module
    )
    return same == other


def _is_measured(analysis: Analysis | None, phase: Phase) -> bool:
    """A landing runs the checks of its start only where it has to; what was not run there is not known to be not green."""
    if analysis is None or phase.finds is not Finds.CHECKS:
        return True
    known = {check for check, _ in analysis.standing.check_results}
    return known >= set(analysis.standing.checks)


def _state(now: PhaseState, then: PhaseState | None) -> str:
    if not now.is_done:
        return "open"
    never_open = then is not None and then.is_done and now.phase.finds not in {Finds.CHECKS, Finds.UNPUSHED}
    return "nothing to do" if never_open else "done"


def _commits(
    acts: Acts, history: Sequence[CampaignCommit], changed: Mapping[str, frozenset[str]], seen: _Seen
) -> tuple[ReportCommit, ...]:
    """Every commit since the start, oldest first."""
    pushed = acts.pushed_commits()
    is_open = {finding.id for state in seen.now.phases for finding in state.remaining}
    checks = seen.now.plan.checks
    told: list[ReportCommit] = []
    for entry in reversed(history):
        record = entry.record
        closed = record.closed if record is not None else ()
        told.append(
            ReportCommit(
                sha=entry.commit.sha,
                subject=entry.commit.subject,
                state=entry.state.value,
                phase=record.phase if record is not None else "",
                batch=record.id if record is not None else "",
                did=tuple(in_words(recipe) for recipe in record.recipes) if record is not None else (),
                files=len(changed.get(entry.commit.sha, ())),
                closed=closed,
                open_now=tuple(finding for finding in closed if finding in is_open),
                checks=_checks(acts, entry.commit.tree, checks) if record is not None else (),
                pushed=entry.commit.sha in pushed,
            )
        )
    return tuple(told)


def _changed_files(acts: Acts, span: str) -> dict[str, frozenset[str]]:
    """Commit to the files it changed, records left out."""
    return {
        sha: frozenset(path for path in paths if not path.startswith(f"{RECORD_FOLDER}/"))
        for sha, paths in touched(acts.campaign.repo, span)
    }


def _checks(acts: Acts, tree: str, checks: Sequence[Check]) -> tuple[ReportCheck, ...]:
    known = {result.name: result for result in known_results(acts.campaign.repo, tree, checks)}
    return tuple(
        ReportCheck(
            check.name, known[check.name].outcome.value if check.name in known else "not run", check.words
        )
        for check in checks
    )


def _not_run(place: Place) -> tuple[ReportCheck, ...]:
    return tuple(ReportCheck(check.name, "not run", check.words) for check in place.plan.checks)


def _without_commit(records: Sequence[Record], own: Sequence[ReportCommit]) -> tuple[str, ...]:
    placed = {commit.batch for commit in own}
    return tuple(record.title for record in standing(records) if record.id not in placed)


def _problem(problem: Problem) -> ReportProblem:
    return ReportProblem(
        problem.path, problem.line or 0, problem.stage, problem.reason, problem.needs_python or ""
    )
