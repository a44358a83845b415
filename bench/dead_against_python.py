"""A command: the dead imports that are reported in real packages, each asked of a fresh interpreter.

    python -m bench.dead_against_python                             the packages of the table in docs/findings-on-real-packages.md
    python -m bench.dead_against_python tornado==6.6.1:tornado      any others, as requirement:package

It installs each package with all that it depends on into a temporary environment, and imports there what is called dead. It prints a row for each package and
a line for each dead name; it ends with 1 where one is there after all, and where Python cannot say for a reason that is not known.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.oracles.dead_names import Said, Verdict, ask
from bench.oracles.installing import install_to_run
from bench.oracles.models import model_of
from bench.oracles.sources import read_sources
from migrator.findings.context import DetectContext
from migrator.findings.dead_imports import find_dead_imports
from migrator.findings.values import DeadImport, Finding
from migrator.plan.values import Finds, Phase

PACKAGES = (
    "tornado==6.6.1:tornado",
    "twisted==26.10.0:twisted",
    "pydantic==2.14.3:pydantic",
    "sqlalchemy==2.1.9:sqlalchemy",
    "matplotlib==3.11.2:matplotlib",
    "buildbot==4.3.0:buildbot",
    "astropy==8.0.2:astropy",
    "mercurial==7.2.4:mercurial",
    "statsmodels==0.15.0:statsmodels",
    "gevent==26.9.0:gevent",
    "numba==0.68.1:numba",
    "trac==1.6:trac",
    "ansible-core==2.19.14:ansible",
    "dask==2026.8.0:dask",
)
"""Twelve that have some, and two of which some were reported that were not dead."""
_PHASE = Phase(id="dead", title="Dead imports", finds=Finds.DEAD_IMPORTS)


@dataclass(frozen=True)
class Judged:
    """What came of one package."""

    package: str
    modules: int
    uses: int
    findings: tuple[tuple[Finding, Said], ...]

    def count(self, verdict: Verdict) -> int:
        """How many dead names have it."""
        return sum(said.verdict is verdict for _, said in self.findings)


def main(arguments: Sequence[str]) -> int:
    """Judge package by package."""
    parser = argparse.ArgumentParser(prog="python -m bench.dead_against_python")
    parser.add_argument("packages", nargs="*", default=PACKAGES, metavar="NAME==VERSION:PACKAGE")
    print(
        "| package | modules | names taken | dead names | sites | Python has it not | Python has it | cannot be asked |"
    )
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    lines: list[str] = []
    is_right = True
    for asked in parser.parse_args(arguments).packages:
        requirement, _, package = asked.partition(":")
        found = judged(requirement, package or requirement.partition("==")[0])
        print(row(requirement, found), flush=True)
        lines += [line(finding, said) for finding, said in found.findings]
        is_right &= found.count(Verdict.DEAD) == len(found.findings)
    print("\n| dead name | where | what Python says |\n|---|---|---|")
    print("\n".join(lines))
    return 0 if is_right else 1


def judged(requirement: str, package: str) -> Judged:
    """Install a package, look for dead names, and ask Python for each."""
    with tempfile.TemporaryDirectory(prefix="migrator-oracle-") as folder:
        python = install_to_run([requirement], Path(folder) / "venv")
        (root,) = (Path(folder) / "venv").glob("lib/python*/site-packages")
        sources = read_sources(root, (package,))
        model = model_of(sources, (package,))
        context = DetectContext(read=lambda path: sources.texts[path])
        findings = find_dead_imports(model, _PHASE, context).findings
        return Judged(
            package=package,
            modules=len(model.modules),
            uses=len(model.name_uses),
            findings=tuple(
                (finding, ask(python, (), finding.detail.target))
                for finding in findings
                if isinstance(finding.detail, DeadImport)
            ),
        )


def row(requirement: str, found: Judged) -> str:
    """One line of the table."""
    sites = sum(len(finding.sites) for finding, _ in found.findings)
    counts = " | ".join(
        str(found.count(verdict)) for verdict in (Verdict.DEAD, Verdict.ALIVE, Verdict.UNDECIDED)
    )
    return f"| {found.package} ({requirement}) | {found.modules:,} | {found.uses:,} | {len(found.findings)} | {sites} | {counts} |"


def line(finding: Finding, said: Said) -> str:
    """One dead name."""
    site = finding.sites[0]
    return (
        f"| `{finding.id.partition(':')[2]}` | {site.path}:{site.line} | {said.verdict}: {said.why[:160]} |"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
