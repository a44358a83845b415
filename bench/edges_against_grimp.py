"""A command: our import edges against those of ``grimp.build_graph``, on packages from PyPI.

    python -m bench.edges_against_grimp                   the packages of the table in docs/oracles.md
    python -m bench.edges_against_grimp flask==3.1.3      any others

It downloads each package with pip, without dependencies, into a temporary folder, and imports none of them. It prints a table with a row for each
package and view, and ends with 1 where a difference is left without a reason.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.oracles.edges import Comparison, Verdict, compare
from bench.oracles.installing import install_alone, packages_in
from bench.oracles.reasons import REASONS
from bench.oracles.sources import read_sources

REQUIREMENTS = (
    "django==5.2.8",
    "sympy==1.14.0",
    "sqlalchemy==2.1.9",
    "pandas==3.1.1",
    "twisted==26.10.0",
    "networkx==3.6.1",
    "buildbot==4.3.0",
    "textual==8.2.8",
    "setuptools==84.2.1",
    "scrapy==2.19.0",
    "celery==5.7.0",
    "hypothesis==6.170.17",
    "pytest==9.2.0",
    "flask==3.1.3",
)
"""Large and varied: with and without folders that lack ``__init__.py``, compiled modules, odd names, thousands of imports for type checkers only."""

_HEAD = """\
| package | view | modules, ours / grimp's | edges, ours / grimp's | statements, ours / grimp's | differ, by reason | unexplained |
|---|---|---:|---:|---:|---|---:|"""


def main(arguments: list[str]) -> int:
    """Compare package by package; 1 where anything is unexplained."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.edges_against_grimp", description="Our edges against grimp's."
    )
    parser.add_argument("requirements", nargs="*", default=REQUIREMENTS, metavar="NAME==VERSION")
    unexplained: list[str] = []
    left_out: list[str] = []
    print(_HEAD)
    for requirement in parser.parse_args(arguments).requirements:
        verdict = verdict_on(requirement)
        left_out += [f"{requirement}: {path}: {why}" for path, why in sorted(verdict.left_out.items())]
        for comparison in verdict.comparisons:
            print(row(requirement, comparison), flush=True)
            unexplained += [f"{requirement}, {comparison.view}: {found}" for found in comparison.unexplained]
    for line in ending(left_out, unexplained):
        print(line)
    return 1 if unexplained else 0


def verdict_on(requirement: str) -> Verdict:
    """Download one distribution and compare all of its packages."""
    with tempfile.TemporaryDirectory(prefix="migrator-oracle-") as folder:
        install_alone(requirement, Path(folder))
        packages = packages_in(Path(folder))
        return compare(read_sources(Path(folder), packages), packages)


def row(requirement: str, comparison: Comparison) -> str:
    """One line of the table."""
    ours, theirs = comparison.ours, comparison.theirs
    counts = [
        f"{len(mine):,} / {len(other):,}"
        for mine, other in (
            (ours.modules, theirs.modules),
            (ours.edges, theirs.edges),
            (ours.statements, theirs.statements),
        )
    ]
    reasons = ", ".join(f"{count:,} {name}" for name, count in sorted(comparison.explained.items()))
    cells = [
        requirement.replace("==", " "),
        comparison.view,
        *counts,
        reasons,
        str(len(comparison.unexplained)),
    ]
    return f"| {' | '.join(cells)} |"


def ending(left_out: list[str], unexplained: list[str]) -> Iterator[str]:
    """What stands below the table."""
    yield "\nReasons:\n"
    yield from (f"- **{reason.name}**: {reason.explanation}" for reason in REASONS)
    yield f"\nTaken to be empty on both sides, since one of them cannot read it: {len(left_out)} files"
    yield from (f"- {line}" for line in left_out)
    yield f"\nUnexplained: {len(unexplained)}"
    yield from (f"- {line}" for line in unexplained)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
