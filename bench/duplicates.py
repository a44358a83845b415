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

PARTS = (
    Part("ansible-core", "2.19.14", is_wheel=True),
    Part("buildbot", "4.3.0", is_wheel=True),
    Part("distributed", "2026.8.0", is_wheel=True),
    Part("great-expectations", "1.24.1", is_wheel=True),
    Part("kombu", "5.7.0", is_wheel=True),
    Part("langchain-classic", "1.0.8", is_wheel=True),
    Part("mlflow", "3.18.0", is_wheel=True),
    Part("nova", "34.0.0", is_wheel=True),
    Part("prefect", "3.9.1", is_wheel=True),
    Part("pymongo", "4.20.1", is_wheel=True),
    Part("redis", "8.1.0", is_wheel=True),
    Part("wagtail", "8.0.1", is_wheel=True),
    Part("websockets", "17.4", is_wheel=True),
    # the second draw: asked for after the first thirteen had been judged and the rules changed
    Part("beets", "2.14.1", is_wheel=True),
    Part("cinder", "29.0.0", is_wheel=True),
    Part("dagster", "1.13.29", is_wheel=True),
    Part("dbt-core", "1.12.6", is_wheel=True),
    Part("elasticsearch", "9.5.1", is_wheel=True),
    Part("haystack-ai", "3.4.1", is_wheel=True),
    # the third: after these
    Part("apache-airflow-core", "3.3.2", is_wheel=True),
    Part("keystone", "30.0.0", is_wheel=True),
    Part("litellm", "1.110.2", is_wheel=True),
    Part("neutron", "29.0.0", is_wheel=True),
    Part("nltk", "3.10.4", is_wheel=True),
    Part("zenml", "0.98.0", is_wheel=True),
    # the fourth
    Part("apache-superset", "6.1.0", is_wheel=True),
    Part("bokeh", "3.10.2", is_wheel=True),
    Part("discord.py", "2.7.1", is_wheel=True),
    Part("dvc", "3.67.1", is_wheel=True),
    Part("ironic", "39.0.0", is_wheel=True),
    # the fifth, after the last change of the rules
    Part("glance", "33.0.0", is_wheel=True),
    Part("manila", "23.0.1", is_wheel=True),
    Part("mitmproxy", "12.3.1", is_wheel=True),
    Part("openai", "3.57.0", is_wheel=True),
    # the fresh draw: chosen before any of them was looked at, after the rules as they then were
    Part("apache-beam", "2.77.0", is_wheel=True),
    Part("awscli", "1.46.2", is_wheel=True),
    Part("checkov", "3.3.30", is_wheel=True),
    Part("designate", "23.0.0", is_wheel=True),
    Part("diffusers", "0.42.1", is_wheel=True),
    Part("django-cms", "5.1.3", is_wheel=True),
    Part("feast", "0.67.0", is_wheel=True),
    Part("freqtrade", "2026.9", is_wheel=True),
    Part("kedro", "1.7.0", is_wheel=True),
    Part("localstack-core", "2026.3.0", is_wheel=True),
    Part("metaflow", "2.19.39", is_wheel=True),
    Part("moto", "5.2.5", is_wheel=True),
    Part("octavia", "19.0.0", is_wheel=True),
    Part("pretix", "2026.8.0", is_wheel=True),
    Part("pydicom", "3.0.2", is_wheel=True),
    Part("scapy", "2.8.0", is_wheel=True),
    Part("sentry-sdk", "2.75.0", is_wheel=True),
    Part("spyder", "6.1.8", is_wheel=True),
    Part("weblate", "2026.10.1", is_wheel=True),
    # after the changes that the fresh draw led to; named before any of them was looked at, too
    Part("barbican", "23.0.0", is_wheel=True),
    Part("jupyter-server", "2.21.1", is_wheel=True),
    Part("llama-index-core", "0.14.25", is_wheel=True),
    Part("matrix-synapse", "1.163.2", is_wheel=True),
    Part("pulpcore", "3.123.1", is_wheel=True),
    Part("trove", "26.0.0", is_wheel=True),
)
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
