"""Checks of the plan that are not green at the tip: the golden path is a finding until it has been seen to hold.

A check that was not run for this very tree is open too: nothing is green by hope.
"""

from migrator.findings.context import DetectContext, Detection
from migrator.findings.values import CheckState, Finding, Measure, Tier
from migrator.model.model import Model
from migrator.plan.values import Phase

GREEN = "green"
NOT_RUN = "not run"


def find_checks(model: Model, phase: Phase, context: DetectContext) -> Detection:
    """One finding a check that is not green; the measure is their number."""
    del model, phase
    results = dict(context.standing.check_results)
    states = [(check, results.get(check, NOT_RUN)) for check in context.standing.checks]
    findings = tuple(_finding(check, outcome) for check, outcome in sorted(states) if outcome != GREEN)
    measure = Measure(
        value=len(findings),
        goal=0,
        unit="checks not green",
        parts=(("checks", len(states)), ("green", len(states) - len(findings))),
    )
    return Detection(findings, measure)


def _finding(check: str, outcome: str) -> Finding:
    said = "was not run for this tree" if outcome == NOT_RUN else f"is {outcome} for this tree"
    return Finding(
        id=f"checks:{check}",
        kind="checks",
        tier=Tier.EXACT,
        title=f"{check} {said}",
        modules=(),
        names=(),
        evidence=(f"The plan's check '{check}' {said}.",),
        sites=(),
        detail=CheckState(check, outcome),
        group=outcome,
    )
