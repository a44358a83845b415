"""How often somebody may try a password."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable


class RateLimiter:
    """Counts attempts by name in a sliding window."""

    def __init__(
        self, limit: int, window: float = 60.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._limit = limit
        self._window = window
        self._clock = clock
        self._attempts: dict[str, list[float]] = defaultdict(list)

    def allow(self, name: str) -> bool:
        """Count one attempt; False when there were too many."""
        now = self._clock()
        recent = [at for at in self._attempts[name] if at > now - self._window]
        self._attempts[name] = [*recent, now]
        return len(recent) < self._limit


def create_rate_limiter(limit: int = 10) -> RateLimiter:
    """The limiter of a login service."""
    return RateLimiter(limit)
