"""What the dashboard knows of the campaign at a moment, and what follows from it. Frozen and pure."""

from dataclasses import dataclass

from migrator.wire.acts import HistoryView
from migrator.wire.batches import BatchRow
from migrator.wire.findings import FindingRow
from migrator.wire.status import PhaseView, StatusView


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
        """A phase's measure over the commits, oldest first, the present value last.

        Where the history does not hold measures, they are counted back from the present by what each landed batch closed.
        """
        found = self.phase(phase)
        now = found.value if found else 0
        values = [commit.measures[phase] for commit in self.history.commits if phase in commit.measures]
        if not values:
            values = self._counted_back(now, phase)
        elif values[0] != now:
            values.insert(0, now)
        return values[::-1]

    @property
    def total_course(self) -> list[int]:
        """How many findings remained over the commits, oldest first."""
        return self._counted_back(self.remaining, "")[::-1]

    def share(self, phase: str) -> float | None:
        """How much of a phase is done, from 0 to 1, by its measure; `None` where there is no such phase."""
        found = self.phase(phase)
        if found is None:
            return None
        if found.state != "open":
            return 1.0
        start = max(self.course(phase))
        if start <= found.goal:
            return 0.0
        return max(0.0, (start - found.value) / (start - found.goal))

    def _counted_back(self, now: int, phase: str) -> list[int]:
        values = [now]
        for commit in self.history.commits:
            if commit.state == "landed" and commit.closed and phase in {"", commit.phase}:
                values.append(values[-1] + commit.closed)
        return values
