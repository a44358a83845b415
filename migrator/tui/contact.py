"""What the dashboard asks of the engine process: the shape of its client.

A protocol, so that the screens are tested against a hand-written engine that answers at once, and against the real one.
"""

from collections.abc import Awaitable, Callable
from typing import Protocol

from migrator.engine.messages import Event
from migrator.wire.acts import AppliedView, HistoryView, LandedView, SyncView
from migrator.wire.batches import BatchRow, BatchView, FileDiff
from migrator.wire.comparisons import BodiesView
from migrator.wire.findings import FindingRow, FindingView
from migrator.wire.plans import ProposedPlanView
from migrator.wire.status import CheckView, StatusView


class Engine(Protocol):
    """A running engine. Every call may raise a `MigratorError`; reads are answered while a job runs."""

    async def close(self) -> None:
        """End the process."""
        ...

    async def cancel(self) -> None:
        """Cancel the running job."""
        ...

    async def status(self) -> StatusView:
        """The first screen."""
        ...

    async def rescan(self) -> StatusView:
        """Read the repository again."""
        ...

    async def findings(self) -> tuple[FindingRow, ...]:
        """All findings, as rows."""
        ...

    async def finding(self, finding: str) -> FindingView:
        """One finding with its evidence."""
        ...

    async def batches(self) -> tuple[BatchRow, ...]:
        """All batches, as rows."""
        ...

    async def batch(self, batch: str) -> BatchView:
        """One batch, planned."""
        ...

    async def file_diff(self, batch: str, path: str) -> FileDiff:
        """What a batch changes in a file."""
        ...

    async def decide(self, batch: str, *, scope: str, key: str, decision: str, reason: str = "") -> BatchView:
        """Decide on a batch, shape, file or hunk."""
        ...

    async def land(self, batch: str) -> LandedView:
        """Verify and commit what is approved."""
        ...

    async def apply(self, phase: str) -> AppliedView:
        """Land the batches of a phase one after another."""
        ...

    async def run_checks(self) -> tuple[CheckView, ...]:
        """Run the plan's checks on the tip."""
        ...

    async def bodies(self, finding: str, member: str) -> BodiesView:
        """One member of two compared classes, as text."""
        ...

    async def undo(self, batch: str = "") -> LandedView:
        """Take a landed batch back, the last one by default."""
        ...

    async def undo_decision(self) -> str:
        """Take the last decision back; says which."""
        ...

    async def follow(self) -> LandedView:
        """Bring the checkout along to the tip."""
        ...

    async def keep(self, finding: str, reason: str) -> LandedView:
        """Record that a finding stays."""
        ...

    async def push(self) -> LandedView:
        """Push the campaign's branch."""
        ...

    async def look_at_sync(self) -> SyncView:
        """What the campaign would be on the base that it forked from."""
        ...

    async def sync(self, tree: str) -> SyncView:
        """Land that, where it still makes this tree."""
        ...

    async def look_at_adoption(self, branch: str) -> tuple[SyncView, ...]:
        """What would become of a branch; nothing where there is no branch of that name."""
        ...

    async def adopt_branch(self, branch: str, tree: str) -> SyncView:
        """Carry the campaign to a branch, where it still makes this tree."""
        ...

    async def adopt_commit(self, commit: str) -> LandedView:
        """Take a commit that was made by hand in as a batch."""
        ...

    async def history(self) -> HistoryView:
        """The campaign's commits."""
        ...

    async def trust(self) -> tuple[CheckView, ...]:
        """The commands that are not confirmed yet."""
        ...

    async def confirm_trust(self) -> None:
        """Confirm them."""
        ...

    async def propose_plan(self) -> ProposedPlanView:
        """A plan for a repository that has none."""
        ...

    async def write_plan(self) -> ProposedPlanView:
        """Write it."""
        ...


Connect = Callable[[Callable[[Event], None]], Awaitable[Engine]]
"""Starts an engine that reports its events to the function."""
