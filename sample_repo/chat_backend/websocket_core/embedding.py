"""A bare list of connections for programs that embed the core, with or without the managers."""

from __future__ import annotations

from chat_backend.websocket_core.types import ServerMessage

try:
    from chat_backend.websocket_core.unified_manager import UnifiedWebSocketManager
except ImportError:  # small distributions ship the types only

    class UnifiedWebSocketManager:
        """As much of the manager as can be had without the rest."""

        def __init__(self, user_id):
            self.user_id = user_id
            self._connections = {}

        async def remove_connection(self, connection_id):
            """Forget a connection; tells whether there was one."""
            return self._connections.pop(connection_id, None) is not None

        def connections(self):
            """The open connections, oldest first."""
            return list(self._connections.values())


class EmbeddedChat:
    """The chat of one user inside another program."""

    def __init__(self, user_id: str) -> None:
        self.manager = UnifiedWebSocketManager(user_id)

    def is_idle(self) -> bool:
        """Whether nobody is connected."""
        return not self.manager.connections()


def frame_of(message: ServerMessage) -> tuple[str, dict[str, object]]:
    """Kind and payload of a message, for programs that write frames themselves."""
    return message.type.value, dict(message.payload)
