"""The manager of one user's connections, and the types that everything else shares with it."""

from __future__ import annotations

import dataclasses
import logging
from dataclasses import dataclass, field
from datetime import date, datetime, timezone
from enum import Enum
from typing import Any

from chat_backend.websocket_core.errors import ConnectionClosedError, TooManyConnectionsError
from chat_backend.websocket_core.message_buffer import MessageBuffer
from chat_backend.websocket_core.types import ServerMessage

logger = logging.getLogger(__name__)

__all__ = [
    "UnifiedWebSocketManager",
    "WebSocketConnection",
    "WebSocketManagerMode",
    "serialize_message_safely",
]

_MAX_DEPTH = 20  # deeper than any message of ours; a structure that contains itself ends here


class WebSocketManagerMode(Enum):
    """Deprecated: what a manager did with a message that nobody received.

    All modes mean UNIFIED now.
    """

    UNIFIED = "unified"  # keep it until the user connects
    ISOLATED = "isolated"  # was for managers of tests; the same as UNIFIED
    DEGRADED = "degraded"  # was for dropping it; the same as UNIFIED since 0.8


def _utc_now() -> datetime:
    return datetime.now(timezone.utc)


@dataclass
class WebSocketConnection:
    """One open connection of one user."""

    connection_id: str
    user_id: str
    websocket: Any
    connected_at: datetime = field(default_factory=_utc_now)

    def __post_init__(self) -> None:
        if not self.user_id:
            raise ValueError("a connection belongs to a user")


def serialize_message_safely(message: Any) -> dict[str, Any]:
    """Anything as a dictionary that JSON can carry; never raises for an odd value."""
    plain = _plain(message, _MAX_DEPTH)
    return plain if isinstance(plain, dict) else {"value": plain}


def _plain(value: Any, depth: int) -> Any:
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if depth == 0:
        return "…"
    if isinstance(value, Enum):
        return _plain(value.value, depth - 1)
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = dataclasses.fields(value)
        return {item.name: _plain(getattr(value, item.name), depth - 1) for item in fields}
    if isinstance(value, dict):
        return {_plain_key(key): _plain(item, depth - 1) for key, item in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted((_plain(item, depth - 1) for item in value), key=repr)
    if isinstance(value, (list, tuple)):
        return [_plain(item, depth - 1) for item in value]
    return str(value)


def _plain_key(key: Any) -> str:
    return str(key.value) if isinstance(key, Enum) else str(key)


# Below the shared types on purpose: each of these modules imports some of them from here.
from chat_backend.websocket_core.protocols import WebSocketManagerProtocol  # noqa: E402
from chat_backend.websocket_core.utils import encode_message, is_open  # noqa: E402
from chat_backend.websocket_core.websocket_manager import ConnectionLimits  # noqa: E402


class UnifiedWebSocketManager(WebSocketManagerProtocol):
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
