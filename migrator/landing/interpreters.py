"""Which program a check means, the environment it runs in, and whether imports there come from the worktree.

Two traps are closed here. Bytecode of another run can make a broken import green, so each run has a fresh cache prefix.
And an editable installation can make tests import the user's own checkout, so the worktree is put first on the path and
a probe asks, with the check's own interpreter and options, where the packages would come from.
"""

import contextlib
import functools
import hashlib
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from migrator.git.door import Repository
from migrator.landing.places import our_folder
from migrator.processes import run, scrubbed_environment

_PYTHON = re.compile(r"(python|pypy)[\d.]*(\.exe)?\Z")
_RUNS_PYTHON = re.compile(r"(python|pypy|pytest|py\.test)[\d.]*(\.exe)?\Z")
_PROBE = """
import json, os, site, sys
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
installed = [os.path.dirname(os.__file__), *site.getsitepackages()]
print(json.dumps({"packages": found, "installed": sorted({os.path.realpath(place) for place in installed})}))
"""


class Probed(msgspec.Struct, frozen=True):
    """What a check's Python says of itself.

    Attributes:
        packages: Package of the worktree to the places it would be imported from.
        installed: Folders of the interpreter's own and of installed modules.
    """

    packages: dict[str, list[str]] = {}
    installed: tuple[str, ...] = ()


@contextlib.contextmanager
def check_environment(repo: Repository, ours: Repository, probed: Probed) -> Iterator[dict[str, str]]:
    """The whole environment of one run: nothing of the user's secrets, nothing of another run's bytecode of this code.

    The bytecode folder is fresh; only that of installed modules, which no landing changes, is kept between runs: to compile the standard
    library anew would cost more than most checks.
    """
    with tempfile.TemporaryDirectory(prefix="migrator-check-", ignore_cleanup_errors=True) as scratch:
        temporary, bytecode = Path(scratch) / "tmp", Path(scratch) / "bytecode"
        temporary.mkdir()
        _keep_bytecode(repo, ours, bytecode, probed.installed)
        yield scrubbed_environment(
            {
                "PYTHONPATH": os.pathsep.join(str(folder) for folder in _import_roots(ours.root)),
                "PYTHONPYCACHEPREFIX": str(bytecode),
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


def probe_interpreter(command: Sequence[str], ours: Repository) -> Probed:
    """Ask the command's Python where it would import from; nothing is known of other programs. Nothing of the worktree is executed."""
    probe = _probe_command(command)
    if probe is None:
        return Probed()
    here = "with" if _has_current_folder(command) else "without"
    words = (*probe, "-c", _PROBE, here)
    program = shutil.which(probe[0]) or probe[0]
    installed = _probed(words, ours.root, _stamp([program])).installed
    return _probed((*words, *_packages(ours.root)), ours.root, _stamp([program, *installed]))


@functools.lru_cache(maxsize=64)
def _probed(words: tuple[str, ...], root: Path, stamp: tuple[int, ...]) -> Probed:
    """The answer of one probe; asked again when the interpreter or what is installed for it has changed (`stamp`)."""
    del stamp
    env = scrubbed_environment(
        {
            "PYTHONPATH": os.pathsep.join(str(folder) for folder in _import_roots(root)),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
    )
    try:
        outcome = run(words, cwd=root, env=env, timeout=60)
        return msgspec.json.decode(outcome.output.strip().rpartition(b"\n")[2], type=Probed)
    except (OSError, msgspec.MsgspecError):
        return Probed()


def _stamp(places: Iterable[str]) -> tuple[int, ...]:
    """When each of these last changed; 0 for what is not there."""
    stamps: list[int] = []
    for place in places:
        try:
            stamps.append(Path(place).stat().st_mtime_ns)
        except OSError:
            stamps.append(0)
    return tuple(stamps)


def imports_from_elsewhere(ours: Repository, probed: Probed) -> tuple[str, ...]:
    """The packages of the worktree that the probed Python would import from another place."""
    found = probed.packages
    inside = os.path.realpath(ours.root)
    return tuple(
        f"{name} comes from {next(filter(None, places))}"
        for name, places in sorted(found.items())
        if any(
            place and os.path.commonpath([inside, os.path.realpath(place)]) != inside
            for place in places[:1] or ()
        )
    )


def _keep_bytecode(repo: Repository, ours: Repository, bytecode: Path, installed: Sequence[str]) -> None:
    inside = os.path.realpath(ours.root)
    for folder in installed:
        link = bytecode / Path(folder).relative_to(Path(folder).anchor)
        if os.path.commonpath([inside, folder]) == inside or any(
            parent.is_symlink() for parent in link.parents
        ):
            continue
        kept = our_folder(repo) / "bytecode" / hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
        with contextlib.suppress(OSError):
            kept.mkdir(parents=True, exist_ok=True)
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(kept, target_is_directory=True)


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
