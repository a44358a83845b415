"""Which program a check means, the environment it runs in, and whether imports there come from the worktree.

Two traps are closed here. Bytecode of another run can make a broken import green, so each run has a fresh cache prefix.
And an editable installation can make tests import the user's own checkout, so the worktree is put first on the path and
a probe asks, with the check's own interpreter and options, where the packages would come from.
"""

import contextlib
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from migrator.git.door import Repository
from migrator.processes import run, scrubbed_environment

_PYTHON = re.compile(r"(python|pypy)[\d.]*(\.exe)?\Z")
_RUNS_PYTHON = re.compile(r"(python|pypy|pytest|py\.test)[\d.]*(\.exe)?\Z")
_PROBE = """
import json, sys
from importlib.util import find_spec
if sys.argv[1] == "without":
    sys.path[:] = [place for place in sys.path if place]
found = {}
for name in sys.argv[2:]:
    try:
        spec = find_spec(name)
    except (ImportError, ValueError):
        continue
    if spec is not None:
        found[name] = [spec.origin or "", *(spec.submodule_search_locations or ())]
print(json.dumps(found))
"""


@contextlib.contextmanager
def check_environment(ours: Repository) -> Iterator[dict[str, str]]:
    """The whole environment of one run: nothing of the user's secrets, nothing of another run's bytecode."""
    with tempfile.TemporaryDirectory(prefix="migrator-check-", ignore_cleanup_errors=True) as scratch:
        temporary = Path(scratch) / "tmp"
        temporary.mkdir()
        yield scrubbed_environment(
            {
                "PYTHONPATH": os.pathsep.join(str(folder) for folder in _import_roots(ours.root)),
                "PYTHONPYCACHEPREFIX": str(Path(scratch) / "bytecode"),
                "PYTHONHASHSEED": "0",
                "TMPDIR": str(temporary),
                "TEMP": str(temporary),
                "TMP": str(temporary),
            }
        )


def resolved(command: Sequence[str], repo: Repository, ours: Repository) -> tuple[str, ...]:
    """The command with its program found: a path is looked up in the worktree, then in the user's checkout."""
    program, *rest = command
    if "/" in program and not Path(program).is_absolute():
        places = [root / program for root in (ours.root, repo.root)]
        program = next((str(place) for place in places if place.exists()), program)
    elif shutil.which(program) is None and _PYTHON.match(program):
        program = shutil.which("python3") or sys.executable
    return (program, *rest)


def imports_from_elsewhere(command: Sequence[str], ours: Repository, env: dict[str, str]) -> tuple[str, ...]:
    """The packages of the worktree that this command's Python would import from another place; none for other programs."""
    packages = _packages(ours.root)
    probe = _probe_command(command)
    if not packages or probe is None:
        return ()
    try:
        here = "with" if _has_current_folder(command) else "without"
        outcome = run([*probe, "-c", _PROBE, here, *packages], cwd=ours.root, env=env, timeout=60)
        found = msgspec.json.decode(outcome.output.strip().rpartition(b"\n")[2], type=dict[str, list[str]])
    except (OSError, msgspec.MsgspecError):
        return ()
    inside = os.path.realpath(ours.root)
    return tuple(
        f"{name} comes from {next(filter(None, places))}"
        for name, places in sorted(found.items())
        if any(
            place and os.path.commonpath([inside, os.path.realpath(place)]) != inside
            for place in places[:1] or ()
        )
    )


def _import_roots(root: Path) -> list[Path]:
    return [folder for folder in (root, root / "src", root / "lib") if folder.is_dir()]


def _packages(root: Path) -> list[str]:
    builtin = set(sys.builtin_module_names)
    found = {
        marker.parent.name
        for folder in _import_roots(root)
        for marker in sorted(folder.glob("*/__init__.py"))
    }
    return sorted(name for name in found if name.isidentifier() and name not in builtin)


def _has_current_folder(command: Sequence[str]) -> bool:
    """Whether Python puts the current folder on its path: for `-c` and `-m`, and not for a script."""
    return bool(_PYTHON.match(Path(command[0]).name)) and any(word in {"-c", "-m"} for word in command[1:])


def _probe_command(command: Sequence[str]) -> list[str] | None:
    program = Path(command[0]).name
    if not _RUNS_PYTHON.match(program):
        return None
    if not _PYTHON.match(program):
        beside = Path(command[0]).with_name("python")
        return [str(beside)] if beside.exists() else [shutil.which("python3") or sys.executable]
    options = []
    for word in command[1:]:
        if not word.startswith("-") or word in {"-", "-c", "-m"}:
            break
        options.append(word)
    return [command[0], *options]
