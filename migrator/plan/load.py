"""Bytes of a plan file to a plan, or to an error that says file, line and what to write instead.

The plan is data: nothing of it is executed or resolved here. It is `migration.toml`, or the table `[tool.migrator]` of `pyproject.toml`;
two plans in one tree would be two truths, so that is an error.
"""

from collections.abc import Callable
from typing import Protocol

import msgspec
import tomli

from migrator.errors import PlanError
from migrator.plan.import_linter import CONFIGURATION_FILES, find_contracts
from migrator.plan.parse import campaign_name, parse_plan
from migrator.plan.positions import KeyPath
from migrator.plan.reading import Complaint, Complaints
from migrator.plan.toml_texts import Wanted, complaint_error, parse_toml
from migrator.plan.values import Finds, Phase, Plan

PLAN_FILE = "migration.toml"
PROJECT_FILE = "pyproject.toml"
PLAN_FILES = (PLAN_FILE, PROJECT_FILE, *CONFIGURATION_FILES)
"""All that a plan may be read from, what it refers to included."""

_WANTED = Wanted("a plan", PlanError)


class Found(Protocol):
    """What a repository without a plan holds (the model's `find_packages` says it)."""

    @property
    def packages(self) -> tuple[str, ...]:
        """Top-level packages."""
        ...

    @property
    def source_roots(self) -> tuple[str, ...]:
        """Folders that are on the import path."""
        ...

    @property
    def consumers(self) -> tuple[str, ...]:
        """Files and folders outside the packages that follow."""
        ...


def load_plan(text: bytes, path: str) -> Plan:
    """Read a plan file.

    Args:
        text: The file's bytes.
        path: Its path relative to the root; for a `pyproject.toml` the table `[tool.migrator]` is read.

    Raises:
        PlanError: It is no plan; the detail has one line ``file:line: what is wrong`` for each complaint.
    """
    tables = parse_toml(text, path, _WANTED)
    prefix: KeyPath = ()
    if path.rpartition("/")[2] == PROJECT_FILE:
        prefix = ("tool", "migrator")
        tables = _project_table(tables) or {}
    complaints = Complaints()
    plan = parse_plan(tables, path, complaints)
    if complaints.found:
        raise complaint_error(text.decode("utf-8"), path, complaints.found, _WANTED, prefix)
    return plan


def find_plan(read: Callable[[str], bytes | None]) -> Plan | None:
    """The plan of a tree, or None where it has none.

    Args:
        read: Gives a file's bytes by its path relative to the root, None where there is no such file.

    Raises:
        PlanError: There is a plan that cannot be read, or there are two.
    """
    own = read(PLAN_FILE)
    project = read(PROJECT_FILE)
    in_project = project is not None and _has_project_plan(project)
    if own is not None and in_project:
        raise PlanError(
            f"There are two plans: {PLAN_FILE} and [tool.migrator] in {PROJECT_FILE}",
            hint=f"Keep one of them; {PLAN_FILE} is the usual place.",
        )
    if own is not None:
        return _with_contracts(load_plan(own, PLAN_FILE), own, (), read)
    if project is not None and in_project:
        return _with_contracts(load_plan(project, PROJECT_FILE), project, ("tool", "migrator"), read)
    return None


def default_plan(folder: str, found: Found) -> Plan:
    """The plan where a tree has none: what is exact to find, over every package.

    Args:
        folder: The name of the repository's folder: the campaign is called so.
        found: What the repository holds.
    """
    return Plan(
        name=campaign_name(folder),
        packages=found.packages,
        consumers=found.consumers,
        source_roots=found.source_roots,
        phases=(
            Phase(id="dead-imports", title="Imports that name nothing", finds=Finds.DEAD_IMPORTS),
            Phase(id="import-cycles", title="Circular imports", finds=Finds.IMPORT_CYCLES),
            Phase(id="import-paths", title="One path a name", finds=Finds.IMPORT_PATHS),
        ),
    )


def _with_contracts(plan: Plan, text: bytes, prefix: KeyPath, read: Callable[[str], bytes | None]) -> Plan:
    """The plan with the contracts that its phases refer to."""
    asking = [number for number, phase in enumerate(plan.phases) if phase.layers_from]
    if not asking:
        return plan
    contracts = find_contracts(read)
    if contracts is None:
        path = (*prefix, "phase", asking[0], "layers")
        said = f"there is no configuration of import-linter ({', '.join(CONFIGURATION_FILES)})"
        raise complaint_error(text.decode("utf-8"), plan.path, [Complaint(path, said)], _WANTED)
    phases = (
        msgspec.structs.replace(phase, contracts=contracts) if phase.layers_from else phase
        for phase in plan.phases
    )
    return msgspec.structs.replace(plan, phases=tuple(phases))


def _has_project_plan(text: bytes) -> bool:
    """Whether a project file holds a plan. One that cannot be read holds one only if it mentions it: it may be no concern of ours."""
    if b"migrator" not in text:
        return False
    try:
        return _project_table(tomli.loads(text.decode("utf-8-sig"))) is not None
    except (ValueError, RecursionError):
        return b"tool.migrator" in text


def _project_table(tables: dict[str, object]) -> dict[str, object] | None:
    tool = tables.get("tool")
    table = tool.get("migrator") if isinstance(tool, dict) else None
    return table if isinstance(table, dict) else None
