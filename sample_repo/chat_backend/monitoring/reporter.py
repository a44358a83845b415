"""The counters and the health as a report for people."""

from __future__ import annotations

from chat_backend.config.thresholds import HealthThresholds
from chat_backend.monitoring.health import unhealthy_reasons
from chat_backend.monitoring.metrics import MetricsRegistry


class MetricsReport:
    """A report on one registry."""

    def __init__(self, registry: MetricsRegistry) -> None:
        self._registry = registry

    def lines(self) -> list[str]:
        """A line for each counter, then one for each worry."""
        counters = [f"{name} {count}" for name, count in self._registry.snapshot().items()]
        worries = unhealthy_reasons(self._registry, HealthThresholds())
        return counters + [f"! {worry}" for worry in worries]
