"""Refs, moved only by compare-and-swap and always under their full names.

Several refs move in one transaction, so that a landing leaves all of them as before or as after. git's own hook for
transactions does not run here: the user's hooks have their say at the commit, before anything moves.
"""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from migrator.errors import BusyError, RefMovedError, UsageError
from migrator.git.door import Repository, failure


@dataclass(frozen=True, slots=True)
class RefChange:
    """A ref that moves.

    Attributes:
        ref: Its full name.
        new: The commit it shall name; None deletes it.
        old: The commit it must name now; None means that it must not exist.
    """

    ref: str
    new: str | None
    old: str | None


def read_ref(repo: Repository, ref: str) -> str | None:
    """The id that a full ref name holds, None if there is no such ref."""
    _expect_full(ref)
    reply = repo.ask("show-ref", "--verify", "--hash", ref)
    return reply.output.decode("ascii").strip() if reply.returncode == 0 else None


def list_refs(repo: Repository, prefix: str) -> dict[str, str]:
    """The ids of all refs below a prefix such as `refs/migrator/`, by full name."""
    _expect_full(prefix)
    listing = repo.git("for-each-ref", "--format=%(refname)%00%(objectname)", prefix)
    rows = (line.split(b"\0") for line in listing.split(b"\n") if line)
    return {os.fsdecode(name): oid.decode("ascii") for name, oid in rows}


def update_ref(repo: Repository, ref: str, new: str, *, expected_old: str | None, reason: str) -> None:
    """Move or make one ref if it still is where it is expected.

    Raises:
        RefMovedError: It is elsewhere; nothing was changed.
    """
    update_refs(repo, [RefChange(ref, new, expected_old)], reason=reason)


def delete_ref(repo: Repository, ref: str, *, expected_old: str, reason: str) -> None:
    """Delete one ref if it still is where it is expected."""
    update_refs(repo, [RefChange(ref, None, expected_old)], reason=reason)


def update_refs(repo: Repository, changes: Iterable[RefChange], *, reason: str) -> None:
    """Move several refs in one transaction: all of them or none.

    Args:
        repo: The repository.
        changes: What moves, and from where.
        reason: For the reflog, one line.

    Raises:
        RefMovedError: One is not where it was expected; nothing was changed.
        BusyError: Another program holds the lock of one.
    """
    moves = list(changes)
    if not moves:
        return
    null = "0" * (64 if repo.object_format == "sha256" else 40)
    commands = ["start\0", *(_command(change, null) for change in moves), "prepare\0", "commit\0"]
    reply = repo.ask(
        "update-ref", "--stdin", "-z", "--create-reflog", "-m", reason, stdin=os.fsencode("".join(commands))
    )
    if reply.returncode != 0:
        raise _refused(moves, reply.error) or failure(("update-ref",), reply)


def is_valid_branch(repo: Repository, name: str) -> bool:
    """Whether git takes this as the name of a branch (without `refs/heads/`)."""
    if name.startswith("-") or name == "HEAD":
        return False
    return repo.ask("check-ref-format", f"refs/heads/{name}").returncode == 0


def _command(change: RefChange, null: str) -> str:
    _expect_full(change.ref)
    if change.new is None:
        return f"option no-deref\0delete {change.ref}\0{change.old or ''}\0"
    return f"option no-deref\0update {change.ref}\0{change.new}\0{change.old or null}\0"


def _refused(moves: Sequence[RefChange], said: str) -> RefMovedError | BusyError | None:
    if "File exists" in said:
        return BusyError(
            "Another program is changing these refs",
            said.strip(),
            hint="Wait for it to end; if no git runs, remove the lock file that git names.",
        )
    if "cannot lock ref" in said or "already exists" in said or "unable to resolve reference" in said:
        names = ", ".join(change.ref for change in moves)
        return RefMovedError(
            f"{names} moved meanwhile",
            said.strip(),
            hint="Nothing was changed. Plan again on what is there now.",
        )
    return None


def _expect_full(ref: str) -> None:
    if not ref.startswith("refs/"):
        raise UsageError(f"{ref!r} is not the full name of a ref")
