"""The built-in check of imports: every module of the plan's packages, imported by itself, before and after.

Many modules of a real repository cannot be imported by themselves, for want of a setting or an optional dependency. So a module counts against a batch
only where it could be imported at the base. One that the base does not have counts too, unless it fails as a module of the base did: then it
is likely the same code at another place.
"""

import os
import re
from collections.abc import Sequence
from pathlib import Path

import msgspec

from migrator.git.door import Repository
from migrator.git.objects import SYMLINK, list_tree
from migrator.landing.values import CheckOutcome
from migrator.model.modules import module_table
from migrator.model.values import ModuleRole
from migrator.plan.values import Imports, Plan
from migrator.processes import Outcome

MODULE_SECONDS = 60.0
"""How long one module may take."""
SHOWN = 20
"""How many modules a result names; the log has all of them."""

_DRIVER = Path(__file__).with_name("import_driver.py")
"""Read, never imported: it is a program of its own."""
_FAILED = re.compile(r"^ERROR: (\S+)\n    (.*)$", re.MULTILINE)
_ELSEWHERE = re.compile(r"^ELSEWHERE: (\S+)\n    (.*)$", re.MULTILINE)
_END = re.compile(r"^imported (\d+) of (\d+) modules\s*\Z", re.MULTILINE)


def modules_of(repo: Repository, tree: str, imports: Imports) -> tuple[str, ...]:
    """The modules of a tree that are imported; to import a `__main__` would be to run a program, so it is left out."""
    paths = (os.fsdecode(entry.path) for entry in list_tree(repo, tree) if entry.mode != SYMLINK)
    plan = Plan(
        name="", packages=imports.packages, source_roots=imports.source_roots, exclude=imports.exclude
    )
    return tuple(
        module.name
        for module in module_table(paths, plan).modules.values()
        if module.role is ModuleRole.PACKAGE
        and module.is_importable
        and not module.is_namespace
        and module.name.rpartition(".")[2] != "__main__"
        and (not imports.scope or f"{module.name}.".startswith(tuple(f"{top}." for top in imports.scope)))
    )


def driving(modules: Sequence[str], imports: Imports, root: Path) -> tuple[tuple[str, ...], bytes]:
    """The arguments of the interpreter, and what it reads."""
    roots = [str(root / folder) if folder else str(root) for folder in imports.source_roots]
    asked = {
        "modules": modules,
        "root": str(root),
        "roots": roots,
        "seconds": MODULE_SECONDS,
        "jobs": _cores(),
    }
    text = _DRIVER.read_text(encoding="utf-8")
    return ("-c", text), msgspec.json.encode(asked)


def verdict_of_imports(outcome: Outcome) -> CheckOutcome:
    """What a run proves. Where no module at all can be imported, the interpreter lacks what they need and nothing is proved."""
    if outcome.timed_out:
        return CheckOutcome.RED
    text = _text(outcome)
    end = _END.search(text)
    if end is None:
        return CheckOutcome.UNRUNNABLE
    if end.group(1) == "0" or _ELSEWHERE.search(text):
        return CheckOutcome.HOLLOW
    return CheckOutcome.GREEN if end.group(1) == end.group(2) else CheckOutcome.RED


def failed_imports(outcome: Outcome) -> tuple[str, ...]:
    """``module: error`` of each that cannot be imported, sorted."""
    return tuple(sorted(f"{name}: {error}" for name, error in _FAILED.findall(_text(outcome))))


def said_of_imports(outcome: Outcome) -> str:
    """What a person reads of a run."""
    text = _text(outcome)
    end, elsewhere = _END.search(text), _ELSEWHERE.findall(text)
    if end is None:
        return text.strip()[-4000:]
    if elsewhere:
        return "It would not test this tree:\n" + listed(
            [f"{name} comes from {file}" for name, file in elsewhere]
        )
    failed = failed_imports(outcome)
    if end.group(2) == "0":
        return "there is no module to import"
    if not failed:
        return f"all {end.group(2)} modules can be imported"
    return f"{len(failed)} of {end.group(2)} modules cannot be imported:\n{listed(failed)}"


def new_failures(
    candidate: Sequence[str], base: Sequence[str], modules_of_base: Sequence[str]
) -> tuple[str, ...]:
    """Those of a candidate's failures that count against it.

    Args:
        candidate: As `failed_imports` gives them.
        base: Those of the base.
        modules_of_base: Every module of the base.
    """
    known = {_module(failure) for failure in base}
    errors = {failure.partition(": ")[2] for failure in base}
    there = frozenset(modules_of_base)
    return tuple(
        failure
        for failure in candidate
        if _module(failure) not in known
        and (_module(failure) in there or failure.partition(": ")[2] not in errors)
    )


def listed(lines: Sequence[str]) -> str:
    """Lines for people, the first of many."""
    rest = [f"  and {len(lines) - SHOWN} more"] if len(lines) > SHOWN else []
    return "\n".join([*(f"  {line}" for line in lines[:SHOWN]), *rest])


def _module(failure: str) -> str:
    return failure.partition(": ")[0]


def _text(outcome: Outcome) -> str:
    return outcome.output.decode("utf-8", "replace")


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
