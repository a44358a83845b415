"""Whether a name that is called dead is there after all: a fresh interpreter imports it. The code of the package is executed, in an environment of its own."""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory

from migrator.model.values import Symbol
from migrator.processes import run

_SECONDS = 120
JUDGE = """
import importlib, json, sys, warnings
warnings.simplefilter("ignore")
module, name, answer = sys.argv[1:]

def said(verdict, why):
    json.dump([verdict, why], open(answer, "w"))
    raise SystemExit

def is_of(error, dotted):
    missing = getattr(error, "name", None) or ""
    return isinstance(error, ModuleNotFoundError) and bool(missing) and (dotted + ".").startswith(missing + ".")

try:
    found = importlib.import_module(module)
except BaseException as error:
    why = type(error).__name__ + ": " + str(error)
    said("dead" if is_of(error, module) else "undecided", why)
if not name or hasattr(found, name):
    said("alive", "it can be imported")
try:
    importlib.import_module(module + "." + name)
except BaseException as error:
    whole = module + "." + name
    why = type(error).__name__ + ": " + str(error)
    said("dead" if is_of(error, whole) else "undecided", "it has no attribute " + name + "; " + why)
said("alive", "it is a submodule")
"""


class Verdict(StrEnum):
    """What the interpreter says of a dead name."""

    DEAD = "dead"
    ALIVE = "alive"
    UNDECIDED = "undecided"
    """The module cannot be imported for another reason."""


@dataclass(frozen=True)
class Said:
    """The verdict, and in what words."""

    verdict: Verdict
    why: str


def ask(python: Path, roots: Iterable[Path], target: Symbol | str) -> Said:
    """Ask a fresh interpreter for a name or module.

    Args:
        python: The interpreter.
        roots: Folders that it imports from, beside its own.
        target: What is called dead.
    """
    module, name = (target.module, target.name) if isinstance(target, Symbol) else (target, "")
    with TemporaryDirectory(prefix="migrator-oracle-") as folder:
        answer, program = Path(folder) / "answer.json", Path(folder) / "judge.py"
        program.write_text(JUDGE)
        env = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, roots)), "PYTHONDONTWRITEBYTECODE": "1"}
        ran = run(
            [str(python), str(program), module, name, str(answer)],
            cwd=Path(folder),
            env=env,
            timeout=_SECONDS,
        )
        if not answer.is_file():
            said = ran.output.decode(errors="replace").strip()[-200:]
            return Said(Verdict.UNDECIDED, f"no answer: {said}")
        verdict, why = json.loads(answer.read_text())
    return Said(Verdict(verdict), " ".join(why.split()))
