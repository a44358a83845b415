"""A factory for those who want an object that they can pass around."""

from __future__ import annotations

from chat_backend.auth.user_context import UserContext
from chat_backend.websocket_core.unified_manager import (
    UnifiedWebSocketManager,
    WebSocketManagerMode,
)
from chat_backend.websocket_core.websocket_manager import ConnectionLimits, get_websocket_manager


class WebSocketManagerFactory:
    """Has no state: each of its managers is the one that the user has anyway."""

    def create(
        self, context: UserContext, *, limits: ConnectionLimits | None = None
    ) -> UnifiedWebSocketManager:
        """The manager of a user."""
        return get_websocket_manager(context, limits=limits)

    @classmethod
    def create_for_mode(
        cls, mode: WebSocketManagerMode, context: UserContext
    ) -> UnifiedWebSocketManager:
        """The manager of a user, in a mode."""
        return get_websocket_manager(context, mode=mode)

    @staticmethod
    def build(context: UserContext) -> UnifiedWebSocketManager:
        """The manager of a user, as it comes."""
        return get_websocket_manager(context)
