"""A command: what the resolver says of real packages, against the objects that Python finds.

    python -m bench.resolver_against_python                        the packages of the table in docs/oracles.md
    python -m bench.resolver_against_python flask==3.1.3:flask     any others, as requirement:package

It installs each package with all that it depends on into a temporary environment, and imports it there. It prints a row for each package and every
name that the resolver calls unknown with its reason; it ends with 1 where an object is another one, or where more than 5 % are unknown.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from bench.oracles.installing import install_to_run
from bench.oracles.objects import Judgement, judge

PACKAGES = (
    "django==5.2.8:django",
    "sqlalchemy==2.1.9:sqlalchemy",
    "networkx==3.6.1:networkx",
    "celery==5.7.0:celery",
    "scrapy==2.19.0:scrapy",
    "flask==3.1.3:flask",
    "flask==3.1.3:werkzeug",
    "rich==14.2.0:rich",
    "twisted==26.10.0:twisted",
)
MOST_UNKNOWN = 0.05
EXPLAINED = {
    "twisted.test:proto_helpers": "deprecatedModuleAttribute puts a proxy into sys.modules in the module's place; the package keeps the module",
}
"""Names that are what the resolver says, and of which Python has two objects all the same."""
_SHOWN = 12


def main(arguments: list[str]) -> int:
    """Judge package by package."""
    parser = argparse.ArgumentParser(prog="python -m bench.resolver_against_python")
    parser.add_argument("packages", nargs="*", default=PACKAGES, metavar="NAME==VERSION:PACKAGE")
    is_right = True
    print("| package | names taken | claims | imported | agreed | another object | unknown |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    notes: list[str] = []
    for asked in parser.parse_args(arguments).packages:
        requirement, _, package = asked.partition(":")
        with tempfile.TemporaryDirectory(prefix="migrator-oracle-") as folder:
            python = install_to_run([requirement], Path(folder) / "venv")
            (root,) = (Path(folder) / "venv").glob("lib/python*/site-packages")
            found = judge(root, package or requirement.partition("==")[0], python)
        print(row(requirement, found), flush=True)
        wrong = [(use, places) for use, places in found.wrong if use not in EXPLAINED]
        is_right &= not wrong and found.unknown_share <= MOST_UNKNOWN and found.imported > 0
        notes += [f"{package}: {use} is not what lies at {', '.join(places)}" for use, places in wrong]
        notes += [f"{package}: {use}: {EXPLAINED[use]}" for use, _ in found.wrong if use in EXPLAINED]
        notes += [f"{package}: unknown: {path}: {reason}" for path, reason in found.unknown[:_SHOWN]]
        if len(found.unknown) > _SHOWN:
            notes.append(f"{package}: unknown: {len(found.unknown) - _SHOWN} more")
    print("\n" + "\n".join(notes))
    return 0 if is_right else 1


def row(requirement: str, found: Judgement) -> str:
    """One line of the table."""
    return (
        f"| {found.package} ({requirement}) | {found.taken:,} | {found.claims:,} | {found.imported:,} | {found.agreed:,} "
        f"| {len(found.wrong)} | {len(found.unknown)} ({found.unknown_share:.1%}) |"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
