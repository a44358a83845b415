"""The first screen as plain text: what is broken and where to start, in 24 lines of 80 columns.

A terminal of that size shows all of it without scrolling, so what a person needs first is never gone by the time the prompt is back. Where it
would be longer, lists are cut to a number, never the facts; `--json` has everything.
"""

import textwrap
from collections.abc import Iterator, Sequence

from migrator.cli.rendering import remaining, table
from migrator.display import plural, visible_line
from migrator.wire.status import CheckView, PhaseView, ProblemView, StatusView

WIDTH = 80
HEIGHT = 24
_LABEL = 12
_SHOWN_FILES = 8


def status_lines(view: StatusView) -> Iterator[str]:
    """The first screen."""
    first = [*_head(view), "", *_broken(view), *_start(view), *_proof(view.checks), *_read(view)]
    phases, other = ["", *_phases(view.phases)], _other(view)
    room = HEIGHT - _rows(first + phases) - len(other[:1])
    notes = _cut([_wrapped(f"note: {note}", "      ") for note in view.notes], room, "note: ", least=1)
    room -= _rows(notes)
    if len(other) > 1 + max(room, 0):
        other = _other(view, is_short=True)
    room -= len(other[1:])
    files = [_labelled("", _problem(problem)) for problem in view.analysed.unparsable]
    yield from (*first, *_cut(files, room, " " * (_LABEL + 1), most=_SHOWN_FILES), *other, *phases, *notes)


def _head(view: StatusView) -> Iterator[str]:
    issue = f" {visible_line(view.issue)}" if view.issue else ""
    outer = [name for name in view.scope if not any(name.startswith(f"{other}.") for other in view.scope)]
    scope = ", ".join(outer) or "no package was found"
    modules = f"{plural(view.scope_modules, 'module')}, named in {plural(view.scope_files, 'other file')}"
    yield from _wrapped(
        f"{visible_line(view.campaign)}{issue}   scope {visible_line(scope)}: {modules}", "    "
    )
    plan = view.plan or "no plan file: default phases over every package found (`migrator init` proposes one)"
    commit = f" {view.commit[:10]}" if view.commit else ""
    yield from _wrapped(f"{view.source}{commit}   plan: {visible_line(plan)}", "    ")
    if view.branch:
        landed = f", {plural(view.landed, 'batch', 'batches')} landed" if view.landed else ""
        yield from _wrapped(f"branch {visible_line(view.branch)}   checkout: {view.checkout}{landed}", "    ")


def _broken(view: StatusView) -> list[str]:
    broken = view.broken
    if not broken.names:
        return _labelled("BROKEN NOW", "every first-party name resolves")
    product = f" ({plural(broken.product_sites, 'site')} in product code)" if broken.product_sites else ""
    verb = "does" if broken.names == 1 else "do"
    where = f"in {plural(broken.files, 'file')}{product}"
    return _labelled("BROKEN NOW", f"{plural(broken.names, 'name')} {verb} not resolve, {where}")


def _start(view: StatusView) -> list[str]:
    start = view.start
    if start is None:
        return _labelled("START HERE", "nothing can be proposed" if remaining(view) else "nothing remains")
    size = f"{plural(start.sites, 'site')}, {plural(start.files, 'file')}, {plural(start.shapes, 'shape')}"
    lowers = ", ".join(f"{phase} {count}" for phase, count in start.lowers.items())
    title = _labelled("START HERE", f"{start.batch}  {visible_line(start.title)}")
    return [*title, *_labelled("", f"{size}   lowers: {lowers}")]


def _proof(checks: tuple[CheckView, ...]) -> list[str]:
    said = ", ".join(f"{visible_line(check.name)} {check.result}" for check in checks)
    return _labelled("PROOF", said or "the plan has no checks: what lands is proved by static analysis only")


def _read(view: StatusView) -> list[str]:
    """What was read, and why not the rest."""
    analysed = view.analysed
    by_stage: dict[str, int] = {}
    for skipped in analysed.skipped:
        by_stage[skipped.stage] = by_stage.get(skipped.stage, 0) + 1
    left = ", ".join(f"{count:,} {stage}" for stage, count in sorted(by_stage.items()))
    left_out = _labelled("LEFT OUT", left) if left else []
    problems = analysed.unparsable
    if not problems:
        return [*_labelled("READ", f"all of {plural(analysed.files, 'file')}"), *left_out]
    newer = sum(bool(problem.needs_python) for problem in problems)
    need = f" ({newer} need another Python)" if newer else ""
    return [*left_out, *_labelled("NOT READ", f"{plural(len(problems), 'file')} of {analysed.files:,}{need}")]


def _other(view: StatusView, *, is_short: bool = False) -> list[str]:
    """What is only counted; where there is no room, as much of it as one line takes."""
    said = ", ".join(f"{count:,} {name}" for name, count in view.other.items())
    lines = _labelled("OTHER", said, WIDTH - 2 * is_short) if said else []
    return [f"{lines[0]} …"] if is_short else lines


def _problem(problem: ProblemView) -> str:
    place = f"{visible_line(problem.path)}:{problem.line}" if problem.line else visible_line(problem.path)
    needs = f" (needs Python {problem.needs_python})" if problem.needs_python else ""
    return f"{place}: {visible_line(problem.reason)}{needs}"


def _phases(phases: tuple[PhaseView, ...]) -> Iterator[str]:
    rows = [("phase", "finds", "left", "kept", "measure", "state")]
    rows += [
        (
            visible_line(phase.id),
            phase.finds,
            f"{phase.remaining:,}",
            str(phase.kept),
            f"{phase.value:,} {phase.unit}" + (f" (goal {phase.goal:,})" if phase.goal else ""),
            phase.state,
        )
        for phase in phases
    ]
    yield from table(rows)


def _cut(
    blocks: Sequence[list[str]], room: int, indent: str, *, least: int = 0, most: int = 1000
) -> list[str]:
    """As many blocks as fit into the room, at least and at most so many, and how many more there are."""
    every = [line for block in blocks for line in block]
    if len(blocks) <= most and _rows(every) <= room:
        return every
    shown: list[str] = []
    number = 0
    for block in blocks[:most]:
        if number >= least and _rows(shown + block) + 1 > room:
            break
        shown += block
        number += 1
    left = len(blocks) - number
    return (
        [*shown, f"{indent}… and {left:,} more (--json lists all)"] if left and (shown or room > 0) else shown
    )


def _labelled(label: str, text: str, width: int = WIDTH) -> list[str]:
    return _wrapped(f"{label:<{_LABEL}} {text}", " " * (_LABEL + 1), width)


def _wrapped(text: str, indent: str, width: int = WIDTH) -> list[str]:
    """Lines of the screen's width; a word that is longer stays whole, so that it can be copied."""
    return textwrap.wrap(
        visible_line(text),
        width,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _rows(lines: Sequence[str]) -> int:
    """How many rows of a terminal of that width they take."""
    return sum(max(1, -(-len(line) // WIDTH)) for line in lines)
