"""Which commits of the campaign's line are to be replayed, oldest first, and what each is.

Told from the trees, never from messages: a commit is a batch when it brings a record with recipes, a sync when it brings a sync's record.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from migrator.errors import MigratorError
from migrator.git.door import Repository
from migrator.git.history import Commit, commit_of, commits_by_id, first_parents_outside
from migrator.git.objects import Difference, differences, read_blob
from migrator.records.read import parse_record
from migrator.records.syncs import SYNC_FOLDER, SyncRecord, parse_sync
from migrator.records.values import RECORD_FOLDER, Record
from migrator.replay.values import Kind, Replayable

_TWO = 2


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


@dataclass(frozen=True)
class Brought:
    """What earlier syncs brought into a campaign's line.

    Attributes:
        bases: The commits that they were made on, oldest first, without what people resolved on the way.
        resolved: By the id of a commit that had stopped a sync: the tree before it and with it, as a person merged it.
    """

    bases: tuple[str, ...]
    resolved: Mapping[str, tuple[str, str]]


def brought(repo: Repository, commits: Sequence[Replayable]) -> Brought:
    """What the syncs among these commits brought.

    Where a sync was stopped by a conflict, what came before it is a merge of its own, a person merged the commit into that, and the sync went on
    from there. That merge is no base: it is how that commit is done on a new base, and it is done so ever after.
    """
    bases: list[str] = []
    resolved: dict[str, tuple[str, str]] = {}
    line = frozenset(one.commit.sha for one in commits)
    for one in commits:
        if one.kind is Kind.SYNC:
            base = one.commit.parents[1]
            while (found := resolution(repo, base, line)) is not None:
                resolved[found.stopped] = (found.before, base)
                base = found.base
            bases.append(base)
    return Brought(tuple(dict.fromkeys(bases)), resolved)


@dataclass(frozen=True)
class Resolution:
    """A merge by which a person resolved what had stopped a sync: the commit that had, what was kept before it, and the base of that."""

    stopped: str
    before: str
    base: str


def resolution(repo: Repository, commit: str, line: Collection[str]) -> Resolution | None:
    """What a commit resolved, None where it is no such merge: one of a commit of the campaign's line into what was kept, or into the base itself."""
    parents = commit_of(repo, commit).parents
    if len(parents) != _TWO or parents[1] not in line:
        return None
    kept = commit_of(repo, parents[0])
    is_kept = len(kept.parents) == _TWO and _told(repo, kept).kind is Kind.SYNC
    return Resolution(stopped=parents[1], before=parents[0], base=kept.parents[1] if is_kept else parents[0])


def _told(repo: Repository, commit: Commit) -> Replayable:
    if not commit.parents:
        return Replayable(commit, Kind.OTHER)
    came = [
        one for one in differences(repo, commit.parents[0], commit.sha) if one.old_oid is None and one.new_oid
    ]
    sync = next((made for one in came if (made := _sync(repo, one)) is not None), None)
    if sync is not None and len(commit.parents) > 1:
        return Replayable(commit, Kind.SYNC, sync=sync)
    records = tuple(found for one in came if (found := _record(repo, one)) is not None)
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
