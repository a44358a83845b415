"""After a crash: what was begun is either as before or is completed, and every line says which.

A landing that did not move its refs has changed nothing; its temporary branch and worktree registration go. A follow or a write into the
working tree that was cut off is completed for files that equal the old or the new ones, and the rest is listed.
"""

import contextlib
import os
from pathlib import Path

from migrator.errors import BusyError, MigratorError
from migrator.git.door import Repository, open_repository
from migrator.git.history import commit_of
from migrator.git.objects import has_commit, is_ancestor
from migrator.git.refs import delete_ref, read_ref
from migrator.git.state import head
from migrator.interrupts import held_back
from migrator.landing.checkout import Advance, advance_checkout, held_index, holds_index
from migrator.landing.journal import Entry, note, unfinished
from migrator.landing.locks import landing_lock
from migrator.landing.places import worktree_path
from migrator.landing.workplace import park
from migrator.landing.write import WRITE, drop_forgotten, expect_no_interrupted_write, recover_write

_FOLLOW = "follow-begun"


def recover(repo: Repository) -> tuple[str, ...]:
    """Bring everything that was interrupted to an end.

    Returns:
        What was found and done, a line each; nothing where there was nothing to do.

    Raises:
        JournalDamagedError: The journal cannot be read; nothing was changed.
        BusyError: A landing is under way.
    """
    with landing_lock(repo):
        return recover_locked(repo)


def recover_locked(repo: Repository) -> tuple[str, ...]:
    """As `recover`, for callers that hold the landing lock."""
    said: list[str] = []
    for group in unfinished(repo):
        said.extend(_HOW.get(group[0].event, _recover_landing)(repo, group))
    drop_forgotten(repo)
    return tuple(said)


def expect_recovered(repo: Repository) -> tuple[str, ...]:
    """Clean up after interrupted landings; refuse while a checkout is half-way.

    Raises:
        BusyError: A follow or a write was cut off; the user decides when files of theirs are written.
    """
    expect_no_interrupted_write(repo)
    if any(group[0].event == _FOLLOW for group in unfinished(repo)):
        raise BusyError(
            "Following was interrupted in a checkout of this repository", hint="Run: migrator recover"
        )
    return recover_locked(repo)


def _recover_landing(repo: Repository, group: tuple[Entry, ...]) -> list[str]:
    facts = {name: value for entry in group for name, value in entry.facts.items()}
    batch, commit, ref = facts.get("batch", ""), facts.get("commit", ""), facts.get("ref", "")
    _drop_temporary(repo, facts.get("temporary", ""), facts.get("base", ""))
    with contextlib.suppress(OSError):
        park(repo, worktree_path(repo, facts.get("campaign", "")))
    at = read_ref(repo, ref) if ref else None
    if commit and at is not None and has_commit(repo, commit) and is_ancestor(repo, commit, at):
        note(repo, group[0].transaction, "landed", {"commit": commit, "ref": ref})
        return [f"{batch} had landed as {commit[:10]} on {ref}; nothing to do"]
    note(repo, group[0].transaction, "rolled-back", {"why": "interrupted"})
    kept = f"; its commit is kept for a while: git branch rescued {commit}" if commit else ""
    return [f"{batch} had not landed; the repository is as before{kept}"]


def _drop_temporary(repo: Repository, ref: str, base: str) -> None:
    """Delete the temporary branch if it is ours: at the base, or at the one commit made on it."""
    at = read_ref(repo, ref) if ref else None
    if at is not None and (at == base or commit_of(repo, at).parents[:1] == (base,)):
        delete_ref(repo, ref, expected_old=at, reason="migrator: recover")


def _recover_follow(repo: Repository, group: tuple[Entry, ...]) -> list[str]:
    first = group[0]
    facts = first.facts
    advance = Advance(branch=facts["branch"], pending=facts["pending"], old=facts["old"], new=facts["new"])
    there = _checkout(repo, Path(facts["root"]))
    short = advance.branch.removeprefix("refs/heads/")
    if there is None:
        note(repo, first.transaction, "recovered", {"how": "gone"})
        return [f"the checkout {facts['root']} is gone; {short} is as it was"]
    if not holds_index(there, first.transaction) and not _is_still_there(there, advance):
        note(repo, first.transaction, "recovered", {"how": "moved on"})
        return [f"{there.root} is not at {short} any more; it was left as it is"]
    with held_back(), held_index(there, first.transaction):
        rest = advance_checkout(there, advance)
    note(
        repo,
        first.transaction,
        "recovered",
        {"how": "completed", "rest": "\n".join(rest).encode("ascii", "replace").decode()},
    )
    lines = [f"{short} and {there.root} are at {advance.new[:10]} now"]
    return lines + [f"{path} is neither the old nor the new file; it was left as it is" for path in rest]


def _is_still_there(there: Repository, advance: Advance) -> bool:
    where = head(there)
    return where.branch == advance.branch and where.commit in {advance.old, advance.new}


def _checkout(repo: Repository, root: Path) -> Repository | None:
    if os.path.realpath(root) == os.path.realpath(repo.root):
        return repo
    try:
        return open_repository(root, observe=repo.observe)
    except MigratorError:
        return None


_HOW = {_FOLLOW: _recover_follow, WRITE: recover_write}
