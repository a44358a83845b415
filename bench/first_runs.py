"""First runs on packages that nobody here wrote: a plan is proposed, its first screen is measured, and its first batch is landed.

    python bench/first_runs.py FOLDER [--only NAME ...]

Source archives of pinned versions are downloaded from PyPI and put under git as they were released. For each: `migrator init`; the plan loads;
`migrator status` fits a terminal of 24 lines and 80 columns; the batch that it says to start with lands, verified by an import of the packages
in an environment that has their dependencies (the packages' own test suites would take hours). The table is Markdown; the exit code is 1 where
one of these does not hold.
"""

import argparse
import json
import sys
import tarfile
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from bench.measuring import Cost, measure
from migrator.errors import MigratorError
from migrator.landing.trust import commands_hash
from migrator.plan.load import PLAN_FILE, load_plan
from migrator.plan.values import Plan
from migrator.plan.write import render_plan

ROWS, COLUMNS = 24, 80
PACKAGES = (
    "attrs==26.1.0",
    "celery==5.7.0",
    "django==5.2.8",
    "flask==3.1.3",
    "jinja2==3.1.6",
    "networkx==3.6.1",
    "pytest==9.2.0",
    "requests==2.34.2",
    "scrapy==2.19.0",
    "sqlalchemy==2.1.9",
    "twisted==26.10.0",
    "werkzeug==3.1.9",
)
IDENTITY = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "first run"), ("EMAIL", "first-run@localhost"))
} | {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"}


@dataclass
class FirstRun:
    """What came of one package; ``problems`` is empty where all that is asked holds."""

    package: str
    files: int = 0
    phases: int = 0
    plan_lines: int = 0
    screen: int = 0
    start: str = ""
    landed: str = ""
    check: str = ""
    problems: tuple[str, ...] = ()

    @property
    def row(self) -> str:
        """Its line of the table."""
        cells = (
            self.package.replace("==", " "),
            f"{self.files:,}",
            f"{self.phases} ({self.plan_lines} lines)",
            str(self.screen),
            self.start.replace("|", "\\|"),
            self.landed,
            self.check,
            "; ".join(self.problems) or "holds",
        )
        return f"| {' | '.join(cells)} |"


class FailedStepError(Exception):
    """Raised when something went wrong that the rest of a run depends on."""


def main() -> int:
    """Run them all and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, help="where downloads, environments and repositories go")
    parser.add_argument("--only", nargs="*", metavar="NAME", help="some of the packages")
    asked = parser.parse_args()
    folder = asked.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    print("| package | Python files | phases | first screen | first batch | landed | imports | |")
    print("|---|---:|---:|---:|---|---|---|---|", flush=True)
    runs = []
    for package in PACKAGES:
        if not asked.only or package.partition("==")[0] in asked.only:
            runs.append(first_run(package, folder))
            print(runs[-1].row, flush=True)
    bad = sum(bool(run.problems) for run in runs)
    print(f"\n{len(runs) - bad} of {len(runs)} hold", flush=True)
    return 1 if bad else 0


def first_run(package: str, folder: Path) -> FirstRun:
    """A package from its archive to its first landed batch."""
    told = FirstRun(package)
    try:
        root = repository(package, folder)
        environment = environment_for(package, folder)
        propose(root, told)
        commit_plan(root, environment)
        look(root, told)
        land(root, told)
    except FailedStepError as error:
        told.problems += (str(error),)
    return told


def repository(package: str, folder: Path) -> Path:
    """The package's source archive under git, as released."""
    name = package.partition("==")[0]
    archive = archive_of(package, folder / "downloads")
    root = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=folder)) / name
    with tarfile.open(archive) as source:
        source.extractall(root.parent / "unpacked", filter="data")
    (unpacked,) = (root.parent / "unpacked").iterdir()
    unpacked.rename(root)
    git(root, "init", "--quiet", "--initial-branch=main")
    git(root, "add", "--all", "--force")
    git(root, "commit", "--quiet", "--message=as released")
    return root


def archive_of(package: str, downloads: Path) -> Path:
    """The source archive, downloaded where it is not there yet."""
    name, _, version = package.partition("==")
    found = list(downloads.glob(f"{name}-{version}.tar.gz"))
    if not found:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", name]
        step([*pip, "--dest", str(downloads), package], downloads.parent)
        found = list(downloads.glob(f"{name}-{version}.tar.gz"))
    return found[0]


def environment_for(package: str, folder: Path) -> Path:
    """An interpreter that has what the package needs; made once."""
    place = folder / "environments" / package.replace("==", "-")
    if not (place / ".made").exists():
        step([sys.executable, "-m", "venv", str(place)], folder)
        step([str(place / "bin" / "python"), "-m", "pip", "install", "--quiet", package], folder)
        (place / ".made").touch()
    return place / "bin" / "python"


def propose(root: Path, told: FirstRun) -> None:
    """`migrator init`: it writes a plan that loads, and leads with a screen that fits."""
    cost = migrator(root, "init")
    if cost.returncode:
        raise FailedStepError(f"init ends with {cost.returncode}: {last(cost)}")
    plan = read_plan(root)
    told.phases, told.plan_lines = len(plan.phases), (root / PLAN_FILE).read_text("utf-8").count("\n")
    screen = cost.output.partition("\nwritten to ")[0].rstrip("\n")
    if rows(screen) > ROWS:
        told.problems += (f"init leads with {rows(screen)} lines",)


def commit_plan(root: Path, python: Path) -> None:
    """The plan with nothing but the import of the packages as its check, run by that interpreter."""
    plan = read_plan(root)
    smoke = tuple(
        replace(check, run=(str(python), *check.run[1:])) for check in plan.checks if check.name == "imports"
    )
    (root / PLAN_FILE).write_text(render_plan(replace(plan, checks=smoke), {}), "utf-8")
    git(root, "add", PLAN_FILE)
    git(root, "commit", "--quiet", "--message=Plan the campaign")


def look(root: Path, told: FirstRun) -> None:
    """`migrator status`: it fits, and says where to start."""
    cost = migrator(root, "status")
    told.screen = rows(cost.output.rstrip("\n"))
    if cost.returncode not in {0, 1}:
        raise FailedStepError(f"status ends with {cost.returncode}: {last(cost)}")
    if told.screen > ROWS:
        told.problems += (f"status takes {told.screen} lines",)
    status = answer(migrator(root, "status", "--json"))
    told.files = status["analysed"]["files"]
    if status["start"] is None:
        raise FailedStepError("nothing to start with")
    told.start = f"`{status['start']['batch']}` {status['start']['title']}"


def land(root: Path, told: FirstRun) -> None:
    """The batch that the first screen names lands."""
    batch = told.start.partition("`")[2].partition("`")[0]
    digest = commands_hash(read_plan(root).checks, ())
    view = answer(migrator(root, "apply", batch, "--yes", "--trust", digest, "--json"))
    if not view["landed"]:
        refusal = next(iter(view["refused"].values()))
        raise FailedStepError(f"{batch} does not land: {refusal['title']} {refusal['detail']}"[:300])
    told.landed = git(root, "log", "-1", "--shortstat", "--format=", read_plan(root).branch).output.strip()
    told.check = ", ".join(check["result"] for check in view["landed"][0]["checks"]) or "none"


def read_plan(root: Path) -> Plan:
    """The plan as it is in the file."""
    try:
        return load_plan((root / PLAN_FILE).read_bytes(), PLAN_FILE)
    except MigratorError as error:
        raise FailedStepError(f"the plan does not load: {error.title} {error.detail}") from error


def rows(text: str) -> int:
    """How many rows of the terminal a text takes."""
    return sum(max(1, -(-len(line) // COLUMNS)) for line in text.split("\n"))


def migrator(root: Path, *arguments: str) -> Cost:
    """Run the program as a user does."""
    return measure(
        [sys.executable, "-m", "migrator", "-C", str(root), *arguments], cwd=root.parent, env=IDENTITY
    )


def answer(cost: Cost) -> Mapping[str, Any]:
    """The JSON of an answer."""
    try:
        found = json.loads(cost.output.strip().rpartition("\n")[2])
    except ValueError as error:
        raise FailedStepError(f"no answer: {last(cost)}") from error
    return dict(found)


def last(cost: Cost) -> str:
    """The end of what it said."""
    return " ".join(cost.output.split())[-300:]


def git(root: Path, *arguments: str) -> Cost:
    """Run git under a fixed identity."""
    return step(["git", *arguments], root)


def step(argv: list[str], folder: Path) -> Cost:
    """Run a program that has to succeed."""
    cost = measure(argv, cwd=folder, env=IDENTITY)
    if cost.returncode:
        raise FailedStepError(f"{' '.join(argv[:4])} failed: {last(cost)}")
    return cost


if __name__ == "__main__":
    sys.exit(main())
