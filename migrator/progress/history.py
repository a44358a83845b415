"""The campaign's commits, told from the records they brought, never from their messages.

A commit belongs to the campaign when it adds a record. So history survives reworded messages, and commits made by others in between are shown
as what they are.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from migrator.git.door import Repository
from migrator.git.history import (
    Commit,
    changes_below,
    commits,
    commits_by_id,
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
    by_id = {record.id: record for record in records}
    undone = {record.undoes for record in records if record.undoes}
    changed = list(touched(repo, span))
    brought = _records_brought(changed)
    syncs = {
        sha
        for sha, paths in changed
        if sha not in brought and any(path.startswith(f"{SYNC_FOLDER}/") for path in paths)
    }
    others = _of_the_base(repo, span, syncs) - brought.keys()
    told = (
        _told(commit, by_id, undone, brought, syncs)
        for commit in commits(repo, span)
        if commit.sha not in others
    )
    return tuple(islice(told, limit))


def _of_the_base(repo: Repository, span: str, syncs: Iterable[str]) -> frozenset[str]:
    """The commits of a span that came with the bases of syncs: they are not the campaign's."""
    bases = [
        commit.parents[1] for commit in commits_by_id(repo, sorted(syncs)).values() if len(commit.parents) > 1
    ]
    start, _, tip = span.partition("..")
    return frozenset(reachable(repo, bases, without=start)) - frozenset(
        first_parents_outside(repo, tip, (start,))
    )


def _records_brought(changed: Sequence[tuple[str, frozenset[str]]]) -> Mapping[str, str]:
    """Commit to the id of the record it adds; the oldest commit that has a record's file brought it."""
    brought: dict[str, str] = {}
    seen: set[str] = set()
    for sha, paths in reversed(changed):
        for path in sorted(paths):
            if path.startswith(f"{RECORD_FOLDER}/") and path.endswith(".json") and path not in seen:
                seen.add(path)
                brought[sha] = path[len(RECORD_FOLDER) + 1 : -len(".json")]
    return brought


def _told(
    commit: Commit,
    by_id: Mapping[str, Record],
    undone: set[str],
    brought: Mapping[str, str],
    syncs: Collection[str],
) -> CampaignCommit:
    adopting = next((record for record in by_id.values() if record.adopts == commit.sha), None)
    record = adopting or by_id.get(brought.get(commit.sha, ""))
    if record is None:
        return CampaignCommit(commit, CommitState.SYNC if commit.sha in syncs else CommitState.OTHER, None)
    if record.adopts and adopting is None:
        return CampaignCommit(commit, CommitState.RECORD, None)
    if record.undoes:
        return CampaignCommit(commit, CommitState.UNDO, record)
    state = CommitState.UNDONE if record.id in undone else CommitState.LANDED
    return CampaignCommit(commit, state, record)
