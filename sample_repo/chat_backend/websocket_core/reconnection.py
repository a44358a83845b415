"""When a client that went away may come back, and in what state it is meanwhile."""

from __future__ import annotations

from enum import Enum

RECONNECT_DELAYS = (0.5, 1.0, 2.0, 5.0)


class ConnectionState(Enum):
    """What is known about the other side."""

    ALIVE = "alive"
    SILENT = "silent"
    LOST = "lost"


# heartbeat imports the states from this module, so this stands below them.
from chat_backend.websocket_core import heartbeat  # noqa: E402


class ReconnectionPolicy:
    """Decides from the heartbeat whether to wait for a client."""

    def __init__(self, monitor: heartbeat.HeartbeatMonitor | None = None) -> None:
        self.monitor = monitor or heartbeat.HeartbeatMonitor()

    def delay_before(self, attempt: int) -> float:
        """Seconds to wait before the attempt, counted from zero."""
        return RECONNECT_DELAYS[min(attempt, len(RECONNECT_DELAYS) - 1)]

    def should_wait(self, connection_id: str, now: float) -> bool:
        """Whether the connection is worth waiting for."""
        return self.monitor.state(connection_id, now) is not ConnectionState.LOST
