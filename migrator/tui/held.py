"""What the dashboard knows of the campaign at a moment, and what follows from it. Frozen and pure."""

from dataclasses import dataclass

from migrator.wire import BatchRow, FindingRow, HistoryView, PhaseView, StatusView


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The engine's last answers."""

    status: StatusView
    findings: tuple[FindingRow, ...]
    batches: tuple[BatchRow, ...]
    history: HistoryView

    @property
    def remaining(self) -> int:
        """How many findings remain in all phases."""
        return sum(phase.remaining for phase in self.status.phases)

    def phase(self, phase: str) -> PhaseView | None:
        """A phase by its id."""
        return next((one for one in self.status.phases if one.id == phase), None)

    def batch(self, batch: str) -> BatchRow | None:
        """A batch by its id."""
        return next((one for one in self.batches if one.id == batch), None)

    def course(self, phase: str) -> list[int]:
        """A phase's measure over the commits, oldest first, the present value last."""
        values = [
            commit.measures[phase] for commit in reversed(self.history.commits) if phase in commit.measures
        ]
        found = self.phase(phase)
        if found is not None and (not values or values[-1] != found.value):
            values.append(found.value)
        return values

    def share(self, phase: str) -> float | None:
        """How much of a phase is done, from 0 to 1, by its measure; `None` where no earlier value is known."""
        found = self.phase(phase)
        if found is None:
            return None
        if found.state != "open":
            return 1.0
        start = max(self.course(phase), default=found.value)
        if start <= found.goal or start == found.value:
            return 0.0
        return (start - found.value) / (start - found.goal)
