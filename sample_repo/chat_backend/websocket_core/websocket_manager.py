"""The canonical way to get a manager: one for each user, made when it is first asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chat_backend.auth.user_context import UserContext
from chat_backend.websocket_core.unified_manager import WebSocketConnection, WebSocketManagerMode

if TYPE_CHECKING:
    from chat_backend.websocket_core.unified_manager import UnifiedWebSocketManager


@dataclass(frozen=True)
class ConnectionLimits:
    """How many connections one user may have."""

    per_user: int = 3


_managers: dict[str, UnifiedWebSocketManager] = {}


def get_websocket_manager(
    context: UserContext,
    *,
    mode: WebSocketManagerMode = WebSocketManagerMode.UNIFIED,
    limits: ConnectionLimits | None = None,
) -> UnifiedWebSocketManager:
    """The manager of this user; mode and limits count when it is made."""
    # Imported here, since unified_manager imports the limits from this module.
    from chat_backend.websocket_core.unified_manager import UnifiedWebSocketManager

    if context.user_id not in _managers:
        _managers[context.user_id] = UnifiedWebSocketManager(context.user_id, mode, limits)
    return _managers[context.user_id]


def get_manager_for_context(
    context: UserContext, mode: WebSocketManagerMode = WebSocketManagerMode.UNIFIED
) -> UnifiedWebSocketManager:
    """The manager of this user, looked up before it is asked for; older than `get_websocket_manager`."""
    if context.user_id in _managers:
        return _managers[context.user_id]
    return get_websocket_manager(context, mode=mode)


def provide_manager(context: UserContext) -> UnifiedWebSocketManager:
    """The manager of this user, from the cache if it is there."""
    return _managers.get(context.user_id) or get_websocket_manager(context)


def all_connections() -> list[WebSocketConnection]:
    """The connections of all users, for operators."""
    return [found for manager in _managers.values() for found in manager.connections()]


def forget_managers() -> None:
    """Start over; for tests and for a restart without a new process."""
    _managers.clear()
