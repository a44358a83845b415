"""What is done with messages that concern the core alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chat_backend.auth.user_context import UserContext
from chat_backend.websocket_core.types import MessageType, ServerMessage
from chat_backend.websocket_core.unified_manager import UnifiedWebSocketManager
from chat_backend.websocket_core.websocket_manager import get_websocket_manager

if TYPE_CHECKING:
    from chat_backend.websocket_core.message_router import MessageRouter


def get_reply_manager(context: UserContext) -> UnifiedWebSocketManager:
    """The manager through which a reply goes."""
    return get_websocket_manager(context)


async def handle_ping(context: UserContext, payload: dict[str, object]) -> None:
    """Answer with what came."""
    await get_reply_manager(context).send(ServerMessage(MessageType.PONG, payload))


def register_core_handlers(router: MessageRouter) -> None:
    """Make the handlers of this module known to a router."""
    router.register(MessageType.PING, handle_ping)
