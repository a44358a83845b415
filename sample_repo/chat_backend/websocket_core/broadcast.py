"""One message to several users, each through their own manager."""

from __future__ import annotations

from collections.abc import Iterable

from .types import ServerMessage
from .unified_manager import UnifiedWebSocketManager
from .utils import generate_connection_id, serialize_message_safely
from .websocket_manager import get_websocket_manager
from ..auth.user_context import UserContext


def get_recipient_manager(context: UserContext) -> UnifiedWebSocketManager:
    """The manager of somebody whom a message is for."""
    return get_websocket_manager(context)


class Broadcaster:
    """Sends, and keeps what it sent for those who look after the service."""

    def __init__(self) -> None:
        self.channel_id = generate_connection_id("broadcast")
        self.sent: list[dict[str, object]] = []

    async def send(self, user_ids: Iterable[str], message: ServerMessage) -> int:
        """Returns how many connections got it; a user named twice gets it once."""
        self.sent.append(serialize_message_safely(message))
        delivered = 0
        for user_id in dict.fromkeys(user_ids):
            manager = get_recipient_manager(UserContext(user_id, user_id))
            delivered += await manager.send(message)
        return delivered
