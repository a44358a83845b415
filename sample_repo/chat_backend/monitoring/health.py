"""Whether the backend is well, judged by its counters."""

from __future__ import annotations

from chat_backend.config.thresholds import HealthThresholds
from chat_backend.monitoring import metrics


def unhealthy_reasons(registry: metrics.MetricsRegistry, thresholds: HealthThresholds) -> list[str]:
    """Sentences about what is wrong; none if all is well."""
    reasons = []
    if registry.value("sends.failed") > thresholds.max_failed_sends:
        reasons.append("too many messages could not be delivered")
    if registry.value("logins.rejected") > thresholds.max_rejected_logins:
        reasons.append("too many logins were rejected")
    return reasons


def fresh_registry() -> metrics.MetricsRegistry:
    """A registry that reports well, for tests and for a new start."""
    return metrics.MetricsRegistry()
