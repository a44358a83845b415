"""Counters, nothing more."""

from __future__ import annotations

from collections import Counter

from chat_backend.monitoring.health import HealthThresholds


class MetricsRegistry:
    """Counts things by name."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def increment(self, name: str, by: int = 1) -> None:
        """Count one more, or several."""
        self._counts[name] += by

    def value(self, name: str) -> int:
        """How often it was counted."""
        return self._counts[name]

    def snapshot(self) -> dict[str, int]:
        """All counters, by name."""
        return dict(sorted(self._counts.items()))
