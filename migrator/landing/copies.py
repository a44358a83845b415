"""What a check needs and git does not have: files that are ignored, and therefore missing in the worktree.

A suite that lacks its fixtures or settings often skips itself and reports green. So what is ignored in the checkout is named wherever a check is reported, and a check can ask for
copies. They are copies: a suite may write to what it finds, and a link would lead it to the user's own files.
"""

import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from migrator.errors import RefusedError
from migrator.git.door import Repository
from migrator.plan.values import Check
from migrator.source.writing import place_inside

SHOWN = 8

_OF_TOOLS = frozenset(
    {"__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis", ".tox", ".nox", ".import_linter_cache", ".grimp_cache"}
)  # fmt: skip


def missing_said(repo: Repository, checks: Sequence[Check]) -> tuple[str, ...]:
    """A line that names what is ignored in the checkout and therefore not there for a check; none where there is nothing."""
    copied = {path.rstrip("/") for check in checks for path in check.copies}
    found = [path for path in _ignored(repo) if path.rstrip("/") not in copied]
    if not found or not checks:
        return ()
    more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    names = ", ".join(found[:SHOWN])
    return (f"the checks ran without what git ignores: {names}{more} (`copies` of a check brings copies)",)


def bring_copies(repo: Repository, ours: Repository, check: Check) -> None:
    """Copy what a check asks for from the checkout into the worktree; nothing that is there already is replaced, and links are left out.

    Raises:
        RefusedError: It is not there, is tracked, or leads through a link or out of the repository.
    """
    for path in check.copies:
        source, target = place_inside(repo.root, path), place_inside(ours.root, path)
        if not source.exists():
            raise RefusedError(
                f"{path} is to be copied for the check '{check.name}' and is not in the checkout"
            )
        if source.is_file():
            if target.exists():
                raise RefusedError(f"{path} is to be copied for the check '{check.name}', but git has it")
            _copy(source, target)
            continue
        for file in _files_below(source):
            relative = file.relative_to(repo.root)
            place = place_inside(ours.root, relative.as_posix())
            if not place.exists():
                _copy(file, place)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(source, target, follow_symlinks=False)


def _files_below(folder: Path) -> Iterator[Path]:
    """Plain files; no link is followed."""
    for parent, _, names in os.walk(folder, followlinks=False):
        for name in sorted(names):
            path = Path(parent) / name
            if path.is_file() and not path.is_symlink():
                yield path


def _ignored(repo: Repository) -> list[str]:
    """What git ignores in the checkout, whole folders as one; what tools leave behind is left out."""
    listing = repo.git("ls-files", "--others", "--ignored", "--exclude-standard", "--directory", "-z")
    paths = (os.fsdecode(path) for path in listing.split(b"\0") if path)
    return sorted(
        path
        for path in paths
        if not path.endswith(".pyc") and _OF_TOOLS.isdisjoint(path.rstrip("/").split("/"))
    )
