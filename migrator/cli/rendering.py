"""The answers of `findings`, `explain` and `history` as plain text.

Pure functions from wire values to lines. What a person needs first comes first; what cannot be known or was not read is said, not left out.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from migrator.display import plural, visible_line
from migrator.wire import (
    CommitView,
    FindingsView,
    FindingView,
    HistoryView,
    SiteView,
    StatusView,
)

_SHOWN_SITES = 12


def findings_lines(view: FindingsView) -> Iterator[str]:
    """The list, by phase and group."""
    if not view.findings:
        yield "nothing was found"
    for phase, in_phase in groupby(view.findings, key=lambda finding: finding.phase):
        rows = list(in_phase)
        yield f"{phase}: {plural(len(rows), 'finding')}"
        order = {group: number for number, group in enumerate(dict.fromkeys(row.group for row in rows))}
        rows.sort(key=lambda finding: order[finding.group])
        for group, found in groupby(rows, key=lambda finding: finding.group):
            if group:
                yield f"  {visible_line(group)}"
            for finding in found:
                yield f"  {_mark(finding)} {visible_line(finding.title)}  [{visible_line(finding.id)}]"
        yield ""
    if view.findings:
        yield "● open   ○ shown, not counted   ✓ kept        `migrator explain ID` shows the evidence"


def finding_lines(view: FindingView) -> Iterator[str]:
    """One finding with its evidence."""
    yield visible_line(view.title)
    colour = f", {view.colour}" if view.colour else ""
    yield f"{view.id}  (phase {view.phase}, {view.kind}{colour}, evidence: {view.tier})"
    if view.kept:
        yield f"kept: {visible_line(view.kept)}"
    if not view.counts:
        yield "shown, not counted"
    yield ""
    for sentence in view.evidence:
        yield f"  {visible_line(sentence)}"
    if view.witness:
        yield f"  cycle: {' > '.join(view.witness)}"
    yield from _section("Sites", site_lines(view.sites))
    yield from _section("Ways out that were weighed", view.considered)
    yield from _section(f"Closed by batch {view.batch}", view.recipes if view.batch else ())
    if not view.batch and not view.kept:
        yield ""
        yield "No batch is proposed for it."


def history_lines(view: HistoryView) -> Iterator[str]:
    """The campaign's commits, newest first."""
    if not view.commits:
        yield "nothing has landed yet"
        return
    yield f"branch {visible_line(view.branch) or '(the plan names none)'}"
    for commit in view.commits:
        yield _commit(commit)


def site_lines(sites: Iterable[SiteView], most: int = _SHOWN_SITES) -> Iterator[str]:
    """Places in files; beyond a screenful how many more there are."""
    every = list(sites)
    for site in every[:most]:
        text = f"  {visible_line(site.text)}" if site.text else ""
        yield f"{visible_line(site.path)}:{site.line}{text}"
    if len(every) > most:
        yield f"… and {len(every) - most:,} more (--json lists all)"


def remaining(view: StatusView) -> int:
    """How many findings are open and count."""
    return sum(phase.remaining for phase in view.phases)


def table(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Columns under each other, two spaces between them."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _mark(finding: FindingView) -> str:
    if finding.kept:
        return "✓"
    return "●" if finding.counts else "○"


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    found = list(lines)
    if found:
        yield ""
        yield f"{title}:"
        yield from (f"  {visible_line(line)}" for line in found)


def _commit(commit: CommitView) -> str:
    facts = [commit.state, *([f"phase {commit.phase}"] if commit.phase else [])]
    facts += [f"closes {commit.closed}"] if commit.closed else []
    facts += [f"checks: {visible_line(commit.checks)}"] if commit.checks else []
    facts += ["pushed"] if commit.pushed else []
    facts += [f"{visible_line(phase)} {value:,}" for phase, value in commit.measures.items()]
    return f"{commit.sha[:10]}  {visible_line(commit.subject)}  ({', '.join(facts)})"
