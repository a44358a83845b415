"""A landed batch is taken back by a commit of its own, which is landed like any other.

Each file goes back to what it was before the batch. Where somebody changed it since, the two are merged line by line; where
they touch the same lines it is refused. Nothing is rewritten: the undone commit stays in the history, and under a ref of
ours besides.
"""

import tempfile
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from migrator.errors import ConflictError, GitFailedError, NothingToDoError, RefusedError
from migrator.git.door import Repository
from migrator.git.history import commit_of
from migrator.git.objects import (
    GITLINK,
    SYMLINK,
    Difference,
    TreeEntry,
    diff_text,
    differences,
    is_ancestor,
    list_tree,
    read_blob,
)
from migrator.git.refs import RefChange, read_ref
from migrator.landing.land import land_locked
from migrator.landing.locks import landing_lock
from migrator.landing.places import undone_ref
from migrator.landing.values import FileWrite, Landed, LandingEvent, LandingRequest
from migrator.records.values import RECORD_FOLDER

_MERGE_FAILED = 128


def undo(  # noqa: PLR0913  the parts of one undo
    repo: Repository,
    request: LandingRequest,
    commit: str,
    report: Callable[[LandingEvent], None],
    cancelled: threading.Event | None = None,
    *,
    change: tuple[str, str] | None = None,
) -> Landed:
    """Take a landed commit back.

    Args:
        repo: The user's checkout.
        request: Base, message, checks, and writes that come along (the undo's own record).
        commit: What is taken back; its own record stays, as history.
        report: Told about steps and what checks print.
        cancelled: Stops before the commit when set.
        change: The trees before and after what is taken back, where a sync has done it anew since.

    Raises:
        ConflictError: Later work touches the same lines; shows it.
        NothingToDoError: The tip has nothing of that commit any more.
        RefusedError: As `land`.
    """
    with landing_lock(repo):
        writes = inverse_writes(repo, request.base, commit, change)
        if not writes:
            raise NothingToDoError(f"Nothing of {commit[:10]} is left to undo")
        ref = undone_ref(request.campaign, commit)
        keep = () if read_ref(repo, ref) == commit else (RefChange(ref, commit, None),)
        before = commit_of(repo, commit).parents[0]
        wanted = msgspec.structs.replace(
            request, writes=(*writes, *request.writes), tree="", returns_to=before
        )
        return land_locked(repo, wanted, report, cancelled, also=keep)


def inverse_writes(
    repo: Repository, tip: str, commit: str, change: tuple[str, str] | None = None
) -> tuple[FileWrite, ...]:
    """What takes a commit's changes out of a tip, by file; its record is left out.

    ``change`` are the trees before and after, where they are not the commit's own.

    Raises:
        ConflictError: Later work touches the same lines.
        RefusedError: The commit is not in the tip's history, or is a merge or the first one.
    """
    parents = commit_of(repo, commit).parents
    if len(parents) != 1:
        raise RefusedError(f"{commit[:10]} has {len(parents)} parents and cannot be undone as one batch")
    if not is_ancestor(repo, commit, tip):
        raise RefusedError(f"{commit[:10]} is not part of the campaign's branch")
    now = {entry.path: entry for entry in list_tree(repo, tip)}
    before, after = change or (parents[0], commit)
    changes = [found for found in differences(repo, before, after) if not _is_record(found.path)]
    found = [_inverse(repo, change, now) for change in changes]
    conflicts = [change.path for change, write in zip(changes, found, strict=True) if write is False]
    if conflicts:
        raise ConflictError(
            f"Later work touches the same lines as {commit[:10]}: {', '.join(conflicts)}",
            diff_text(repo, after, tip, conflicts).decode("utf-8", "replace"),
            hint="Undo the later batch first, or take it back by hand.",
        )
    return tuple(write for write in found if isinstance(write, FileWrite))


def _inverse(repo: Repository, change: Difference, now: Mapping[str, TreeEntry]) -> FileWrite | bool:
    """The write that takes one change back, True where it is gone already, False where it conflicts."""
    current = now.get(change.path)
    at, mode = (current.oid, current.mode) if current is not None else (None, "")
    if at == change.old_oid:
        return True
    if {SYMLINK, GITLINK} & {mode, change.old_mode, change.new_mode}:
        return False
    restored = change.old_mode if mode == change.new_mode else mode
    if at == change.new_oid:
        if change.old_oid is None:
            return FileWrite(change.path, None)
        return FileWrite(change.path, read_blob(repo, change.old_oid), restored or change.old_mode)
    if at is None or change.old_oid is None or change.new_oid is None:
        return False
    merged = merge_bytes(repo, ours=read_blob(repo, at), base=read_blob(repo, change.new_oid), theirs=read_blob(repo, change.old_oid))  # fmt: skip
    return False if merged is None else FileWrite(change.path, merged, restored)


def merge_bytes(repo: Repository, *, ours: bytes, base: bytes, theirs: bytes) -> bytes | None:
    """Merge two versions line by line against their base, None where both touch the same lines."""
    with tempfile.TemporaryDirectory(prefix="migrator-") as folder:
        files = [Path(folder) / name for name in ("ours", "base", "theirs")]
        for file, content in zip(files, (ours, base, theirs), strict=True):
            file.write_bytes(content)
        reply = repo.ask("merge-file", "-p", "--quiet", *map(str, files))
    if reply.returncode >= _MERGE_FAILED:
        if "binary" in reply.error:
            return None
        raise GitFailedError("git merge-file failed", reply.error, returncode=reply.returncode)
    return reply.output if reply.returncode == 0 else None


def _is_record(path: str) -> bool:
    return path.startswith(f"{RECORD_FOLDER}/")
