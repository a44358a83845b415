"""The report of a campaign in Markdown: what was wanted, what was measured before and after, what was done, and what is left.

Every sentence says what a number says. A phase is called done where its measure says that nothing is left of it, a check green where
a result for that very tree is known; where nothing is known the report says so. The same report gives the same bytes.
"""

import shlex
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise

from migrator.display import plural
from migrator.progress.markdown import code, escape, table
from migrator.progress.report_ending import ending
from migrator.progress.report_values import Report, ReportCheck, ReportCommit, ReportPhase

OBJECTIVES = {
    "import-cycles": "No import-time cycle",
    "import-paths": "One import path a name",
    "dead-imports": "Every first-party name resolves",
    "shims": "Nothing that exists for an old path only",
    "layers": "No import against the layers",
    "duplicate-classes": "One class a role",
    "duplicate-factories": "One creator a product",
    "checks": "Every check green at the tip",
    "unpushed": "Every commit of the campaign on the remote",
    "plug-in": "Nothing that a rule of this project finds",
}
_SHA = 10
_MOST = 200


def markdown(report: Report) -> str:
    """The report's text, ending in a newline."""
    lines = list(_lines(report))
    return "".join(f"{line}\n" for before, line in pairwise(["", *lines]) if line or before)


def _lines(report: Report) -> Iterator[str]:
    yield f"# {escape(f'Campaign {report.campaign} {report.issue}')}"
    yield ""
    yield from _head(report)
    yield from _heading("Executive summary")
    yield from _summary(report)
    yield from _heading("Objectives")
    yield from _objectives(report)
    yield from _heading("Phases")
    for number, phase in enumerate(report.phases, 1):
        yield from _phase(number, phase)
    yield from _beside_the_phases(report)
    yield from _heading("Keeps")
    yield from _keeps(report)
    yield from _heading("Checks")
    yield from _checks(report)
    yield from ending(report)


def _head(report: Report) -> Iterator[str]:
    yield f"- campaign: {code(report.campaign)}"
    if report.issue:
        yield f"- issue: {escape(report.issue)}"
    yield f"- plan: {code(report.plan) or 'none, default phases over every package found'}"
    yield f"- branch: {code(report.branch) or 'the plan names none'}"
    if report.tip:
        yield f"- analysed: {escape(report.source)}, commit {code(report.tip)} of {escape(report.tip_date)}"
    else:
        yield f"- analysed: {escape(report.source)}; nothing is committed"
    yield f"- start: {f'commit {code(report.start)}' if report.start else 'nothing has landed yet'}"


def _summary(report: Report) -> Iterator[str]:
    yield f"- {_remaining(report)}"
    if report.start:
        yield f"- {_landed(report)}"
    else:
        yield "- Nothing has landed yet: the numbers below are of one tree, and there is no before and after."
    yield f"- First-party names that do not resolve: {_from_to(report.unresolved_before, report.unresolved_after)}."
    yield f"- Checks: {_checks_in_short(report)}."
    yield f"- {_pushed(report)}"
    left_out = f", {len(report.skipped):,} left out" if report.skipped else ""
    not_read = (
        f", {len(report.unparsable):,} could not be read and are not counted" if report.unparsable else ""
    )
    yield f"- {report.parsed:,} of {plural(report.files, 'file')} read{left_out}{not_read}."


def _remaining(report: Report) -> str:
    if not report.phases:
        return "The plan has no phases: nothing is measured."
    done = sum(phase.state != "open" for phase in report.phases)
    left = sum(phase.left for phase in report.phases)
    if not left:
        return f"{plural(len(report.phases), 'phase')} of the plan, and nothing is left in any."
    verb = "is" if left == 1 else "are"
    others = "s" if len(report.phases) - done > 1 else ""
    return (
        f"{done} of {plural(len(report.phases), 'phase')} with nothing left; "
        f"{plural(left, 'finding')} {verb} left in the other{others}."
    )


def _landed(report: Report) -> str:
    taken_back = sum(commit.state == "undone" for commit in report.commits)
    return (
        f"{plural(len(report.standing), 'batch', 'batches')} landed and "
        f"{'stands' if len(report.standing) == 1 else 'stand'}, {taken_back} taken back; "
        f"{plural(len(report.others), 'other commit')} between start and tip. "
        f"The campaign's commits changed {plural(report.changed_files, 'file')}."
    )


def _checks_in_short(report: Report) -> str:
    if not report.checks:
        return "the plan has none; what landed was proved by static analysis only"
    return ", ".join(f"{escape(check.name)} {check.result} at the tip" for check in report.checks)


def _pushed(report: Report) -> str:
    if not report.start:
        return "There is nothing to push."
    if not report.remote:
        return "The plan names no remote: nothing is pushed."
    remote = code(report.remote)
    if report.unpushed:
        return f"{plural(report.unpushed, 'commit')} not pushed to {remote}, as this clone last saw it."
    return f"Every commit since the start is on {remote}, as this clone last saw it."


def _objectives(report: Report) -> Iterator[str]:
    if not report.phases:
        yield "The plan has no phases."
        return
    rows = (
        (
            str(number),
            escape(phase.title or phase.id),
            OBJECTIVES.get(phase.finds, escape(phase.finds)),
            _number(phase.before),
            f"{phase.after:,} {escape(phase.unit)}",
            f"{phase.goal:,}",
            f"{len(phase.kept):,}",
            f"{phase.left:,}",
            phase.state,
        )
        for number, phase in enumerate(report.phases, 1)
    )
    if report.start:
        yield from table(
            ("#", "phase", "objective", "before:", "after:", "goal:", "kept:", "left:", "state"), rows
        )
    else:
        now = ((*row[:3], *row[4:]) for row in rows)
        yield from table(("#", "phase", "objective", "now:", "goal:", "kept:", "left:", "state"), now)


def _phase(number: int, phase: ReportPhase) -> Iterator[str]:
    yield f"### {number}. {escape(phase.title or phase.id)}"
    yield ""
    scope = ", ".join(map(code, phase.scope)) or "every package of the plan"
    yield f"- looks for: {code(phase.finds)} in {scope}"
    yield f"- measure: {_from_to(phase.before, phase.after)} {escape(phase.unit)} (goal {phase.goal:,})"
    parts = [
        f"{escape(name)} {_from_to(phase.parts_before.get(name) if phase.before is not None else None, after)}"
        for name, after in phase.parts_after.items()
    ]
    if parts:
        yield f"- of these: {', '.join(parts)}"
    yield f"- state: {phase.state}; {phase.left:,} left, {len(phase.kept):,} kept, {phase.beside:,} shown and not counted"
    yield ""
    if not phase.commits:
        yield "No commit of the campaign says that it is of this phase."
        yield ""
    yield from commits_table(phase.commits)


def commits_table(commits: Iterable[ReportCommit]) -> Iterator[str]:
    """Commits as a table, and under it the recipes of those that carry several."""
    found = list(commits)
    if not found:
        return
    rows = (
        (
            code(commit.sha[:_SHA]),
            escape(commit.subject) + _fate(commit),
            f"{commit.files:,}",
            _closed(commit),
            _results(commit.checks),
        )
        for commit in found
    )
    yield from table(("commit", "subject", "files:", "findings closed", "checks"), rows)
    yield ""
    for commit in found:
        if len(commit.did) > 1:
            yield f"{code(commit.sha[:_SHA])} does:"
            yield ""
            yield from (f"- {escape(what)}" for what in commit.did[:_MOST])
            if len(commit.did) > _MOST:
                yield f"- and {len(commit.did) - _MOST:,} more"
            yield ""


def _fate(commit: ReportCommit) -> str:
    return {"undone": " (taken back later)", "undo": " (takes a batch back)"}.get(commit.state, "")


def _closed(commit: ReportCommit) -> str:
    again = f", {len(commit.open_now):,} of them open at the tip" if commit.open_now else ""
    return f"{len(commit.closed):,}{again}"


def _results(checks: Iterable[ReportCheck]) -> str:
    return ", ".join(f"{escape(check.name)}: {check.result}" for check in checks) or "none in the plan"


def _beside_the_phases(report: Report) -> Iterator[str]:
    if report.elsewhere:
        yield "### Commits of phases that the plan does not have"
        yield ""
        yield from commits_table(report.elsewhere)
    if report.others:
        yield "### Other commits between start and tip"
        yield ""
        yield "They brought no record: made by hand, by others, or decisions about the plan."
        yield ""
        shown = report.others[-_MOST:]
        if len(shown) < len(report.others):
            yield f"The last {len(shown):,} of {len(report.others):,}:"
            yield ""
        yield from (f"- {code(other.sha[:_SHA])} {escape(other.subject)}" for other in shown)
        yield ""
    if report.squashed:
        yield "### Batches without a commit of their own"
        yield ""
        yield "Their records are in the tree; the commits that brought them were joined."
        yield ""
        yield from (f"- {escape(title)}" for title in report.squashed)
        yield ""


def _keeps(report: Report) -> Iterator[str]:
    rows = [
        (
            code(kept.finding),
            code(phase.id),
            escape(kept.reason) or "none given",
            escape(kept.owner) or "nobody is named",
        )
        for phase in report.phases
        for kept in phase.kept
    ]
    if rows:
        yield from table(("finding", "phase", "reason", "owner"), rows)
    else:
        yield "No finding is kept."


def _checks(report: Report) -> Iterator[str]:
    if not report.checks:
        yield "The plan has no checks: what landed was proved by static analysis only."
        return
    landed = [commit for commit in report.commits if commit.checks]
    rows = (
        (escape(check.name), check.result, _at_commits(check.name, landed), code(shlex.join(check.command)))
        for check in report.checks
    )
    yield from table(("check", "at the tip", "at the campaign's commits", "command"), rows)
    yield ""
    yield "A result belongs to a tree and is known in the clone that ran the check; elsewhere it reads as not run."


def _at_commits(name: str, commits: Iterable[ReportCommit]) -> str:
    results = Counter(check.result for commit in commits for check in commit.checks if check.name == name)
    total = results.total()
    return ", ".join(f"{result} at {count} of {total}" for result, count in sorted(results.items())) or "none"


def _heading(title: str) -> tuple[str, str, str]:
    return ("", f"## {title}", "")


def _number(value: int | None) -> str:
    return "not measured" if value is None else f"{value:,}"


def _from_to(before: int | None, after: int) -> str:
    return f"{after:,}" if before is None else f"{before:,} → {after:,}"
