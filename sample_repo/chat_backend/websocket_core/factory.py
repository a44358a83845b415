"""Ways to get a manager: every part of the backend wanted its own arguments, in its own order.

All of them give the manager that `get_websocket_manager` gives.
"""

from __future__ import annotations

from collections.abc import Callable

from chat_backend.auth.user_context import UserContext
from chat_backend.websocket_core.unified_manager import (
    UnifiedWebSocketManager,
    WebSocketManagerMode,
)
from chat_backend.websocket_core.websocket_manager import ConnectionLimits, get_websocket_manager


def create_websocket_manager(
    context: UserContext,
    *,
    mode: WebSocketManagerMode = WebSocketManagerMode.UNIFIED,
    limits: ConnectionLimits | None = None,
) -> UnifiedWebSocketManager:
    """The manager of a user who connects."""
    return get_websocket_manager(context, mode=mode, limits=limits)


def make_websocket_manager(
    context: UserContext,
    mode: WebSocketManagerMode = WebSocketManagerMode.UNIFIED,
    limits: ConnectionLimits | None = None,
) -> UnifiedWebSocketManager:
    """The same, for those who do not like to write keywords."""
    return get_websocket_manager(context, mode=mode, limits=limits)


def build_websocket_manager(
    *,
    limits: ConnectionLimits | None = None,
    mode: WebSocketManagerMode = WebSocketManagerMode.UNIFIED,
    context: UserContext,
) -> UnifiedWebSocketManager:
    """The same, for those who write nothing but keywords."""
    return get_websocket_manager(context, limits=limits, mode=mode)


def new_websocket_manager(
    mode: WebSocketManagerMode, context: UserContext
) -> UnifiedWebSocketManager:
    """The manager of a row of a configuration table, which names the mode first."""
    return get_websocket_manager(context, mode=mode)


def init_websocket_manager(
    limits: ConnectionLimits | None, context: UserContext
) -> UnifiedWebSocketManager:
    """The manager of a user for whom other limits hold."""
    return get_websocket_manager(context, limits=limits)


def provide_websocket_manager(
    context: UserContext, limits: ConnectionLimits | None = None
) -> UnifiedWebSocketManager:
    """The manager of a user, in the one mode that is left."""
    manager = get_websocket_manager(context, mode=WebSocketManagerMode.UNIFIED, limits=limits)
    return manager


async def create_manager_async(
    context: UserContext, *, mode: WebSocketManagerMode = WebSocketManagerMode.UNIFIED
) -> UnifiedWebSocketManager:
    """The manager of a user; from the days when making one had to wait for a database."""
    return get_websocket_manager(context, mode=mode)


def get_manager(context: UserContext) -> UnifiedWebSocketManager:
    """The shortest name of them all."""
    return create_websocket_manager(context)


def create_announced_manager(
    context: UserContext, announce: Callable[[str], object]
) -> UnifiedWebSocketManager:
    """The manager of a user, of whom somebody wants to hear first."""
    announce(context.name)
    return get_websocket_manager(context)
