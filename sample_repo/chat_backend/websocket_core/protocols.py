"""What a manager has to offer, whichever class it is."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from chat_backend.websocket_core.types import ServerMessage
from chat_backend.websocket_core.unified_manager import WebSocketConnection


@runtime_checkable
class WebSocketManagerProtocol(Protocol):
    """The manager of one user's connections."""

    user_id: str

    async def add_connection(self, connection: WebSocketConnection) -> None:
        """Take a connection in."""

    async def remove_connection(self, connection_id: str) -> bool:
        """Forget a connection."""

    def connections(self) -> list[WebSocketConnection]:
        """The open connections."""

    async def send(self, message: ServerMessage) -> int:
        """Send to every connection."""


def is_connection_of(candidate: object, user_id: str) -> bool:
    """Whether this is a connection, and one of that user."""
    return isinstance(candidate, WebSocketConnection) and candidate.user_id == user_id
