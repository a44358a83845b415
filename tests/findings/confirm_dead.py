"""Asks Python about each dead name of a repository: run as a script with the repository's folder.

A name that is called dead and can be imported in a fresh interpreter is a contradiction, and the status is 1. Where the module cannot be imported for
another reason (a dependency that is not installed), nothing is said. The repository's code is executed: use it on code that you trust.
"""

import sys
from pathlib import Path

from bench.oracles.dead_names import Verdict, ask
from migrator.analysis import analyse
from migrator.findings.values import DeadImport
from migrator.git.door import open_repository
from migrator.git.state import head
from migrator.model.discovery import find_packages
from migrator.plan.load import default_plan, find_plan
from migrator.source.trees import CommitTree


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
    roots = dict.fromkeys([*(repository.root / place for place in plan.source_roots), repository.root])
    contradictions = 0
    for finding in analyse(tree, plan).broken.findings:
        if isinstance(finding.detail, DeadImport):
            said = ask(Path(sys.executable), roots, finding.detail.target)
            contradictions += said.verdict is Verdict.ALIVE
            site = finding.sites[0]
            sys.stdout.write(
                f"{finding.detail.target}\t{said.verdict}: {said.why}\t{site.path}:{site.line}\n"
            )
    return 1 if contradictions else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
