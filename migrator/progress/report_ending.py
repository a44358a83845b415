"""The second half of the report: what is left for people, what was not read, what comes next, and how to check all of it."""

import shlex
from collections import Counter
from collections.abc import Iterable, Iterator

from migrator.display import plural
from migrator.progress.markdown import code, escape, fenced
from migrator.progress.report_values import Report, ReportLeft, ReportProblem

_MOST = 200
_LEFT = (
    ("finding", "Open, and no batch is proposed that would close it"),
    ("excluded", "Left out of a batch in review"),
    ("recipe", "Left as it is by the recipes that landed"),
)


def ending(report: Report) -> Iterator[str]:
    """From what is left to how to verify."""
    yield from ("", "## Left for people", "")
    yield from _left(report.left)
    yield from ("## Not analysed", "")
    yield from _not_analysed(report)
    yield from ("", "## Next steps", "")
    yield from _next_steps(report)
    yield from ("", "## How to verify", "")
    yield from _verify(report)


def _left(left: Iterable[ReportLeft]) -> Iterator[str]:
    by_reason: dict[str, list[ReportLeft]] = {}
    for one in left:
        by_reason.setdefault(one.why, []).append(one)
    if not by_reason:
        yield "Nothing is left for people."
        yield ""
    for why, title in _LEFT:
        places = by_reason.get(why, [])
        if places:
            yield f"{title}:"
            yield ""
            yield from (f"- {_place(one.file, one.line)}{escape(one.reason)}" for one in places[:_MOST])
            if len(places) > _MOST:
                yield f"- and {len(places) - _MOST:,} more, which `migrator report --json` lists"
            yield ""


def _not_analysed(report: Report) -> Iterator[str]:
    if not report.unparsable:
        yield f"Each of {plural(report.parsed, 'file')} that the plan names was read."
    else:
        yield f"{plural(len(report.unparsable), 'file')} of {report.files:,} could not be read:"
        yield ""
        yield from map(_problem, report.unparsable[:_MOST])
        if len(report.unparsable) > _MOST:
            yield f"- and {len(report.unparsable) - _MOST:,} more, which `migrator report --json` lists"
    if report.skipped:
        by_stage = Counter(problem.stage for problem in report.skipped)
        yield ""
        yield f"Left out: {', '.join(f'{count:,} {escape(stage)}' for stage, count in sorted(by_stage.items()))}."
    if report.notes:
        yield ""
        yield from (f"- note: {escape(note)}" for note in report.notes)


def _problem(problem: ReportProblem) -> str:
    needs = f" (needs Python {escape(problem.needs_python)})" if problem.needs_python else ""
    return f"- {_place(problem.path, problem.line)}{escape(problem.reason)}{needs}"


def _next_steps(report: Report) -> Iterator[str]:
    if not report.next_steps:
        yield "Nothing that is measured here remains to be done."
    for number, step in enumerate(report.next_steps, 1):
        yield f"{number}. {escape(step.what)}: {code(step.command)}"


def _verify(report: Report) -> Iterator[str]:
    yield "The numbers again, computed from the code:"
    yield ""
    measures = "migrator history --measures    # each phase's measure at each commit"
    yield from fenced(
        ("migrator status", *((measures,) if report.start else ()), "migrator report"), "console"
    )
    if report.start:
        span = f"{report.start[:10]}..{report.tip[:10]}"
        yield ""
        yield "The commits and what they changed:"
        yield ""
        yield from fenced((f"git log --oneline --stat {span}",), "console")
    if report.tip and report.checks:
        yield ""
        yield "The checks, on a checkout of this very tree:"
        yield ""
        commands = (shlex.join(check.command) for check in report.checks)
        yield from fenced(
            (f"git worktree add --detach ../verify {report.tip[:10]}", "cd ../verify", *commands), "console"
        )


def _place(path: str, line: int) -> str:
    if not path:
        return ""
    return f"{code(f'{path}:{line}' if line else path)}: "
