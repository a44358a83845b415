"""The answers of `findings` and `explain` as lines of words.

A screen reader reads line after line: every line says by itself what it is, nothing is told by a column, a mark or a colour, and what the JSON
has is said here too. Pure functions from wire values to lines.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise

from migrator.cli.rendering import site_line
from migrator.cli.rendering_details import comparison_lines, detail_lines, factory_lines
from migrator.cli.rendering_ways import way_lines
from migrator.display import plural, visible_line
from migrator.wire.findings import FindingsView, FindingView
from migrator.wire.sites import ExcerptView, SiteView

_SHOWN_SITES = 12


def findings_lines(view: FindingsView) -> Iterator[str]:
    """The list, by phase and group."""
    if not view.findings:
        yield "nothing was found"
    for phase, in_phase in groupby(view.findings, key=lambda finding: finding.phase):
        rows = list(in_phase)
        states = Counter(map(_state, rows))
        counted = ", ".join(f"{count:,} {state}" for state, count in states.items())
        yield f"phase {visible_line(phase)}: {plural(len(rows), 'finding')}: {counted}"
        for group, found in groupby(rows, key=lambda finding: finding.group):
            if group:
                yield f"  group {visible_line(group)}"
            for finding in found:
                yield f"  {visible_line(_row(finding))}"
        yield ""
    if view.findings:
        yield "`migrator explain ID` shows the evidence of one; the ID is what stands in brackets"


def finding_lines(view: FindingView, *, all_sites: bool = False) -> Iterator[str]:
    """One finding with its evidence, and what could close it.

    Args:
        view: The finding.
        all_sites: Every place of it, however many there are.
    """
    yield visible_line(view.title)
    yield f"finding {visible_line(view.id)}"
    facts = [f"phase {view.phase}", f"kind {view.kind}", f"evidence {view.tier}", _state(view)]
    facts += [view.colour] if view.colour else []
    facts += [f"group {view.group}"] if view.group else []
    yield visible_line(", ".join(facts))
    if view.kept:
        yield f"kept, because: {visible_line(view.kept)}"
    if view.modules:
        yield f"modules: {visible_line(', '.join(view.modules))}"
    if view.names:
        yield f"names: {visible_line(', '.join(view.names))}"
    yield from section("Evidence", view.evidence)
    if view.witness:
        cycle = "; ".join(f"{importer} imports {imported}" for importer, imported in pairwise(view.witness))
        yield from section("A shortest cycle through it", [cycle])
    most = len(view.sites) if all_sites else _SHOWN_SITES
    yield from section("Where", site_lines(view.sites, most))
    for excerpt in view.code:
        yield from section(f"Code of {visible_line(excerpt.path)}", _code(excerpt))
    yield from section("What is known of it", detail_lines(view.detail))
    if view.comparison is not None:
        yield from section("The two classes, member by member", comparison_lines(view.comparison))
    if view.factory is not None:
        yield from section("The two creators", factory_lines(view.factory))
    yield from section("Weighed", view.considered)
    yield from _closing(view)


def site_lines(sites: Iterable[SiteView], most: int = _SHOWN_SITES) -> Iterator[str]:
    """Places in files; beyond so many how many more there are."""
    every = list(sites)
    yield from map(site_line, every[:most])
    if len(every) > most:
        yield f"and {len(every) - most:,} more (--all or --json lists all)"


def section(title: str, lines: Iterable[str]) -> Iterator[str]:
    """A heading and its lines, nothing where there are none."""
    found = list(lines)
    if found:
        yield ""
        yield f"{title}:"
        yield from (f"  {visible_line(line)}" for line in found)


def _code(excerpt: ExcerptView) -> Iterator[str]:
    for number, line in enumerate(excerpt.lines, start=excerpt.line):
        yield f"line {number}: {line}" if line.strip() else f"line {number} is empty"
    if excerpt.more:
        yield f"and {excerpt.more:,} more lines"


def _closing(view: FindingView) -> Iterator[str]:
    if view.batch:
        yield from section(f"Closed by batch {view.batch}", view.recipes)
    elif not view.kept:
        yield from section("Closed by", ["no batch is proposed for it"])
    for number, way in enumerate(view.ways, start=1):
        yield from section(f"Way {number} of {len(view.ways)}", way_lines(way))
    if view.ways and not view.kept:
        yield ""
        yield f"To leave it as it is: migrator keep '{visible_line(view.id)}' --reason TEXT"


def _row(finding: FindingView) -> str:
    facts = [finding.kind, f"evidence {finding.tier}"]
    facts += [finding.colour] if finding.colour else []
    facts += [plural(len(finding.sites), "site")] if finding.sites else []
    facts += [f"batch {finding.batch}"] if finding.batch else []
    because = f", because {finding.kept}" if finding.kept else ""
    return f"{_state(finding)}{because}: {finding.title} ({', '.join(facts)}) [{finding.id}]"


def _state(finding: FindingView) -> str:
    if finding.kept:
        return "kept"
    return "open" if finding.counts else "shown, not counted"
