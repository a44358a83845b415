"""How much one connection may send."""

from __future__ import annotations


class RateLimiter:
    """A bucket of permits for each connection, refilled from outside."""

    def __init__(self, permits: int) -> None:
        self._permits = permits
        self._left: dict[str, int] = {}

    def take(self, connection_id: str) -> bool:
        """Use one permit; False when there is none."""
        left = self._left.get(connection_id, self._permits)
        self._left[connection_id] = max(left - 1, 0)
        return left > 0

    def refill(self) -> None:
        """Everybody has all permits again."""
        self._left.clear()


def make_rate_limiter(permits: int = 20) -> RateLimiter:
    """The limiter of one server; `auth` has another kind of the same name."""
    return RateLimiter(permits)
