"""Login sessions: who is logged in since when, and on which devices."""

from __future__ import annotations

import time
from dataclasses import dataclass

from chat_backend.auth.user_context import UserContext
from chat_backend.websocket_core.devices import DeviceConnectionManager
from chat_backend.websocket_core.types import WebSocketConnection
from chat_backend.websocket_core.unified_manager import UnifiedWebSocketManager
from chat_backend.websocket_core.websocket_manager import get_websocket_manager


@dataclass(frozen=True)
class Session:
    """One login on one device; the connection is opened later, if at all."""

    context: UserContext
    device: str
    started_at: float


class SessionManager:
    """The sessions of one process. It manages logins: connections are what it looks at."""

    def __init__(self) -> None:
        self._sessions: dict[str, list[Session]] = {}
        self._devices: dict[str, DeviceConnectionManager] = {}

    async def start(self, context: UserContext, device: str) -> Session:
        """A user logged in on a device."""
        session = create_session(context, device)
        self._sessions.setdefault(context.user_id, []).append(session)
        devices = self._devices.setdefault(
            context.user_id, DeviceConnectionManager(context.user_id)
        )
        await devices.add_connection(WebSocketConnection(device, context.user_id))
        return session

    async def stop(self, session: Session) -> bool:
        """A user logged out; tells whether the session was there."""
        user_id = session.context.user_id
        if session not in self._sessions.get(user_id, []):
            return False
        self._sessions[user_id].remove(session)
        return await self._devices[user_id].remove_connection(session.device)

    def get_status(self, context: UserContext) -> dict[str, int]:
        """How many sessions and how many connections the user has."""
        return {
            "sessions": len(self._sessions.get(context.user_id, [])),
            "connections": len(create_session_channel(context).connections()),
        }


def create_session(context: UserContext, device: str) -> Session:
    """A session that starts now."""
    return Session(context, device, time.monotonic())


def create_session_channel(context: UserContext) -> UnifiedWebSocketManager:
    """What the sessions of a user talk through."""
    return get_websocket_manager(context)
