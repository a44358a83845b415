"""Answers for operators."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..auth.user_context import UserContext
from . import utils
from .websocket_manager import WebSocketManagerMode, all_connections, get_websocket_manager

if TYPE_CHECKING:
    from .unified_manager import UnifiedWebSocketManager


def build_described_manager(
    context: UserContext, mode: WebSocketManagerMode = WebSocketManagerMode.UNIFIED
) -> UnifiedWebSocketManager:
    """The manager of a user about whom an operator asks."""
    return get_websocket_manager(context, mode=mode)


def describe_user(context: UserContext) -> str:
    """The state of the manager of one user as one line of JSON."""
    return describe_manager(build_described_manager(context))


def describe_manager(manager: UnifiedWebSocketManager) -> str:
    """The state of one manager as one line of JSON."""
    return utils.encode_message(manager.describe())


def open_connection_count() -> int:
    """How many connections there are, of all users."""
    return sum(utils.is_open(connection.websocket) for connection in all_connections())


def empty_buffer_report() -> dict[str, Any]:
    """What a fresh buffer looks like; operators compare with it."""
    from chat_backend.websocket_core.buffering import MessageBuffer

    return {"waiting": len(MessageBuffer())}
