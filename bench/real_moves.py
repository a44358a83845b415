"""Ten moves in each of five real packages, drawn by chance, and then the packages' own tests.

    python -m bench.real_moves FOLDER [--only NAME ...] [--moves 1,4] [--quick | --each]

Source archives of pinned versions come from PyPI and are put under git as released. Their tests run twice before anything is changed; those that say
the same twice count. Each move is carried out on a copy of its own by ``migrator move ... --write``, with the default shim. Then every module that could be
imported can be; the old path gives the same object, whichever is imported first; and the same command does nothing more. At last all moves that landed are
carried out on one copy, and the package's tests must say what they said, test by test; ``--each`` asks them after each move as well. The table is
Markdown. The exit code is 1 where a move failed, where tests say something else, or where fewer than seven of ten landed.
"""

import argparse
import json
import sys
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from bench.moves.drawing import Drawn, draw, is_public, is_test, population_of
from bench.moves.laboratory import FailedStepError, Laboratory, prepare
from bench.moves.outcomes import stable
from bench.moves.packages import PACKAGES, Package
from bench.moves.report import HEAD, row, summary
from bench.moves.together import tested_together
from bench.moves.trial import FAILED, LANDED, Baseline, Trial, try_move

ENOUGH = 7
Told = TypeVar("Told")


def main(arguments: Sequence[str] | None = None) -> int:
    """Try all moves and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, help="where downloads, environments, copies and reports go")
    parser.add_argument("--only", nargs="*", metavar="NAME", help="some of the packages")
    parser.add_argument("--moves", default="", metavar="N,N", help="some of the moves, by number")
    tests = parser.add_mutually_exclusive_group()
    tests.add_argument("--quick", action="store_true", help="leave the packages' own tests out")
    tests.add_argument("--each", action="store_true", help="run the packages' own tests after each move too")
    asked = parser.parse_args(arguments)
    folder = asked.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    numbers = {int(one) for one in asked.moves.split(",") if one}
    print(HEAD, flush=True)
    is_good, summaries = True, []
    for package in PACKAGES:
        if not asked.only or package.name in asked.only:
            trials, problems = _package(package, folder, numbers, is_quick=asked.quick, is_each=asked.each)
            summaries.append(summary(package, trials, problems))
            is_good = is_good and not problems
            landed = sum(one.verdict == LANDED for one in trials)
            is_enough = landed >= ENOUGH or bool(numbers)
            is_good = is_good and is_enough and not any(one.verdict == FAILED for one in trials)
    print("", *summaries, sep="\n", flush=True)
    return 0 if is_good else 1


def _package(
    package: Package, folder: Path, numbers: Collection[int], *, is_quick: bool, is_each: bool
) -> tuple[Sequence[Trial], tuple[str, ...]]:
    """What came of its moves, and what is not as before with all of them together."""
    laboratory = prepare(package, folder)
    baseline = baseline_of(laboratory, is_quick=is_quick)
    trials = []
    alone = baseline if is_each else replace(baseline, outcomes=None)
    for number, drawn in enumerate(moves_of(laboratory, baseline), 1):
        if not numbers or number in numbers:
            trial = _tried(laboratory, drawn, alone, f"move-{number:02}")
            trials.append(trial)
            print(row(package, number, trial), flush=True)
    if baseline.outcomes is None or numbers:
        return trials, ()
    try:
        together = tested_together(laboratory, trials, baseline)
    except FailedStepError as error:
        return trials, (str(error),)
    print(f"\n{package.name}: {together.joined} moves together\n", flush=True)
    return together.trials, together.problems


def _tried(laboratory: Laboratory, drawn: Drawn, baseline: Baseline, name: str) -> Trial:
    try:
        return try_move(laboratory, drawn, baseline, name)
    except FailedStepError as error:
        return Trial(drawn, FAILED, (str(error),))


def moves_of(laboratory: Laboratory, baseline: Baseline) -> tuple[Drawn, ...]:
    """What is drawn of a package."""
    modules = {one for one in baseline.importable if is_public(one)}
    trees = {module: laboratory.trees[module] for module in modules}
    return draw(population_of(trees), modules, laboratory.packages)


def baseline_of(laboratory: Laboratory, *, is_quick: bool) -> Baseline:
    """How a package is before anything is moved: asked for once, then kept beside its environment."""
    importable = kept(laboratory.folder / "importable.json", lambda: _importable(laboratory))
    if is_quick:
        return Baseline(None, frozenset(), tuple(importable))
    runs = kept(laboratory.folder / "baseline.json", lambda: _two_runs(laboratory))
    same = stable(*runs)
    return Baseline(same, frozenset({*runs[0], *runs[1]} - set(same)), tuple(importable))


def _importable(laboratory: Laboratory) -> list[str]:
    modules = sorted(one for one in laboratory.trees if not one.endswith("__main__") and not is_test(one))
    errors = laboratory.imports(laboratory.copy("unchanged"), modules)
    return [one for one in modules if not errors[one]]


def _two_runs(laboratory: Laboratory) -> list[dict[str, str]]:
    place = laboratory.copy("unchanged")
    return [laboratory.tests(place, f"baseline-{run}") for run in (1, 2)]


def kept(place: Path, ask: Callable[[], Told]) -> Told:
    """What was asked for once, read again from its file."""
    if not place.exists():
        place.write_text(json.dumps(ask()), "utf-8")
    told: Told = json.loads(place.read_text("utf-8"))
    return told


if __name__ == "__main__":
    sys.exit(main())
