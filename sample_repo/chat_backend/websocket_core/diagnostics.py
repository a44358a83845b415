"""Answers for operators."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import utils
from .websocket_manager import all_connections

if TYPE_CHECKING:
    from .unified_manager import UnifiedWebSocketManager


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
