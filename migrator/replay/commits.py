"""Which commits of the campaign's line are to be replayed, oldest first, and what each is.

Told from the trees, never from messages: a commit is a batch when it brings a record with recipes, a sync when it brings a sync's record.
"""

from collections.abc import Iterator, Sequence

from migrator.errors import MigratorError
from migrator.git.door import Repository
from migrator.git.history import Commit, commits_by_id, first_parents_outside
from migrator.git.objects import Difference, differences, is_ancestor, read_blob
from migrator.records.read import parse_record
from migrator.records.syncs import SYNC_FOLDER, SyncRecord, parse_sync
from migrator.records.values import RECORD_FOLDER, Record
from migrator.replay.values import Kind, Replayable


def replayable(repo: Repository, tip: str, outside: Sequence[str]) -> tuple[Replayable, ...]:
    """The commits on the first-parent line of a tip that these others do not have, oldest first.

    Args:
        repo: The repository.
        tip: The campaign's.
        outside: Commits whose history is not replayed: the new base, and where the campaign began.
    """
    ids = first_parents_outside(repo, tip, outside)
    known = commits_by_id(repo, ids)
    return tuple(_told(repo, known[sha]) for sha in reversed(ids))


def bases_brought(commits: Sequence[Replayable]) -> Iterator[str]:
    """The commits that earlier syncs brought in, oldest first."""
    for one in commits:
        if one.sync is not None and len(one.commit.parents) > 1:
            yield one.commit.parents[1]


def is_in(repo: Repository, commit: str, others: Sequence[str]) -> bool:
    """Whether a commit is part of the history of one of these."""
    return any(is_ancestor(repo, commit, other) for other in others)


def _told(repo: Repository, commit: Commit) -> Replayable:
    if not commit.parents:
        return Replayable(commit, Kind.OTHER)
    brought = [
        one for one in differences(repo, commit.parents[0], commit.sha) if one.old_oid is None and one.new_oid
    ]
    sync = next((found for one in brought if (found := _sync(repo, one)) is not None), None)
    if sync is not None and len(commit.parents) > 1:
        return Replayable(commit, Kind.SYNC, sync=sync)
    records = tuple(found for one in brought if (found := _record(repo, one)) is not None)
    if len(commit.parents) > 1:
        return Replayable(commit, Kind.MERGE, records)
    if len(records) == 1 and records[0].undoes:
        return Replayable(commit, Kind.UNDO, records)
    if len(records) == 1 and records[0].recipes:
        return Replayable(commit, Kind.BATCH, records)
    return Replayable(commit, Kind.OTHER, records)


def _record(repo: Repository, change: Difference) -> Record | None:
    if not change.path.startswith(f"{RECORD_FOLDER}/") or not change.path.endswith(".json"):
        return None
    try:
        return parse_record(read_blob(repo, change.new_oid or ""), change.path)
    except (ValueError, MigratorError):
        return None


def _sync(repo: Repository, change: Difference) -> SyncRecord | None:
    if not change.path.startswith(f"{SYNC_FOLDER}/"):
        return None
    return parse_sync(read_blob(repo, change.new_oid or ""), change.path)
