"""The WebSocket core: connections, managers, and what is sent through them.

The order of these imports matters: `unified_manager` has to come first.
"""

from .unified_manager import (
    UnifiedWebSocketManager,
    WebSocketConnection,
    WebSocketManagerMode,
    serialize_message_safely,
)
from .websocket_manager import get_websocket_manager
from .authenticator import WebSocketAuthenticator
from .emitter import WebSocketEmitterFactory
from .event_validator import EventValidatorFactory
from .protocols import WebSocketManagerProtocol
from .types import MessageType, ServerMessage

__all__ = [
    "EventValidatorFactory",
    "MessageType",
    "ServerMessage",
    "UnifiedWebSocketManager",
    "WebSocketAuthenticator",
    "WebSocketConnection",
    "WebSocketEmitterFactory",
    "WebSocketManagerMode",
    "WebSocketManagerProtocol",
    "get_websocket_manager",
    "serialize_message_safely",
]
