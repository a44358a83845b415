"""A command: every recipe on random repositories with all forms of import, and the laws of changing code held against each.

    python -m bench.recipes_on_generated [COUNT] [--seed SEED] [--kind KIND] [--shown SHOWN]

It prints, by kind of change, how many repositories were planned, how many of those changes landed (written to disk, imported from every module in a
fresh interpreter, applied again, replayed with a newcomer, planned by a second process), how many were refused and why, and how many break a law; of
those the first ones, made as small as possible. It ends with 1 where there are any, or where a kind never lands: then nothing was tried.
"""

import argparse
import re
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.laws.breaches import Outcome, tried
from tests.laws.examples import Example, examples
from tests.laws.reduction import reduced
from tests.laws.repositories import Kind
from tests.laws.workplace import Workplace

_REASONS_SHOWN = 6
_IN_A_TURN = 8
"""Drawn of a kind before the next is drawn, each turn from a seed of its own: in long runs examples come to be alike."""
_TOLD_EVERY = 50
_ENOUGH_TO_LAND = 20
"""From so many examples on, a kind has to land now and then."""


class Tally:
    """What became of the examples."""

    def __init__(self) -> None:
        self.counts: Counter[tuple[Kind, str]] = Counter()
        self.reasons: Counter[tuple[Kind, str]] = Counter()
        self.broken: dict[str, tuple[Example, str]] = {}
        """By what is broken, in general words, the first example."""
        self.breaches: Counter[str] = Counter()

    def add(self, example: Example, outcome: Outcome) -> None:
        """Count one."""
        how = "refused" if outcome.refused else "nothing to do" if outcome.is_empty else "landed"
        self.counts[example.kind, "planned"] += 1
        self.counts[example.kind, how] += 1
        if outcome.refused:
            self.reasons[example.kind, general(outcome.refused)] += 1
        if outcome.breaches:
            self.counts[example.kind, "broken"] += 1
            breach = outcome.breaches[0]
            key = f"{example.kind}: {general(breach)}"
            self.breaches[key] += 1
            self.broken.setdefault(key, (example, breach))

    def lines(self) -> list[str]:
        """The result as a table, and the reasons."""
        hows = ("planned", "landed", "nothing to do", "refused", "broken")
        rows = ["".join([f"{'':24}", *(f"{how:>15}" for how in hows)])]
        rows += [
            "".join([f"{kind:24}", *(f"{self.counts[kind, how]:>15,}" for how in hows)]) for kind in Kind
        ]
        totals = (sum(self.counts[kind, how] for kind in Kind) for how in hows)
        rows.append("".join([f"{'all':24}", *(f"{total:>15,}" for total in totals)]))
        for kind in Kind:
            reasons = Counter({reason: n for (one, reason), n in self.reasons.items() if one is kind})
            rows += [f"  {kind} refused {n}: {reason}" for reason, n in reasons.most_common(_REASONS_SHOWN)]
        return [*rows, *(f"  broken {n}: {key}" for key, n in self.breaches.most_common())]

    @property
    def never_landed(self) -> list[Kind]:
        """Kinds of which nothing was tried although there were enough examples."""
        return [
            kind
            for kind in Kind
            if self.counts[kind, "planned"] >= _ENOUGH_TO_LAND and not self.counts[kind, "landed"]
        ]


def main(arguments: list[str]) -> int:
    """Draw repositories and change them."""
    parser = argparse.ArgumentParser(prog="python -m bench.recipes_on_generated")
    parser.add_argument("count", nargs="?", type=int, default=200)
    parser.add_argument("--seed", type=int, default=965)
    parser.add_argument("--kind", choices=[str(kind) for kind in Kind], action="append")
    parser.add_argument("--shown", type=int, default=3)
    chosen = parser.parse_args(arguments)
    kinds = tuple(Kind(kind) for kind in chosen.kind or Kind)
    tally = Tally()
    different: set[str] = set()
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, Workplace(Path(folder)) as workplace:

        def hold(example: Example) -> None:
            if str(example) in different or len(different) == chosen.count:
                return  # it draws some more than once
            different.add(str(example))
            known = len(tally.broken)
            tally.add(example, tried(example.files, example.recipes, workplace))
            if len(tally.broken) > known:
                print(f"broken: {list(tally.broken)[-1]}", file=sys.stderr, flush=True)
            if len(different) % _TOLD_EVERY == 0:
                print(f"{len(different):,} repositories", file=sys.stderr, flush=True)

        for turn in range(chosen.count):
            for kind in kinds:
                drawing = settings(
                    max_examples=_IN_A_TURN,
                    deadline=None,
                    database=None,
                    phases=(Phase.generate,),
                    suppress_health_check=list(HealthCheck),
                )
                seed(f"{chosen.seed} {kind} {turn}")(drawing(given(examples((kind,)))(hold)))()
            if len(different) == chosen.count:
                break
        seconds = time.monotonic() - start
        for key, (example, _) in list(tally.broken.items())[: chosen.shown]:
            print(smallest(example, key, workplace), flush=True)
    print("\n".join(tally.lines()))
    for kind in tally.never_landed:
        print(f"{kind} never landed: nothing was tried")
    print(
        f"{len(different):,} different repositories, {sum(tally.breaches.values())} break a law, {seconds:.0f} seconds"
    )
    return 1 if tally.breaches or tally.never_landed else 0


def smallest(example: Example, key: str, workplace: Workplace) -> str:
    """The example made small, with what breaks in it."""

    def breaks(files: dict[str, bytes]) -> bool:
        found = tried(files, example.recipes, workplace).breaches
        return any(f"{example.kind}: {general(one)}" == key for one in found)

    files = reduced(example.files, breaks)
    said = tried(files, example.recipes, workplace).breaches
    small = Example(example.kind, files, example.recipes)
    return "\n".join([str(small), *said, "=" * 100])


def general(words: str) -> str:
    """Words without the names of one example."""
    words = re.sub(r"\b(?:pkg|tests|scripts)(?:[.:/][\w.:/]*)?", "M", words)
    words = re.sub(r"\b_?[A-Za-z_]+\d+\w*\b", "N", words)
    words = re.sub(r"\d{2,}|(?<!^)\b\d+\b(?!:)", "9", words)
    return words[:160]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
