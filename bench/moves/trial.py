"""One move, tried on a fresh copy with the real command, and everything that must be as before."""

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.moves.drawing import Drawn
from bench.moves.laboratory import Laboratory, git, migrator, said
from bench.moves.outcomes import Changed, Outcomes, changed

LANDED, REFUSED, FAILED = "landed", "refused", "failed"


@dataclass(frozen=True, slots=True)
class Baseline:
    """How the package is before anything is moved.

    Attributes:
        outcomes: What its stable tests say; None where they are not to be asked.
        unstable: Tests that said two things in two runs, or ran in one of them only.
        importable: The modules that can be imported.
    """

    outcomes: Outcomes | None
    unstable: frozenset[str]
    importable: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of one move.

    Attributes:
        drawn: The move.
        verdict: ``landed``, ``refused`` or ``failed``.
        said: Why it was refused, or what is not as before.
        files: How many files changed.
        left: What was left for a person, as ``path:line reason``.
        notes: What else the program said.
        seconds: How long the command took.
    """

    drawn: Drawn
    verdict: str
    said: tuple[str, ...] = ()
    files: int = 0
    left: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    seconds: float = 0.0


def try_move(laboratory: Laboratory, drawn: Drawn, baseline: Baseline, name: str) -> Trial:
    """Carry a move out on a copy, and hold the copy against what was before."""
    place = laboratory.copy(name)
    began = time.monotonic()
    done = migrator(place, "move", *drawn.words, "--write", "--json")
    seconds = time.monotonic() - began
    answer = _answer(done.output)
    if answer is None:
        return Trial(drawn, FAILED, (f"no answer: {said(done)}",), seconds=seconds)
    left = tuple(f"{one['file']}:{one['line']} {one['reason']}" for one in answer.get("left", ()))
    notes = tuple(answer.get("notes", ()))
    if done.returncode == 3:
        reason = answer.get("refused") or _problem(answer)
        untouched = () if not git(place, "status", "--porcelain") else ("it was refused, and files changed",)
        return Trial(drawn, FAILED if untouched else REFUSED, (reason, *untouched), seconds=seconds)
    if done.returncode or not answer.get("written"):
        return Trial(drawn, FAILED, (f"exit code {done.returncode}: {said(done)}",), seconds=seconds)
    problems = tuple(_problems(laboratory, place, drawn, baseline, name))
    verdict = FAILED if problems else LANDED
    return Trial(drawn, verdict, problems, len(answer["changed"]), left, notes, seconds)


def _problems(
    laboratory: Laboratory, place: Path, drawn: Drawn, baseline: Baseline, name: str
) -> Iterator[str]:
    """What is not as it was before the move."""
    git(place, "add", "--all")
    written = git(place, "write-tree")
    laboratory.report(f"{name}.diff").write_text(git(place, "diff", "--cached"), "utf-8")
    again = migrator(place, "move", *drawn.words, "--write", "--json")
    git(place, "add", "--all")
    if again.returncode or git(place, "write-tree") != written:
        yield f"a second run does something: {said(again)}"
    old, new = drawn.candidate.module, drawn.target
    difference = laboratory.differing(place, old, new, drawn.candidate.name)
    if difference:
        yield f"the old path does not give the same object: {difference}"
    paths = git(place, "diff", "--cached", "--name-only", "HEAD").split("\n")
    touched = sorted({module for path in paths if (module := laboratory.module_of(path))})
    alone = [module for module in touched if module in baseline.importable or module == new]
    errors = laboratory.imports(place, baseline.importable) | laboratory.imports_alone(place, alone)
    for module, error in sorted(errors.items()):
        if error:
            yield f"{module} cannot be imported: {error}"
    yield from different_tests(laboratory, place, baseline, name)


def different_tests(laboratory: Laboratory, place: Path, baseline: Baseline, name: str) -> Iterator[str]:
    """The tests that say something else than before. Where some do, all run once more: what a busy machine does to a time limit, a move does not."""
    found: set[Changed] = set()
    for run in ("", "-again"):
        if baseline.outcomes is not None and (found or not run):
            outcomes = laboratory.tests(place, name + run)
            differing = set(changed(baseline.outcomes, outcomes, baseline.unstable))
            found = differing if not run else found & differing
    for one in sorted(found):
        yield f"{one.test}: {one.before or 'not there'} before, {one.after or 'not there'} now"


def _answer(output: bytes) -> Mapping[str, Any] | None:
    try:
        found = json.loads(output.decode(errors="replace").strip().rpartition("\n")[2])
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _problem(answer: Mapping[str, Any]) -> str:
    error = answer.get("error", answer)
    return ": ".join(str(error[key]) for key in ("title", "detail") if error.get(key))
