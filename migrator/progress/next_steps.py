"""What is to be done next in a campaign, computed from what its report measured: nothing here is an opinion."""

import shlex
from collections.abc import Iterator

from migrator.display import plural
from migrator.progress.report_values import Report, ReportPhase, ReportStep

_WITH_STEPS_OF_THEIR_OWN = {"checks", "unpushed"}


def next_steps(report: Report) -> tuple[ReportStep, ...]:
    """The steps, the nearest first; empty where nothing that is measured remains."""
    return tuple(_steps(report))


def _steps(report: Report) -> Iterator[ReportStep]:
    if not report.plan:
        yield ReportStep("There is no plan: propose one, read it and commit it", "migrator init")
    if report.first_batch is not None:
        batch = report.first_batch
        yield ReportStep(
            f"Review the first proposed batch: {batch.title}", f"migrator show {batch.id} --diff"
        )
    for phase in report.phases:
        if phase.left and phase.finds not in _WITH_STEPS_OF_THEIR_OWN:
            yield _open_phase(phase)
    for phase in report.phases:
        for finding in phase.stale_keeps:
            yield ReportStep(
                f"The keep {finding} of phase {phase.id} names nothing that is open and unchanged: decide again",
                f"migrator findings --phase {shlex.quote(phase.id)}",
            )
    yield from _checks(report)
    yield from _pushing(report)
    if report.unparsable:
        yield ReportStep(
            f"{plural(len(report.unparsable), 'file')} could not be read, see above: what is in them is not counted",
            "migrator status",
        )


def _open_phase(phase: ReportPhase) -> ReportStep:
    by_batches = "no batch is proposed for them"
    if phase.closable:
        batches = plural(len(phase.proposed), "proposed batch", "proposed batches")
        by_batches = f"{batches} would close {phase.closable} of them"
    return ReportStep(
        f"Phase {phase.id} is open: {phase.left} left, {by_batches}",
        f"migrator findings --phase {shlex.quote(phase.id)}",
    )


def _checks(report: Report) -> Iterator[ReportStep]:
    for check in report.checks:
        if check.result == "not run":
            yield ReportStep(
                f"The check {check.name} has not been run on this tree here", shlex.join(check.command)
            )
        elif check.result != "green":
            yield ReportStep(f"The check {check.name} is {check.result}", shlex.join(check.command))


def _pushing(report: Report) -> Iterator[ReportStep]:
    if not report.unpushed:
        return
    what = plural(report.unpushed, "commit")
    verb = "is" if report.unpushed == 1 else "are"
    if report.remote:
        yield ReportStep(f"{what} {verb} not on {report.remote}", "migrator sync --push")
    else:
        yield ReportStep(
            f"{what} {verb} on no remote: the plan names none",
            f"git branch --contains {report.start[:10]}",
        )
