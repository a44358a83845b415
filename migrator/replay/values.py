"""What a replay is made of, as frozen values: the commits that are replayed, and what became of each."""

from dataclasses import dataclass
from enum import StrEnum

from migrator.batches.values import Hunk, PlannedBatch
from migrator.git.history import Commit
from migrator.records.syncs import SyncRecord
from migrator.records.values import Record


class Kind(StrEnum):
    """What a commit of the campaign is to a replay."""

    BATCH = "batch"
    """It brought one record with recipes: they are planned again."""
    UNDO = "undo"
    OTHER = "other"
    """Anything else that people made, keeps and the plan among it: merged three-way."""
    MERGE = "merge"
    """A merge that a person made: only what it holds beside the merge itself is theirs."""
    SYNC = "sync"
    """A merge of an earlier sync: made anew by this one."""


class Outcome(StrEnum):
    """What became of a commit on the new base."""

    REPLAYED = "replayed"
    """Its recipes were planned on the new base."""
    NOTHING = "no-op"
    """What it does is done there already."""
    MERGED = "merged"
    """Merged three-way, as text."""
    UNDONE = "undone"
    """Its batch was taken back there too."""
    REMADE = "remade"
    """An earlier sync: this one stands for it."""


@dataclass(frozen=True)
class Replayable:
    """One commit of the campaign's line.

    Attributes:
        commit: It.
        kind: What it is.
        records: Records that it brought, sorted by id.
        sync: The record of an earlier sync, for one.
    """

    commit: Commit
    kind: Kind
    records: tuple[Record, ...] = ()
    sync: SyncRecord | None = None

    @property
    def batch(self) -> str:
        """The id of its batch, ``""`` for what is none."""
        return self.records[0].id if self.records and self.kind in {Kind.BATCH, Kind.UNDO} else ""


@dataclass(frozen=True)
class Step:
    """What became of one commit.

    Attributes:
        source: The commit.
        outcome: What was done.
        before: The tree that it was done on.
        after: The tree that it made; equal to `before` where nothing was to be done.
        hunks: Those that were planned on the new base.
        added: Those of them that nobody has approved yet: they were not part of the batch.
        gone: Those of the approved batch that are not part of it any more, as of the old base.
        said: What a person should know.
        planned: The batch as it was planned on the new base.
    """

    source: Replayable
    outcome: Outcome
    before: str
    after: str
    hunks: tuple[Hunk, ...] = ()
    added: tuple[Hunk, ...] = ()
    gone: tuple[Hunk, ...] = ()
    said: tuple[str, ...] = ()
    planned: PlannedBatch | None = None

    @property
    def is_as_approved(self) -> bool:
        """Nothing is part of it that was not approved."""
        return not self.added


@dataclass(frozen=True)
class Stop:
    """Where a replay could not go on; what came before it is kept.

    Attributes:
        source: The commit that could not be replayed; None where the bases themselves do not fit together.
        why: In one line.
        paths: The files in conflict; none where a batch cannot be planned.
        detail: What git or the planner said.
    """

    source: Replayable | None
    why: str
    paths: tuple[str, ...] = ()
    detail: str = ""


@dataclass(frozen=True)
class Replayed:
    """A replay as far as it went.

    Attributes:
        onto: The commit it was replayed on.
        tip: The last commit that was to be replayed.
        ground: The tree that it began with.
        steps: One for each commit, in order, up to the stop.
        stop: Why it ended early, None where it is whole.
    """

    onto: str
    tip: str
    ground: str
    steps: tuple[Step, ...]
    stop: Stop | None = None

    @property
    def tree(self) -> str:
        """The tree it has come to."""
        return self.steps[-1].after if self.steps else self.ground

    @property
    def unapproved(self) -> tuple[Step, ...]:
        """The steps that hold hunks nobody has approved."""
        return tuple(step for step in self.steps if not step.is_as_approved)
