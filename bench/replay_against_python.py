"""A command: what the replay of imports predicts on random packages, against an interpreter that imports each of their modules first.

    python -m bench.replay_against_python [COUNT] [--seed SEED] [--shown SHOWN]

It prints how many entry modules were compared and how many of them fail, how many were predicted harmless and fail (there must be none), how many
were predicted to fail, or left open, and do not (below one in a hundred), and how often the very line was named. The first wrong ones are
printed with their package. A sample is imported by processes that do nothing else, to check the judge itself. It ends with 1 where more is wrong
than may be, or where less than a fifth of the entry modules fail.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Mapping

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.findings.generated_imports import packages
from tests.findings.import_outcomes import Judge, Outcome, compared, found_wrong, paths_of
from tests.model.generated import ALL
from tests.model.generated import packages as packages_of_bindings
from tests.model.trees import model_of

_FRESH_EVERY = 50
"""One package in so many is imported by fresh processes as well."""
_MOST_FALSE_ALARMS = 0.01
_LEAST_FAILING = 0.2


def main(arguments: list[str]) -> int:
    """Draw packages and compare."""
    parser = argparse.ArgumentParser(prog="python -m bench.replay_against_python")
    parser.add_argument("count", nargs="?", type=int, default=300)
    parser.add_argument("--seed", type=int, default=965)
    parser.add_argument("--shown", type=int, default=3)
    chosen = parser.parse_args(arguments)
    tally: Counter[str] = Counter()
    shown: dict[str, None] = {}
    different: set[tuple[tuple[str, str], ...]] = set()
    start = time.monotonic()
    with Judge() as judge:

        def compare(files: Mapping[str, str]) -> None:
            package = tuple(sorted(files.items()))
            if package in different or len(different) == chosen.count:
                return  # it draws some packages more than once
            different.add(package)
            outcomes = compared(files, judge)
            count(tally, files, outcomes)
            wrong = [str(one) for one in outcomes if one.is_missed or one.is_false_alarm]
            wrong += found_wrong(files, outcomes)
            tally["findings"] += len(found_wrong(files, outcomes))
            if tally["packages"] % _FRESH_EVERY == 1:
                check_judge(tally, files, outcomes, judge)
            if wrong and len(shown) < chosen.shown:
                shown.setdefault(printed(files, wrong))

        drawing = settings(
            max_examples=2 * chosen.count,
            deadline=None,
            database=None,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        )
        seed(chosen.seed)(drawing(given(packages() | packages_of_bindings(ALL))(compare)))()
    seconds = time.monotonic() - start
    print("\n".join([*shown, *said(tally, seconds)]))
    is_good = (
        not tally["missed"]
        and not tally["findings"]
        and not tally["judge"]
        and tally["alarms"] < _MOST_FALSE_ALARMS * tally["entries"]
        and tally["failing"] >= _LEAST_FAILING * tally["entries"]
    )
    return 0 if is_good else 1


def count(tally: Counter[str], files: Mapping[str, str], outcomes: list[Outcome]) -> None:
    """Add up one package."""
    paths = paths_of(model_of(files))
    tally["packages"] += 1
    tally["entries"] += len(outcomes)
    tally["failing"] += sum(one.real is not None for one in outcomes)
    tally["half"] += sum(one.predicted is not None and one.predicted.is_half_executed for one in outcomes)
    tally["missed"] += sum(one.is_missed for one in outcomes)
    tally["alarms"] += sum(one.is_false_alarm for one in outcomes)
    tally["open"] += sum(one.predicted is not None and not one.predicted.is_sure for one in outcomes)
    tally["in place"] += sum(one.real is not None and one.is_in_place(paths) for one in outcomes)


def check_judge(tally: Counter[str], files: Mapping[str, str], outcomes: list[Outcome], judge: Judge) -> None:
    """Import each entry by a process of its own."""
    fresh = judge.outcomes(files, [one.entry for one in outcomes], is_fresh=True)
    tally["fresh"] += len(outcomes)
    tally["judge"] += sum(fresh[one.entry] != one.real for one in outcomes)


def said(tally: Counter[str], seconds: float) -> list[str]:
    """The result in sentences."""
    entries, failing = tally["entries"], max(tally["failing"], 1)
    return [
        f"{tally['packages']:,} different packages, {entries:,} entry modules",
        f"fail: {failing:,} ({failing / max(entries, 1):.1%}), {tally['half']:,} because a module is half executed",
        f"predicted harmless, and fails: {tally['missed']}",
        f"predicted to fail or left open, and is fine: {tally['alarms']} ({tally['alarms'] / max(entries, 1):.2%})",
        f"left open: {tally['open']}",
        f"the very line and exception named: {tally['in place']:,} of {tally['failing']:,} ({tally['in place'] / failing:.1%})",
        f"findings that disagree with this: {tally['findings']}",
        f"imported by a process of its own as well: {tally['fresh']:,} entry modules, {tally['judge']} with another outcome",
        f"{seconds:.0f} seconds",
    ]


def printed(files: Mapping[str, str], wrong: list[str]) -> str:
    """A package with what is wrong of it."""
    text = "\n".join(f"--- {path}\n{content}" for path, content in files.items())
    return text + "\n".join(wrong) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
