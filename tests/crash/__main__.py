"""Kill every act that changes a repository, at each fault point and at random moments, and print what recovering made of it.

python -m tests.crash [--random 200] [--seed 0] [--act NAME]
"""

import argparse
import os
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path

from migrator.landing.faultpoints import POINTS
from tests.crash.acts import ACTS
from tests.crash.sweep import Outcome, Sweep
from tests.support.repositories import PINNED

_ROW = "{:<16} {:<24} {:<8} {}\n"


def main() -> int:
    """Sweep; 1 where anything was in between, or where a fault point is passed by no act."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash")
    parser.add_argument("--random", type=int, default=200, help="random moments, over all acts")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--act", choices=sorted(ACTS), action="append")
    wanted = parser.parse_args()
    os.environ.update(PINNED)
    chance = random.Random(wanted.seed)  # noqa: S311  chance that can be repeated
    names = wanted.act or list(ACTS)
    outcomes: list[Outcome] = []
    passed: set[str] = set()
    sys.stdout.write(_ROW.format("ACT", "KILLED", "STATE", "RECOVER SAID"))
    with tempfile.TemporaryDirectory(prefix="migrator-crash-") as folder:
        for number, name in enumerate(names):
            sweep = Sweep(name, Path(folder).resolve() / str(number))
            passed |= set(sweep.points)
            share = wanted.random // len(names) + (number < wanted.random % len(names))
            for kills in (sweep.at_points(), sweep.at_random(chance, share)):
                for outcome in kills:
                    outcomes.append(outcome)
                    _print(outcome)
    unpassed = [] if wanted.act else sorted(set(POINTS) - passed)
    return _summed_up(outcomes, unpassed)


def _print(outcome: Outcome) -> None:
    said = outcome.said.replace("\n", "; ")
    sys.stdout.write(_ROW.format(outcome.act, outcome.moment, outcome.state, said))
    for line in outcome.wrong:
        sys.stdout.write(f"    WRONG: {line}\n")
    for lock in outcome.locks:
        sys.stdout.write(f"    lock of git's own, kept: {lock}\n")
    sys.stdout.flush()


def _summed_up(outcomes: list[Outcome], unpassed: list[str]) -> int:
    states = Counter(outcome.state for outcome in outcomes)
    wrong = [outcome for outcome in outcomes if outcome.wrong]
    told = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
    sys.stdout.write(f"\n{len(outcomes)} kills: {told}; {len(wrong)} with something wrong\n")
    for point in unpassed:
        sys.stdout.write(f"WRONG: no act of the sweep passes the fault point {point}\n")
    return 1 if wrong or unpassed else 0


if __name__ == "__main__":
    sys.exit(main())
