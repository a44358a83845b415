"""The campaign's commits, told from the records they brought, never from their messages.

A commit belongs to the campaign when it adds a record. So history survives reworded messages, and commits made by others in between are shown
as what they are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from migrator.git.door import Repository
from migrator.git.history import Commit, changes_below, commits, touched
from migrator.git.objects import files_below
from migrator.records.values import RECORD_FOLDER, Record


class CommitState(StrEnum):
    """What a commit is to the campaign."""

    LANDED = "landed"
    UNDONE = "undone"
    UNDO = "undo"
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
    by_id = {record.id: record for record in records}
    undone = {record.undoes for record in records if record.undoes}
    brought = _records_brought(repo, span)
    return tuple(_told(commit, by_id, undone, brought) for commit in commits(repo, span, limit=limit))


def _records_brought(repo: Repository, span: str) -> Mapping[str, str]:
    """Commit to the id of the record it adds; the oldest commit that has a record's file brought it."""
    brought: dict[str, str] = {}
    seen: set[str] = set()
    for sha, paths in reversed(list(touched(repo, span))):
        for path in sorted(paths):
            if path.startswith(f"{RECORD_FOLDER}/") and path.endswith(".json") and path not in seen:
                seen.add(path)
                brought[sha] = path[len(RECORD_FOLDER) + 1 : -len(".json")]
    return brought


def _told(
    commit: Commit, by_id: Mapping[str, Record], undone: set[str], brought: Mapping[str, str]
) -> CampaignCommit:
    record = by_id.get(brought.get(commit.sha, ""))
    if record is None:
        return CampaignCommit(commit, CommitState.OTHER, None)
    if record.undoes:
        return CampaignCommit(commit, CommitState.UNDO, record)
    state = CommitState.UNDONE if record.id in undone else CommitState.LANDED
    return CampaignCommit(commit, state, record)
