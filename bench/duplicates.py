"""Prints what is proposed as duplicate in packages of PyPI, pair by pair, as rows of a Markdown table for a person to judge.

    python bench/duplicates.py FOLDER [--only NAME ...] [--most COUNT]

Each wheel becomes a repository of its own in the folder, with a plan that looks at every class (`roles = ["*"]`) and at every creator, which is more
than a campaign would ask for. Nothing of the packages is installed or run. The last columns are left empty: the verdict is a person's.
"""

import argparse
import json
import subprocess  # noqa: TID251  the program is asked as a user asks it, and its answer may be larger than what `measure` keeps
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.corpus import Part, add_part, git
from bench.duplicate_draws import PARTS

PLAN = """\
[campaign]
name = "duplicates"
packages = {packages}

[[phase]]
id = "classes"
finds = "duplicate-classes"
roles = ["*"]

[[phase]]
id = "factories"
finds = "duplicate-factories"
"""


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, help="where the repositories are made, or were made before")
    parser.add_argument("--only", nargs="*", metavar="NAME", help="some of the packages")
    parser.add_argument(
        "--most",
        type=int,
        metavar="COUNT",
        help="so many rows, the first of each package before the second of any",
    )
    asked = parser.parse_args()
    print("| package | proposed | stays | evidence | verdict | why |\n|---|---|---|---|---|---|")
    shown: list[list[str]] = []
    for part in PARTS:
        if asked.only and part.name not in asked.only:
            continue
        place = asked.folder / part.name
        if not place.exists():
            make_repository(part, place)
        found = findings(place)
        shown.append(list(rows(part, found)))
        tiers = [one["tier"] for one in found]
        counts = ", ".join(f"{tiers.count(tier)} {tier}" for tier in sorted(set(tiers))) or "nothing"
        print(f"{part.name} {part.version}: {counts}", file=sys.stderr, flush=True)
    for row in first_in_turn(shown, asked.most):
        print(row)
    return 0


def first_in_turn(shown: list[list[str]], most: int | None) -> Iterator[str]:
    """The rows of each package in the order of its findings; with a limit no package takes the place of others, however many it has."""
    counts = [len(part) for part in shown]
    places = [(turn, number) for number, count in enumerate(counts) for turn in range(count)]
    kept = sorted(places)[:most]
    yield from (shown[number][turn] for number, turn in sorted((number, turn) for turn, number in kept))


def make_repository(part: Part, place: Path) -> None:
    """The wheel's packages and a plan, in one commit."""
    place.mkdir(parents=True)
    add_part(part, place)
    packages = sorted(entry.parent.name for entry in place.glob("*/__init__.py"))
    if not packages:  # a namespace that several distributions share has no file of its own
        packages = sorted({entry.relative_to(place).parts[0] for entry in place.glob("*/**/*.py")})
    (place / "migration.toml").write_text(PLAN.format(packages=json.dumps(packages)))
    git(place, 0, "init", "--quiet", "--initial-branch=main")
    git(place, 0, "add", "--all", "--force")
    git(place, 0, "commit", "--quiet", "--message=as released")


def findings(place: Path) -> list[dict[str, Any]]:
    """What `migrator findings` says; it ends with 1 where something is open."""
    argv = [sys.executable, "-m", "migrator", "-C", str(place), "findings", "--json"]
    done = subprocess.run(argv, capture_output=True, check=False)
    if done.returncode not in {0, 1}:
        raise SystemExit(f"{place.name}: {done.stderr.decode(errors='replace')}")
    answer: list[dict[str, Any]] = json.loads(done.stdout)["findings"]
    return answer


def rows(part: Part, found: list[dict[str, Any]]) -> Iterator[str]:
    """One row for each pair of the propose tier."""
    for one in found:
        if one["tier"] == "propose":
            first, second = one["names"][:2]
            said = " ".join(one["evidence"][:2]).replace("|", "\\|")
            yield f"| {part.name} | `{first}` | `{second}` | {said} |  |  |"


if __name__ == "__main__":
    sys.exit(main())
