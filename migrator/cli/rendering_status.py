"""The first screen as plain text: what is broken and where to start, in 24 lines of 80 columns.

A terminal of that size shows all of it without scrolling, so what a person needs first is never gone by the time the prompt is back. Where it
would be longer, lists are cut to a number, never the facts; `--json` has everything.
"""

import textwrap
from collections.abc import Iterator, Sequence

from migrator.cli.rendering import remaining, table
from migrator.display import plural, visible_line
from migrator.wire import CheckView, PhaseView, ProblemView, StatusView

WIDTH = 80
HEIGHT = 24
_LABEL = 12
_SHOWN_FILES = 8


def status_lines(view: StatusView) -> Iterator[str]:
    """The first screen."""
    head, found = [*_head(view), ""], [*_broken(view), *_start(view), *_proof(view.checks)]
    read, other, phases = list(_read(view)), list(_other(view)), ["", *_phases(view.phases)]
    fixed = head + found + read + other[:1] + phases
    notes = _cut(
        [_wrapped(f"note: {note}", "      ") for note in view.notes], HEIGHT - _rows(fixed), "note: "
    )
    if _rows(fixed + notes + other[1:]) > HEIGHT and len(other) > 1:
        other = [f"{other[0]} …"]
    files = [_labelled("", _problem(problem)) for problem in view.analysed.unparsable]
    room = HEIGHT - _rows([*fixed, *notes, *other[1:]])
    listed = _cut(files[:_SHOWN_FILES], room, " " * (_LABEL + 1), total=len(files), least=0)
    yield from (*head, *found, *read, *listed, *other, *phases, *notes)


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


def _other(view: StatusView) -> list[str]:
    said = ", ".join(f"{count:,} {name}" for name, count in view.other.items())
    return _labelled("OTHER", said) if said else []


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
    blocks: Sequence[list[str]], room: int, indent: str, *, total: int | None = None, least: int = 1
) -> list[str]:
    """As many blocks as fit into the room, and how many more there are; at least so many blocks."""
    total = len(blocks) if total is None else total
    shown: list[str] = []
    for number, block in enumerate(blocks):
        is_last = number + 1 == total
        if number >= least and _rows(shown + block) + (not is_last) > room:
            more = f"{indent}… and {total - number:,} more (--json lists all)"
            return [*shown, more] if _rows([*shown, more]) <= max(room, least + 1) else shown
        shown += block
    return (
        shown
        if len(blocks) == total
        else [*shown, f"{indent}… and {total - len(blocks):,} more (--json lists all)"]
    )


def _labelled(label: str, text: str) -> list[str]:
    return _wrapped(f"{label:<{_LABEL}} {text}", " " * (_LABEL + 1))


def _wrapped(text: str, indent: str) -> list[str]:
    """Lines of the screen's width; a word that is longer stays whole, so that it can be copied."""
    return textwrap.wrap(
        visible_line(text),
        WIDTH,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
        replace_whitespace=False,
        drop_whitespace=True,
    )


def _rows(lines: Sequence[str]) -> int:
    """How many rows of a terminal of that width they take."""
    return sum(max(1, -(-len(line) // WIDTH)) for line in lines)
