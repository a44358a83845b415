"""All moves of a package that landed, one after the other on one copy, and then its own tests.

A move that is refused on top of the others, because one before it made its module for instance, is tried by itself.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from bench.moves.laboratory import Laboratory, git, migrator, said
from bench.moves.trial import FAILED, LANDED, Baseline, Trial, different_tests, try_move


@dataclass(frozen=True, slots=True)
class Together:
    """What came of it.

    Attributes:
        trials: All of them; those that had to be tried by themselves with what their tests said.
        joined: How many are on the copy.
        problems: What is not as before on the copy.
    """

    trials: tuple[Trial, ...]
    joined: int
    problems: tuple[str, ...]


def tested_together(laboratory: Laboratory, trials: Sequence[Trial], baseline: Baseline) -> Together:
    """Run the tests of a package on the sum of its landed moves."""
    place = laboratory.copy("together")
    done: list[Trial] = []
    problems: list[str] = []
    joined = 0
    for number, trial in enumerate(trials, 1):
        if trial.verdict != LANDED:
            done.append(trial)
            continue
        answer = migrator(place, "move", *trial.drawn.words, "--write", "--json")
        if answer.returncode == 3:
            done.append(_alone(laboratory, trial, baseline, number))
            continue
        joined += 1
        done.append(replace(trial, verdict=FAILED, said=(said(answer),)) if answer.returncode else trial)
    git(place, "add", "--all")
    laboratory.report("together.diff").write_text(git(place, "diff", "--cached"), "utf-8")
    problems += _import_problems(laboratory.imports(place, baseline.importable).items())
    problems += different_tests(laboratory, place, baseline, "together")
    return Together(tuple(done), joined, tuple(problems))


def _alone(laboratory: Laboratory, trial: Trial, baseline: Baseline, number: int) -> Trial:
    return try_move(laboratory, trial.drawn, baseline, f"move-{number:02}")


def _import_problems(errors: Iterable[tuple[str, str]]) -> Iterator[str]:
    return (f"{module} cannot be imported: {error}" for module, error in sorted(errors) if error)
