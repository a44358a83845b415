"""A command: what the resolver says of random packages with every form of import, circles included, against what Python finds.

    python -m bench.resolver_on_generated [COUNT] [--seed SEED]

It prints how many names were compared, of how many of them the resolver says one thing, several or that it cannot know, and how many mean
something else than it says; the first of these with their package. It ends with 1 where there are any. The suite does the same with fewer packages.
"""

import argparse
import sys
from collections import Counter

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.model.generated import ALL, packages
from tests.model.generated_answers import compared

_SHOWN = 3


def main(arguments: list[str]) -> int:
    """Draw packages and compare."""
    parser = argparse.ArgumentParser(prog="python -m bench.resolver_on_generated")
    parser.add_argument("count", nargs="?", type=int, default=200)
    parser.add_argument("--seed", type=int, default=965)
    chosen = parser.parse_args(arguments)
    counts: Counter[str] = Counter()
    shown: list[str] = []

    def compare(files: dict[str, str]) -> None:
        comparison = compared(files)
        counts["packages"] += 1
        counts["names"] += len(comparison.found)
        counts["wrong"] += len(comparison.wrong)
        for path in comparison.found:
            counts[how_sure(comparison.said[path])] += 1
        if comparison.wrong and len(shown) < _SHOWN:
            shown.append(str(comparison))

    drawing = settings(
        max_examples=chosen.count,
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    seed(chosen.seed)(drawing(given(packages(ALL))(compare)))()
    print("\n".join(shown))
    names = max(counts["names"], 1)
    kinds = ", ".join(f"{kind} {counts[kind] / names:.1%}" for kind in ("one", "several", "unknown"))
    print(f"{counts['packages']:,} packages, {counts['names']:,} names compared: {kinds}")
    print(f"{counts['wrong']:,} mean something else than is said")
    return 1 if counts["wrong"] else 0


def how_sure(said: set[str]) -> str:
    """Whether one thing was said of a name, or several of which it may be each, or that it cannot be known."""
    if "unknown" in said:
        return "unknown"
    return "one" if len(said - {"refused"}) == 1 else "several"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
