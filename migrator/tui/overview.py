"""What a person sees first, before any list: what is broken, where to start, what proves it, what was not read."""

from collections import Counter
from collections.abc import Iterable

from migrator.display import plural
from migrator.tui.held import Held
from migrator.tui.page_view import PageLine
from migrator.tui.pages import bar, fact, heading, section
from migrator.tui.runs import EMPTY, Line, Run, line, run, width_of
from migrator.wire.status import AnalysedView, CheckView, PhaseView, ProblemView, StartView, StatusView

CHECKS: dict[str, tuple[str, str]] = {
    "green": ("✓", "good"),
    "red": ("✗", "bad"),
    "unrunnable": ("!", "warn"),
    "hollow": ("!", "warn"),
    "not run": ("○", "muted"),
}


def overview(held: Held) -> list[PageLine]:
    """The first screen's main view."""
    status = held.status
    page: list[PageLine] = [_title(status), EMPTY, _broken(status)]
    page += _start(status.start)
    page += _proof(status.checks)
    page += _not_read(status.analysed)
    if status.other:
        said = " · ".join(f"{count:,} {name}" for name, count in status.other.items())
        page.append(fact("OTHER", (said, "muted")))
    page += [EMPTY, heading("Phases", "what remains in each")]
    for number, phase in enumerate(status.phases, start=1):
        page += _phase(held, number, phase)
    page += section("Checkout", [_checkout(status)])
    page += section("Notes", [line(("  ! ", "warn"), note) for note in status.notes])
    return page


def found(status: StatusView) -> list[PageLine]:
    """What was found in a repository that has no plan yet."""
    page: list[PageLine] = [_title(status), EMPTY, _broken(status)]
    page += [
        fact(
            "FOUND" if number == 0 else "",
            (f"{phase.value:,} {phase.unit}", "strong"),
            (f"   {phase.title}", "muted"),
        )
        for number, phase in enumerate(status.phases)
    ]
    return [*page, *_not_read(status.analysed)]


def _title(status: StatusView) -> Line:
    outer = [name for name in status.scope if not any(name.startswith(f"{other}.") for other in status.scope)]
    scope = ", ".join(outer) or "the whole repository"
    return line(
        (status.campaign or status.root.rpartition("/")[2], "title"),
        (f" {status.issue}" if status.issue else "", "accent"),
        (f"   scope {scope}: {plural(status.scope_modules, 'module')}", "muted"),
        (f", named in {plural(status.scope_files, 'file')} outside" if status.scope_files else "", "muted"),
    )


def _broken(status: StatusView) -> Line:
    broken = status.broken
    if not broken.names:
        return fact("BROKEN NOW", ("✓ ", "good"), "every first-party import resolves")
    verb = "does not resolve" if broken.names == 1 else "do not resolve"
    product = f", {broken.product_sites:,} of them in product code" if broken.product_sites else ""
    return fact(
        "BROKEN NOW",
        ("✗ ", "bad"),
        (f"{plural(broken.names, 'name')} {verb}", "strong"),
        f" at {plural(broken.sites, 'site')}",
        (product, "bad"),
    )


def _start(start: StartView | None) -> list[PageLine]:
    if start is None:
        return [
            fact(
                "START HERE",
                ("✓ ", "good"),
                "nothing is proposed: every phase is done, or what is left needs a person",
            )
        ]
    lowers = ", ".join(f"{phase} -{count}" for phase, count in start.lowers.items())
    size = f"{plural(start.sites, 'site')}, {plural(start.files, 'file')}, {plural(start.shapes, 'shape')}"
    return [
        fact(
            "START HERE",
            (start.title, "strong"),
            (f"   {start.batch}", "link"),
            ("   enter opens it", "faint"),
        ),
        fact("", size, (f"   lowers {lowers}" if lowers else "", "good")),
    ]


def _proof(checks: Iterable[CheckView]) -> list[PageLine]:
    lines: list[PageLine] = []
    for number, check in enumerate(checks):
        glyph, role = CHECKS.get(check.result, ("?", "warn"))
        at = f" at {check.commit[:7]}" if check.commit else ""
        took = f"   {check.seconds:.1f}s" if check.seconds else ""
        lines.append(
            fact(
                "PROOF" if number == 0 else "",
                (f"{glyph} ", role),
                check.name,
                (f" {check.result}{at}{took}", "muted"),
            )
        )
        if check.said and check.result not in {"green", "not run"}:
            lines.append(fact("", (check.said, "muted")))
    return lines or [
        fact("PROOF", ("! ", "warn"), "the plan names no check: only static proofs guard a landing")
    ]


def _not_read(analysed: AnalysedView) -> list[PageLine]:
    problems = (*analysed.unparsable, *analysed.skipped)
    if not problems:
        return [fact("NOT READ", ("✓ ", "good"), f"nothing: all {plural(analysed.parsed, 'file')} were read")]
    lines: list[PageLine] = [
        fact(
            "NOT READ",
            ("! ", "warn"),
            plural(len(problems), "file"),
            (f" of {analysed.files:,}: {_why(problems)}", "muted"),
        )
    ]
    for problem in problems[:3]:
        where = f"{problem.path}:{problem.line}" if problem.line else problem.path
        lines.append(fact("", (f"{where}  ", "text"), (problem.reason, "muted")))
    if len(problems) > 3:
        lines.append(fact("", (f"… and {len(problems) - 3:,} more", "muted")))
    return lines


def _why(problems: Iterable[ProblemView]) -> str:
    reasons = Counter(
        f"need Python {problem.needs_python}" if problem.needs_python else problem.stage
        for problem in problems
    )
    return ", ".join(f"{count:,} {reason}" for reason, count in reasons.most_common(3))


def _phase(held: Held, number: int, phase: PhaseView) -> list[PageLine]:
    share = held.share(phase.id)
    done = phase.state != "open"
    head: Line = (
        run(f"  {'✓' if done else '○'} ", "good" if done else "open"),
        run(f"{number} {phase.title}", "strong"),
    )
    head = (*head, Run(" " * max(38 - width_of(head), 2)), *bar(1.0 if done else share or 0.0, 12))
    left = "done" if done else f"{phase.remaining:,} left"
    kept = f", {phase.kept:,} kept" if phase.kept else ""
    parts = ", ".join(f"{count:,} {name}" for name, count in phase.parts.items())
    below = f"      {phase.value:,} {phase.unit}, down to {phase.goal:,}" + (f"   ({parts})" if parts else "")
    return [(*head, run(f"  {left}{kept}", "muted")), line((below, "muted"))]


def _checkout(status: StatusView) -> Line:
    said = {
        "follows": "this checkout is at the campaign's tip",
        "behind": "this checkout is behind the campaign's tip: F brings it along",
        "elsewhere": "another branch is checked out here; the campaign has its own",
        "none yet": "nothing has landed yet: the first landing makes the branch",
    }.get(status.checkout, status.checkout)
    tip = f" at {status.tip[:7]}" if status.tip else ""
    return line(("  branch ", "muted"), (status.branch or "none", "link"), (f"{tip}   {said}", "muted"))
