"""The reasons in a proposed plan, as comments: what was found that day, why each line is there, and what people may want to change."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from migrator.analysis import Analysis, PhaseState
from migrator.display import plural
from migrator.findings.scopes import is_inside
from migrator.findings.values import Finding, Measure, Tier
from migrator.landing.values import CheckOutcome, CheckResult
from migrator.plan.values import Check, Finds, Keep, Policy
from migrator.proposal.keeps import MOST_SHOWN

NOT_TRIED = (
    "It was not run: what only reads a repository runs nothing of it. `migrator init --try-checks` tries it."
)

_POLICIES = {
    Policy.DEFINING_MODULE: "Canonical is where a name is defined; list other paths that should stay in canonical = [...].",
    Policy.FACADE: "Canonical is the shortest package that offers a name, else where it is defined; list other paths that should stay.",
}


def opening(analysis: Analysis, everything: Analysis, subject: str, unsure: int) -> tuple[str, ...]:
    """Above everything else: how much was looked at, and how much is not part of the plan."""
    coverage = analysis.model.coverage
    lines = [
        "The plan of a campaign, proposed by `migrator init`. Read it, change what you like, commit it.",
        "",
        f"Analysed: {plural(coverage.parsed, 'file')} of {coverage.files:,}.",
    ]
    if coverage.unparsable:
        lines.append(
            f"Not read: {plural(len(coverage.unparsable), 'file')}; `migrator status` says which and why."
        )
    outside = _outside(everything, subject)
    if outside:
        lines.append(f"Outside {subject}: {outside}. `migrator init --scope PKG` proposes another subject.")
    if unsure:
        found = plural(unsure, "class is alike or marked", "classes are alike or marked")
        lines.append(f"Not proposed: {found} as old, which says too little to name what takes its place.")
    lines.append(
        "Numbers in comments are those of the day of the proposal; `migrator status` computes today's."
    )
    return tuple(lines)


def parts_said(analysis: Analysis, keeps: Mapping[str, Sequence[Keep]]) -> dict[str, tuple[str, ...]]:
    """At the branch, at each phase, and at what is for review in a phase."""
    comments: dict[str, tuple[str, ...]] = {
        "campaign.branch": ("What lands goes to this branch; the checkout you work in stays as it is.",)
    }
    comments |= {f"phase {state.phase.id}": tuple(_phase_said(state)) for state in analysis.phases}
    return comments | {f"suggested keeps {phase}": _keeps_said(found) for phase, found in keeps.items()}


def checks_said(
    checks: Iterable[tuple[Check, str]], results: Mapping[str, CheckResult], *, tried_at: str
) -> dict[str, tuple[str, ...]]:
    """At each check, kept or not: how it was found, and whether it runs."""
    return {
        f"check {check.name}": _check_said(why, results.get(check.name), tried_at=tried_at)
        for check, why in checks
    }


def proves_something(check: Check, results: Mapping[str, CheckResult]) -> bool:
    """Whether a check may stand in the plan: it was not tried, or it ran."""
    result = results.get(check.name)
    return result is None or result.outcome in {CheckOutcome.GREEN, CheckOutcome.RED}


def _phase_said(state: PhaseState) -> Iterable[str]:
    """How much there is to do, and what is left open."""
    finds = state.phase.finds
    if finds is Finds.CHECKS:
        yield "What the checks below say of every commit."
        return
    if finds is Finds.UNPUSHED:
        yield "What landed is pushed by `migrator sync --push`, and never before you say so."
        return
    if not state.remaining:
        yield "Nothing to do now; the phase keeps it so."
        return
    yield f"{plural(len(state.remaining), 'finding')}: {_measured(state.measure)}."
    if finds is Finds.IMPORT_CYCLES and not state.phase.shared_module:
        yield 'Where names have to move, shared-module = "pkg.module" says where to.'
    if finds is Finds.IMPORT_PATHS:
        yield _POLICIES[state.phase.policy]
    if finds in {Finds.DUPLICATE_CLASSES, Finds.DUPLICATE_FACTORIES}:
        yield "Each canonical name stands for the class names (* and ? may be used) at its right."


def _keeps_said(keeps: Sequence[Keep]) -> tuple[str, ...]:
    """Above what is for review in a phase: what to do with it."""
    lines = ["For review: what these do beside constructing may be what their callers count on."]
    lines.append('To keep one, take the "# " off its three lines, and make the reason yours.')
    if len(keeps) > MOST_SHOWN:
        lines.append(f"{len(keeps) - MOST_SHOWN} more are among the findings of the phase.")
    return tuple(lines)


def _check_said(why: str, result: CheckResult | None, *, tried_at: str) -> tuple[str, ...]:
    """Above a check: how it was found, and whether it runs."""
    found = f"Found: {why}."
    if result is None:
        return (found, NOT_TRIED)
    at = f"Tried at {tried_at[:10]}:"
    match result.outcome:
        case CheckOutcome.GREEN:
            return (found, f"{at} green.")
        case CheckOutcome.RED:
            how = "it takes too long" if result.timed_out else "it fails already"
            return (found, f"{at} {how}; only failures that are new will count against a batch.")
        case CheckOutcome.UNRUNNABLE | CheckOutcome.HOLLOW:
            how = "it could not run" if result.outcome is CheckOutcome.UNRUNNABLE else "it proves nothing"
            last = result.said.strip().rpartition("\n")[2]
            return (found, f"{at} {how}: {last}", 'Make it run here, then take the "# " off its lines.')


def _outside(everything: Analysis, subject: str) -> str:
    """Findings that count and have nothing to do with the subject, by kind; dead imports are looked for everywhere."""
    counted = Counter(
        finding.kind
        for state in everything.phases
        if state.phase.finds is not Finds.DEAD_IMPORTS
        for finding in state.remaining
        if _is_sure(finding) and not any(is_inside(module, (subject,)) for module in finding.modules)
    )
    return ", ".join(f"{count:,} {kind}" for kind, count in sorted(counted.items()))


def _is_sure(finding: Finding) -> bool:
    return finding.tier is not Tier.REVIEW


def _measured(measure: Measure) -> str:
    parts = [_counted(count, name) for name, count in measure.parts if count and name != measure.unit]
    return _counted(measure.value, measure.unit) + (f" ({', '.join(parts)})" if parts else "")


def _counted(count: int, name: str) -> str:
    """Units and parts are named in the plural, but for ``several ...``, which says what list it is."""
    is_one = count == 1 and not name.startswith("several")
    singular = "alias" if name == "aliases" else name.removesuffix("s")
    return f"{count:,} {singular if is_one else name}"
