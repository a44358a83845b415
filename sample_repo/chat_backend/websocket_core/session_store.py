"""Which connections there are, across all users; read by operators only."""

from __future__ import annotations

from chat_backend.storage.memory_store import MemoryStore
from chat_backend.websocket_core.protocols import WebSocketConnection, is_connection_of


class SessionStore:
    """Connections by their id."""

    def __init__(self) -> None:
        self._connections: MemoryStore[WebSocketConnection] = MemoryStore()

    def remember(self, connection: WebSocketConnection) -> None:
        """The connection was opened."""
        self._connections.put(connection.connection_id, connection)

    def forget(self, connection: WebSocketConnection) -> None:
        """The connection was closed."""
        self._connections.delete(connection.connection_id)

    def of_user(self, user_id: str) -> list[WebSocketConnection]:
        """The open connections of one user."""
        return [found for found in self._connections if is_connection_of(found, user_id)]
