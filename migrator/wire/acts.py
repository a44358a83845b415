"""What came of acts, and the commits that they made."""

import msgspec

from migrator.wire.batches import LeftView, ProofView
from migrator.wire.status import CheckView


class CommitView(msgspec.Struct, frozen=True):
    """A commit of the campaign. ``state``: ``landed``, ``undone``, ``undo``, ``sync``, ``record`` (of a commit that was made by hand), ``other``."""

    sha: str
    subject: str
    batch: str
    phase: str
    date: str
    author: str
    state: str
    closed: int
    checks: str
    pushed: bool
    measures: dict[str, int]
    """Phase id to its measure at that commit; empty where it was not computed."""


class HistoryView(msgspec.Struct, frozen=True):
    """The answer to ``history``, newest first."""

    schema: int
    branch: str
    commits: tuple[CommitView, ...]


class LandedView(msgspec.Struct, frozen=True):
    """The outcome of landing one batch, an undo, a keep or a follow."""

    schema: int
    batch: str
    commit: str
    ref: str
    checks: tuple[CheckView, ...]
    followed: bool
    said: tuple[str, ...]


class RefusalView(msgspec.Struct, frozen=True):
    """Why something was not done: what, where, what to do."""

    title: str
    detail: str
    hint: str
    exit_code: int


class AppliedView(msgspec.Struct, frozen=True):
    """The outcome of landing several batches: the ones before a failure stay landed."""

    schema: int
    landed: tuple[LandedView, ...]
    refused: dict[str, RefusalView]
    """Batch id to why."""


class NewSiteView(msgspec.Struct, frozen=True):
    """A site that a batch did not have when it was approved: its line in the file, and its text before and after."""

    path: str
    line: int
    old: str
    new: str


class ReplayedView(msgspec.Struct, frozen=True):
    """What became of one commit on the new base.

    ``outcome``: ``replayed``, ``no-op`` (done there already), ``merged`` (as text), ``undone`` (taken back there), ``remade`` (an earlier sync).
    """

    sha: str
    subject: str
    batch: str
    outcome: str
    sites: int
    added: tuple[NewSiteView, ...]
    gone: tuple[str, ...]
    """As ``path:line`` of the old base."""
    said: tuple[str, ...]


class StopView(msgspec.Struct, frozen=True):
    """What could not be replayed, and how a person goes on."""

    sha: str
    subject: str
    why: str
    paths: tuple[str, ...]
    detail: str
    how: tuple[str, ...]
    """Commands, in order."""


class SyncView(msgspec.Struct, frozen=True):
    """The answer to ``sync`` and to ``adopt BRANCH``: the campaign on another base."""

    schema: int
    name: str
    """The base, as it was named."""
    onto: str
    tip: str
    tree: str
    """What lands; an approval names it."""
    commits: tuple[ReplayedView, ...]
    stop: StopView | None
    proof: str
    near: tuple[str, ...]
    """Files of the base for which the checks ran again."""
    landed: LandedView | None
    kept: str
    """The branch on which a stopped sync is kept."""
    said: tuple[str, ...]


class AdHocView(msgspec.Struct, frozen=True):
    """The answer to ``move`` and ``canonical``: one change, or with ``--each`` the sum of several."""

    schema: int
    title: str
    changed: tuple[str, ...]
    """Files that are changed, made or removed."""
    left: tuple[LeftView, ...]
    notes: tuple[str, ...]
    proof: tuple[ProofView, ...]
    written: bool
    commit: str
    """The last one where there are several."""
    refused: str = ""
    diff: str | msgspec.UnsetType = msgspec.UNSET
    """What would change; not there once it is written or committed."""
    each: "tuple[AdHocView, ...]" = ()
    """The changes of their own that were asked for; each is planned on the result of those before it."""
