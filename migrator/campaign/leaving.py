"""What a campaign leaves for people, with file, line and reason: found in the code, so that it is true of the tree that is looked at.

Three kinds: findings that no batch would close; hunks that people took out in review, kept as exclusions in records; and places that a
landed recipe left, because changing them would not be the same. The last two are found by planning the recipes again on the tree.
"""

from collections.abc import Iterator, Mapping

from migrator.analysis import Analysis
from migrator.batches.assemble import plan_all
from migrator.batches.review import hunks_of
from migrator.errors import MigratorError
from migrator.findings.values import CheckState, DeadImport, DuplicateFactory, Finding, Unpushed
from migrator.progress.report_values import ReportLeft
from migrator.recipes.values import Left
from migrator.records.read import standing
from migrator.records.values import Record


def left_by_findings(analysis: Analysis, closing: Mapping[str, str]) -> Iterator[ReportLeft]:
    """Every place in the code of what is open and counts; checks that are not green and commits not pushed have none.

    Args:
        analysis: Of the tree.
        closing: Finding to the batch that would close it; such a finding is not left, only not done yet.
    """
    for state in analysis.phases:
        for finding in state.remaining:
            if finding.id not in closing and not isinstance(finding.detail, CheckState | Unpushed):
                for left in places_of(finding):
                    yield ReportLeft("finding", state.phase.id, left.path, left.line, left.reason)


def left_by_recipes(analysis: Analysis) -> Iterator[ReportLeft]:
    """Exclusions with the line where they are now, and what the standing batches' recipes leave as it is."""
    for record in standing(analysis.records):
        left, lines = _planned_again(analysis, record)
        for place in left:
            yield ReportLeft("recipe", record.phase, place.path, place.line, place.reason)
        for exclusion in record.exclusions:
            line = lines.get((exclusion.path, exclusion.key), 0)
            reason = exclusion.reason or "no reason was given"
            yield ReportLeft("excluded", record.phase, exclusion.path, line, f"{reason} ({record.title})")


def places_of(finding: Finding) -> tuple[Left, ...]:
    """The places of an open finding, each with why nobody but a person can close it."""
    detail = finding.detail
    if isinstance(detail, DuplicateFactory):
        stuck = tuple(
            Left(call.site.path, call.site.line, f"{finding.title}: {call.problem}")
            for call in detail.calls
            if call.problem
        )
        if stuck:
            return stuck
    why = _why(finding)
    return tuple(Left(site.path, site.line, why) for site in finding.sites) or (Left("", 0, why),)


def _planned_again(analysis: Analysis, record: Record) -> tuple[set[Left], dict[tuple[str, str], int]]:
    """What a record's recipes leave on this tree, and the lines of the hunks that they would make."""
    left: set[Left] = set()
    lines: dict[tuple[str, str], int] = {}
    for recipe in record.recipes:
        try:
            change_set = plan_all(analysis, (recipe,))
            hunks = hunks_of(change_set.files, analysis.tree.read)
        except MigratorError:
            continue  # names in a record are anybody's; what they do not fit is not there to be left
        left.update(change_set.left)
        lines.update({(hunk.path, hunk.key): hunk.line for hunk in hunks})
    return left, lines


def _why(finding: Finding) -> str:
    if isinstance(finding.detail, DeadImport):
        candidates = ", ".join(str(candidate) for candidate in finding.detail.candidates)
        return f"{finding.detail.target}: {finding.detail.listed.value}" + (
            f" ({candidates})" if candidates else ""
        )
    return finding.title
