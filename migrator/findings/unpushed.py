"""Commits of the campaign that its remote has not: work that only this clone knows of."""

from migrator.findings.context import DetectContext, Detection
from migrator.findings.values import Finding, Measure, Tier, Unpushed
from migrator.model.model import Model
from migrator.plan.values import Phase


def find_unpushed(model: Model, phase: Phase, context: DetectContext) -> Detection:
    """One finding a commit; the measure is their number."""
    del model, phase
    findings = tuple(_finding(commit, subject) for commit, subject in sorted(context.standing.unpushed))
    return Detection(findings, Measure(value=len(findings), goal=0, unit="commits not pushed"))


def _finding(commit: str, subject: str) -> Finding:
    return Finding(
        id=f"unpushed:{commit}",
        kind="unpushed",
        tier=Tier.EXACT,
        title=f"{commit[:10]} {subject}",
        modules=(),
        names=(),
        evidence=(f"The remote's branch does not have commit {commit}.",),
        sites=(),
        detail=Unpushed(commit, subject),
        group="not pushed",
    )
