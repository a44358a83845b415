"""Code as it stands in the analysed tree: whole statements, for those who want to see what a finding speaks of."""

from migrator.campaign.campaign import Campaign
from migrator.findings.values import Finding
from migrator.recipes.editing.opening import open_module
from migrator.recipes.editing.syntax import SourceFile
from migrator.wire.sites import ExcerptView

MOST = 4
"""Excerpts of one finding."""
MOST_LINES = 40
"""Of one excerpt."""


def excerpts(campaign: Campaign, finding: Finding) -> tuple[ExcerptView, ...]:
    """The statements at a finding's first sites, where they are more than the one line that a site shows already."""
    found: dict[tuple[str, int], ExcerptView] = {}
    for site in finding.sites:
        start, lines = statement_at(campaign, site.path, site.line)
        is_known = len(lines) == 1 and lines[0].strip() == site.text.strip()
        if lines and not is_known:
            shown = lines[:MOST_LINES]
            excerpt = ExcerptView(site.path, start, shown, len(lines) - len(shown))
            found.setdefault((site.path, start), excerpt)
        if len(found) == MOST:
            break
    return tuple(found.values())


def statement_at(campaign: Campaign, path: str, line: int) -> tuple[int, tuple[str, ...]]:
    """The statement that begins at a line, decorators included: the number of its first line, and its text. Else the line itself."""
    if not line or not path:
        return 0, ()
    analysis = campaign.analysis()
    module = analysis.model.module_at(path)
    file = open_module(analysis.model, analysis.tree, module) if module is not None else None
    if not isinstance(file, SourceFile) or line > len(file.line_starts):
        return 0, ()
    for placed in file.statements:
        if placed.node.lineno == line:
            start, end = file.statement_span(placed.node)
            return file.line_of(start), _whole_lines(file, start, end)
    start = file.line_starts[line - 1]
    return line, _whole_lines(file, start, start)


def _whole_lines(file: SourceFile, start: int, end: int) -> tuple[str, ...]:
    """The lines that a span is in, without their endings."""
    text = file.text(file.line_start(start), file.line_end(end))
    return tuple(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
