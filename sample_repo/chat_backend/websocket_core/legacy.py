"""Managers of versions before 0.8, for extensions that ask for them by name."""

from __future__ import annotations

from chat_backend.websocket_core.types import ServerMessage
from chat_backend.websocket_core.unified_manager import UnifiedWebSocketManager, WebSocketConnection


class PrimaryWebSocketManager(UnifiedWebSocketManager):
    """Deprecated: there are no secondary managers any more, use `UnifiedWebSocketManager`."""


class SimpleWebSocketManager:
    """Deprecated: use `UnifiedWebSocketManager`, to which this passes everything on."""

    def __init__(self, user_id: str) -> None:
        self.user_id = user_id
        self._manager = UnifiedWebSocketManager(user_id)

    async def add_connection(self, connection: WebSocketConnection) -> None:
        """Passed on."""
        await self._manager.add_connection(connection)

    async def remove_connection(self, connection_id: str) -> bool:
        """Passed on."""
        return await self._manager.remove_connection(connection_id)

    def connections(self) -> list[WebSocketConnection]:
        """Passed on."""
        return self._manager.connections()

    async def send(self, message: ServerMessage) -> int:
        """Passed on."""
        return await self._manager.send(message)
