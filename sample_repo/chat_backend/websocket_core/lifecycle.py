"""Opening and closing of connections, from the first frame to the last."""

from __future__ import annotations

import time
from typing import Any

from chat_backend.auth.user_context import UserContext
from chat_backend.websocket_core.protocols import WebSocketManagerProtocol
from chat_backend.websocket_core.reconnection import ReconnectionPolicy
from chat_backend.websocket_core.session_store import SessionStore
from chat_backend.websocket_core.types import MessageType, ServerMessage
from chat_backend.websocket_core.unified_manager import UnifiedWebSocketManager
from chat_backend.websocket_core.utils import generate_connection_id
from chat_backend.websocket_core.websocket_manager import ConnectionLimits, get_websocket_manager
from chat_backend.websocket_core.websocket_manager import WebSocketConnection as Connection

sessions = SessionStore()
policy = ReconnectionPolicy()


class ConnectionManagerFactory:
    """Makes what connections are opened on."""

    @classmethod
    def make(
        cls, context: UserContext, limits: ConnectionLimits | None = None
    ) -> UnifiedWebSocketManager:
        """The manager of a user who is about to connect."""
        return get_websocket_manager(context, limits=limits)


async def open_connection(manager: WebSocketManagerProtocol, websocket: Any) -> Connection:
    """Make a connection of the transport, tell its client its id, and hand it to the manager."""
    connection_id = generate_connection_id(manager.user_id)
    connection = Connection(connection_id, manager.user_id, websocket)
    await manager.add_connection(connection)
    sessions.remember(connection)
    policy.monitor.beat(connection_id, time.monotonic())
    await manager.send(ServerMessage(MessageType.WELCOME, {"connection_id": connection_id}))
    return connection


async def close_connection(manager: WebSocketManagerProtocol, connection: Connection) -> None:
    """Take the connection from its manager and close its transport."""
    await manager.remove_connection(connection.connection_id)
    sessions.forget(connection)
    await connection.websocket.close()
