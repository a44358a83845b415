"""Asks Python about each dead name of a repository: run as a script with the repository's folder.

A name that is called dead and can be imported in a fresh interpreter is a contradiction, and the status is 1. Where the module cannot be imported for
another reason (a dependency that is not installed), nothing is said. The repository's code is executed: use it on code that you trust.
"""

import os
import subprocess  # noqa: TID251  a fresh interpreter is the judge of what can be imported
import sys
import tempfile
from pathlib import Path

from migrator.analysis import analyse
from migrator.findings.values import DeadImport
from migrator.git.door import open_repository
from migrator.git.state import head
from migrator.model.discovery import find_packages
from migrator.model.values import Symbol
from migrator.plan.load import default_plan, find_plan
from migrator.plan.values import Plan
from migrator.source.trees import CommitTree

_SECONDS = 60
_CONTRADICTION = 3
_ASK = """
import importlib, sys
module, name = sys.argv[1:]
try:
    found = importlib.import_module(module)
except ImportError as error:
    missing = error.name or ""
    print("dead: " if missing and (module + ".").startswith(missing + ".") else "unknown: ", error)
    raise SystemExit
except BaseException as error:
    print("unknown: ", type(error).__name__, error)
    raise SystemExit
if name and not hasattr(found, name):
    try:
        importlib.import_module(module + "." + name)
    except ImportError as error:
        print("dead: ", error)
        raise SystemExit
print("ALIVE")
raise SystemExit(3)
"""


def main(folder: Path) -> int:
    """Ask about every dead name; 1 where Python has one of them."""
    repository = open_repository(folder)
    commit = head(repository).commit
    if commit is None:
        sys.exit("there is no commit yet")
    tree = CommitTree(repository, commit)
    entries = tree.entries()
    plan = find_plan(lambda path: tree.read(path) if path in entries else None) or default_plan(
        repository.root.name, find_packages(tuple(entries), read=tree.read_many)
    )
    contradictions = 0
    for finding in analyse(tree, plan).broken.findings:
        if isinstance(finding.detail, DeadImport):
            said, is_alive = ask(repository.root, plan, finding.detail.target)
            contradictions += is_alive
            site = finding.sites[0]
            sys.stdout.write(f"{finding.detail.target}\t{said}\t{site.path}:{site.line}\n")
    return 1 if contradictions else 0


def ask(root: Path, plan: Plan, target: Symbol | str) -> tuple[str, bool]:
    """What a fresh interpreter says of a name or module, and whether it has it."""
    module, name = (target.module, target.name) if isinstance(target, Symbol) else (target, "")
    roots = dict.fromkeys([*(root / place for place in plan.source_roots), root])
    with tempfile.TemporaryDirectory() as here:
        done = subprocess.run(
            [sys.executable, "-B", "-c", _ASK, module, name],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, roots))},
            cwd=here,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
    return done.stdout.strip() or done.stderr.strip()[-200:], done.returncode == _CONTRADICTION


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
