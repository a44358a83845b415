"""The campaign's commits, told from the records they brought, never from their messages.

A commit belongs to the campaign when it adds a record. So history survives reworded messages, and commits made by others in between are shown
as what they are.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from migrator.git.door import Repository
from migrator.git.history import (
    Commit,
    changes_below,
    commits,
    first_parents_outside,
    reachable,
    touched,
)
from migrator.git.objects import files_below
from migrator.records.syncs import SYNC_FOLDER
from migrator.records.values import RECORD_FOLDER, Record


class CommitState(StrEnum):
    """What a commit is to the campaign."""

    LANDED = "landed"
    UNDONE = "undone"
    UNDO = "undo"
    SYNC = "sync"
    """A merge with a base that moved."""
    RECORD = "record"
    """It brought the record of a commit that was made by hand."""
    OTHER = "other"


@dataclass(frozen=True)
class CampaignCommit:
    """One commit between the start of the campaign and its tip."""

    commit: Commit
    state: CommitState
    record: Record | None


def campaign_start(repo: Repository, tip: str) -> str | None:
    """The commit before the first one with a record, on the first-parent line; None where nothing has landed."""
    # History may be half a million commits long: the walk ends where every record has been seen to come.
    there = set(files_below(repo, tip, RECORD_FOLDER))
    for change in changes_below(repo, tip, RECORD_FOLDER) if there else ():
        (there.discard if change.is_added else there.add)(change.path)
        if not there and not (change.parent and files_below(repo, change.parent, RECORD_FOLDER)):
            return change.parent
    return None


def campaign_history(
    repo: Repository, tip: str, records: Sequence[Record], *, limit: int | None = None
) -> tuple[CampaignCommit, ...]:
    """The commits since the campaign's start, newest first; empty where nothing has landed.

    Args:
        repo: The repository.
        tip: The campaign's tip.
        records: The records in the tip's tree, and those of undone batches that are no longer there.
        limit: At most so many commits.
    """
    start = campaign_start(repo, tip)
    if start is None:
        return ()
    span = f"{start}..{tip}"
    listed = commits(repo, span)
    line = frozenset(first_parents_outside(repo, tip, (start,)))
    changed = dict(touched(repo, span))
    told = _Told(records, _records_brought(listed, line, changed), _syncs(listed, changed))
    others = _of_the_bases(repo, listed, told.syncs, start) - line - told.brought.keys()
    return tuple(islice((told.told(commit) for commit in listed if commit.sha not in others), limit))


def _syncs(listed: Sequence[Commit], changed: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """The merges that brought the record of a sync."""
    merges = (commit.sha for commit in listed if len(commit.parents) > 1)
    return frozenset(
        sha for sha in merges if any(path.startswith(f"{SYNC_FOLDER}/") for path in changed.get(sha, ()))
    )


def _of_the_bases(
    repo: Repository, listed: Sequence[Commit], syncs: Collection[str], start: str
) -> frozenset[str]:
    """The commits that came with the bases of syncs: they are not the campaign's."""
    bases = [commit.parents[1] for commit in listed if commit.sha in syncs]
    return frozenset(reachable(repo, bases, without=start))


def _records_brought(
    listed: Sequence[Commit], line: Collection[str], changed: Mapping[str, frozenset[str]]
) -> Mapping[str, str]:
    """Commit to the id of the record it adds: of those that have a record's file the oldest, and on the campaign's own line before elsewhere."""
    brought: dict[str, str] = {}
    seen: set[str] = set()
    oldest_first = list(reversed(listed))
    own = [commit for commit in oldest_first if commit.sha in line and len(commit.parents) == 1]
    for commit in (*own, *oldest_first):
        for path in sorted(changed.get(commit.sha, ())):
            if path.startswith(f"{RECORD_FOLDER}/") and path.endswith(".json") and path not in seen:
                seen.add(path)
                brought[commit.sha] = path[len(RECORD_FOLDER) + 1 : -len(".json")]
    return brought


class _Told:
    """What each commit is to the campaign."""

    def __init__(self, records: Sequence[Record], brought: Mapping[str, str], syncs: Collection[str]) -> None:
        self.brought, self.syncs = brought, syncs
        self._by_id = {record.id: record for record in records}
        self._adopted = {record.adopts: record for record in records if record.adopts}
        self._undone = {record.undoes for record in records if record.undoes}

    def told(self, commit: Commit) -> CampaignCommit:
        """The commit with its state and its record."""
        record = self._adopted.get(commit.sha)
        if record is None:
            record = self._by_id.get(self.brought.get(commit.sha, ""))
            if record is not None and record.adopts:
                return CampaignCommit(commit, CommitState.RECORD, None)
        if record is None:
            state = CommitState.SYNC if commit.sha in self.syncs else CommitState.OTHER
            return CampaignCommit(commit, state, None)
        if record.undoes:
            return CampaignCommit(commit, CommitState.UNDO, record)
        state = CommitState.UNDONE if record.id in self._undone else CommitState.LANDED
        return CampaignCommit(commit, state, record)
