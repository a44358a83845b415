"""Names under which earlier versions offered the core."""

from chat_backend.websocket_core.manager import UnifiedWebSocketManager
from chat_backend.websocket_core.protocols import WebSocketManagerProtocol
from chat_backend.websocket_core.types import ServerMessage
from chat_backend.websocket_core.unified_manager import (
    serialize_message_safely as serialize_message,
)
from chat_backend.websocket_core.utils import generate_connection_id as new_connection_id
from chat_backend.websocket_core.websocket_manager import WebSocketConnection, WebSocketManagerMode

WebSocketManager = UnifiedWebSocketManager

__all__ = [
    "ServerMessage",
    "UnifiedWebSocketManager",
    "WebSocketConnection",
    "WebSocketManager",
    "WebSocketManagerMode",
    "WebSocketManagerProtocol",
    "new_connection_id",
    "serialize_message",
]
