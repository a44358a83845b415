"""A manager that shares nothing with those of the users, for measurements and tests.

It was copied from `unified_manager` when that still kept a state for all managers.
"""

from __future__ import annotations

import logging
from typing import Any

from chat_backend.websocket_core.errors import ConnectionClosedError, TooManyConnectionsError
from chat_backend.websocket_core.message_buffer import MessageBuffer
from chat_backend.websocket_core.types import ServerMessage
from chat_backend.websocket_core.unified_manager import (
    WebSocketConnection,
    WebSocketManagerMode,
    serialize_message_safely,
)
from chat_backend.websocket_core.utils import encode_message, is_open
from chat_backend.websocket_core.websocket_manager import ConnectionLimits

logger = logging.getLogger(__name__)


class UnifiedWebSocketManager:
    """Sends messages to all connections of one user, and keeps them while there is none."""

    def __init__(
        self,
        user_id: str,
        mode: WebSocketManagerMode = WebSocketManagerMode.UNIFIED,
        limits: ConnectionLimits | None = None,
    ) -> None:
        self.user_id = user_id
        self.mode = WebSocketManagerMode.UNIFIED  # whichever mode was asked for
        self._limits = limits or ConnectionLimits()
        self._connections: dict[str, WebSocketConnection] = {}
        self._buffer = MessageBuffer()

    async def add_connection(self, connection: WebSocketConnection) -> None:
        """Take a connection of this user in, and send what was kept for it."""
        if connection.user_id != self.user_id:
            raise ValueError(f"{connection.connection_id} is a connection of another user")
        if len(self._connections) >= self._limits.per_user:
            raise TooManyConnectionsError(f"{self.user_id} has {len(self._connections)} already")
        self._connections[connection.connection_id] = connection
        for message in self._buffer.drain():
            await self.send(message)

    async def remove_connection(self, connection_id: str) -> bool:
        """Forget a connection; tells whether there was one."""
        return self._connections.pop(connection_id, None) is not None

    def connections(self) -> list[WebSocketConnection]:
        """The open connections, oldest first."""
        return list(self._connections.values())

    def find_connection(self, connection_id: str) -> WebSocketConnection | None:
        """The connection with this id, if it is one of this user and still open."""
        found = self._connections.get(connection_id)
        return found if found is not None and is_open(found.websocket) else None

    async def send(self, message: ServerMessage) -> int:
        """Send to every connection; returns how many got it. Broken ones are forgotten."""
        text = encode_message(message)
        delivered = 0
        for connection in self.connections():
            try:
                await connection.websocket.send_text(text)
                delivered += 1
            except ConnectionClosedError:
                logger.info("%s is gone", connection.connection_id)
                await self.remove_connection(connection.connection_id)
        if not delivered:
            self._buffer.keep(message)
        return delivered

    def describe(self) -> dict[str, Any]:
        """The state of this manager, for operators."""
        connections = [
            {"id": connection.connection_id, "open": is_open(connection.websocket)}
            for connection in self.connections()
        ]
        state = {"user": self.user_id, "mode": self.mode, "connections": connections}
        return serialize_message_safely(state)
