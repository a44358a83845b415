"""The manager of those who look after the service.

It began as a copy of `unified_manager`, and went its own way.
"""

from __future__ import annotations

from typing import Any

from chat_backend.websocket_core.errors import ConnectionClosedError
from chat_backend.websocket_core.message_buffer import MessageBuffer
from chat_backend.websocket_core.types import ServerMessage, WebSocketConnection
from chat_backend.websocket_core.utils import encode_message, is_open, serialize_message_safely
from chat_backend.websocket_core.websocket_manager import ConnectionLimits


class UnifiedWebSocketManager:
    """Sends messages to all consoles of an operator; knows how to close them all."""

    def __init__(self, user_id: str, *, limits: ConnectionLimits | None = None) -> None:
        self.user_id = user_id
        self._limits = limits or ConnectionLimits()
        self._connections: dict[str, WebSocketConnection] = {}
        self._buffer = MessageBuffer()

    async def add_connection(self, connection: WebSocketConnection) -> None:
        """Take a console in, and send what was kept for it."""
        if connection.user_id != self.user_id:
            raise ValueError(f"{connection.connection_id} is a console of another operator")
        self._connections[connection.connection_id] = connection
        for message in self._buffer.drain():
            await self.send(message)

    async def remove_connection(self, connection_id: str) -> bool:
        """Forget a console; tells whether there was one."""
        return self._connections.pop(connection_id, None) is not None

    def connections(self) -> list[WebSocketConnection]:
        """The open consoles, oldest first."""
        return list(self._connections.values())

    def find_connection(self, connection_id: str) -> WebSocketConnection | None:
        """The console with this id, if it is still open."""
        found = self._connections.get(connection_id)
        return found if found is not None and is_open(found.websocket) else None

    async def send(self, message: ServerMessage) -> int:
        """Send to every console; returns how many got it."""
        text = encode_message(message)
        delivered = 0
        for connection in self.connections():
            try:
                await connection.websocket.send_text(text)
            except ConnectionClosedError:
                await self.remove_connection(connection.connection_id)
            else:
                delivered += 1
        if delivered == 0:
            self._buffer.keep(message)
        return delivered

    async def close_all(self) -> int:
        """Close every connection and forget it; returns how many there were."""
        closed = 0
        for connection in self.connections():
            await connection.websocket.close()
            await self.remove_connection(connection.connection_id)
            closed += 1
        return closed

    def describe(self) -> dict[str, Any]:
        """The state of this manager, as the canonical one tells it, without a mode."""
        connections = [
            {"id": connection.connection_id, "open": is_open(connection.websocket)}
            for connection in self.connections()
        ]
        return serialize_message_safely({"user": self.user_id, "connections": connections})
