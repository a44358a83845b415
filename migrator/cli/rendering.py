"""The answers of `status`, `findings`, `explain` and `history` as plain text.

Pure functions from wire values to lines. What a person needs first comes first; what cannot be known or was not read is said, not left out.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from migrator.display import plural, visible_line
from migrator.wire import (
    CheckView,
    CommitView,
    FindingsView,
    FindingView,
    HistoryView,
    PhaseView,
    ProblemView,
    SiteView,
    StatusView,
)

_LABEL = 12
_SHOWN_SITES = 12
_SHOWN_FILES = 8


def status_lines(view: StatusView) -> Iterator[str]:
    """The first screen."""
    yield from _head(view)
    yield ""
    broken = view.broken
    said = "every first-party name resolves"
    if broken.names:
        product = f" ({plural(broken.product_sites, 'site')} in product code)" if broken.product_sites else ""
        verb = "does" if broken.names == 1 else "do"
        said = (
            f"{plural(broken.names, 'name')} {verb} not resolve, in {plural(broken.files, 'file')}{product}"
        )
    yield _labelled("BROKEN NOW", said)
    yield from _start(view)
    yield _labelled("PROOF", _proof(view.checks))
    yield from _not_read(view)
    if view.other:
        yield _labelled("OTHER", ", ".join(f"{count:,} {name}" for name, count in view.other.items()))
    yield ""
    yield from _phases(view.phases)
    for note in view.notes:
        yield f"note: {visible_line(note)}"


def findings_lines(view: FindingsView) -> Iterator[str]:
    """The list, by phase and group."""
    if not view.findings:
        yield "nothing was found"
    for phase, in_phase in groupby(view.findings, key=lambda finding: finding.phase):
        rows = list(in_phase)
        yield f"{phase}: {plural(len(rows), 'finding')}"
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


def _head(view: StatusView) -> Iterator[str]:
    issue = f" {visible_line(view.issue)}" if view.issue else ""
    scope = ", ".join(view.scope) or "no package was found"
    modules = f"{plural(view.scope_modules, 'module')}, named in {plural(view.scope_files, 'other file')}"
    yield f"{visible_line(view.campaign)}{issue}   scope {visible_line(scope)}: {modules}"
    plan = view.plan or "no plan file: default phases over every package found (`migrator init` proposes one)"
    commit = f" {view.commit[:10]}" if view.commit else ""
    yield f"{view.source}{commit}   plan: {visible_line(plan)}"
    if view.branch:
        landed = f", {plural(view.landed, 'batch', 'batches')} landed" if view.landed else ""
        yield f"branch {visible_line(view.branch)}   checkout: {view.checkout}{landed}"


def _start(view: StatusView) -> Iterator[str]:
    start = view.start
    if start is None:
        open_count = remaining(view)
        yield _labelled("START HERE", "nothing can be proposed" if open_count else "nothing remains")
        return
    size = f"{plural(start.sites, 'site')}, {plural(start.files, 'file')}, {plural(start.shapes, 'shape')}"
    lowers = ", ".join(f"{phase} {count}" for phase, count in start.lowers.items())
    yield _labelled("START HERE", f"{start.batch}  {visible_line(start.title)}")
    yield _labelled("", f"{size}   lowers: {lowers}")


def _proof(checks: tuple[CheckView, ...]) -> str:
    if not checks:
        return "the plan has no checks: what lands is proved by static analysis only"
    return ", ".join(f"{visible_line(check.name)} {check.result}" for check in checks)


def _not_read(view: StatusView) -> Iterator[str]:
    analysed = view.analysed
    problems = analysed.unparsable
    if not problems:
        yield _labelled("READ", f"all of {plural(analysed.files, 'file')}")
    else:
        newer = sum(bool(problem.needs_python) for problem in problems)
        need = f" ({newer} need another Python)" if newer else ""
        yield _labelled("NOT READ", f"{plural(len(problems), 'file')} of {analysed.files:,}{need}")
        for problem in problems[:_SHOWN_FILES]:
            yield _labelled("", _problem(problem))
        if len(problems) > _SHOWN_FILES:
            yield _labelled("", f"… and {len(problems) - _SHOWN_FILES:,} more (--json lists all)")
    by_stage: dict[str, int] = {}
    for skipped in analysed.skipped:
        by_stage[skipped.stage] = by_stage.get(skipped.stage, 0) + 1
    if by_stage:
        yield _labelled(
            "LEFT OUT", ", ".join(f"{count:,} {stage}" for stage, count in sorted(by_stage.items()))
        )


def _problem(problem: ProblemView) -> str:
    place = f"{visible_line(problem.path)}:{problem.line}" if problem.line else visible_line(problem.path)
    needs = f" (needs Python {problem.needs_python})" if problem.needs_python else ""
    return f"{place}: {visible_line(problem.reason)}{needs}"


def _phases(phases: tuple[PhaseView, ...]) -> Iterator[str]:
    rows = [("phase", "finds", "remaining", "kept", "measure", "state")]
    rows += [
        (
            visible_line(phase.id),
            phase.finds,
            str(phase.remaining),
            str(phase.kept),
            f"{phase.value:,} {phase.unit}" + (f" (goal {phase.goal:,})" if phase.goal else ""),
            phase.state,
        )
        for phase in phases
    ]
    yield from table(rows)


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


def _labelled(label: str, text: str) -> str:
    return f"{label:<{_LABEL}} {text}"
