"""Who was heard of, and how long ago."""

from __future__ import annotations

from chat_backend.websocket_core.reconnection import ConnectionState

SILENT_AFTER = 20.0
LOST_AFTER = 60.0


class HeartbeatMonitor:
    """Remembers when each connection was last heard of."""

    def __init__(self) -> None:
        self._heard: dict[str, float] = {}

    def beat(self, connection_id: str, now: float) -> None:
        """The connection was heard of."""
        self._heard[connection_id] = now

    def state(self, connection_id: str, now: float) -> ConnectionState:
        """What is known about the connection; one never heard of is lost."""
        silence = now - self._heard.get(connection_id, -LOST_AFTER)
        if silence >= LOST_AFTER:
            return ConnectionState.LOST
        return ConnectionState.SILENT if silence >= SILENT_AFTER else ConnectionState.ALIVE
