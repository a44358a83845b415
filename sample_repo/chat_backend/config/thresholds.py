"""From which numbers on the backend calls itself unwell."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class HealthThresholds:
    """Limits that the health report compares the counters with."""

    max_failed_sends: int = 3
    max_rejected_logins: int = 10
