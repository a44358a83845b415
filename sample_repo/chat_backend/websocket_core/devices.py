"""The devices of one user, as the login sessions see them."""

from __future__ import annotations

from chat_backend.websocket_core.message_buffer import MessageBuffer
from chat_backend.websocket_core.types import ServerMessage
from chat_backend.websocket_core.unified_manager import WebSocketConnection
from chat_backend.websocket_core.utils import encode_message, is_open


class DeviceConnectionManager:
    """One connection for each device that the user is logged in on."""

    def __init__(self, user_id: str) -> None:
        self.user_id = user_id
        self._connections: dict[str, WebSocketConnection] = {}
        self._buffer = MessageBuffer()

    async def add_connection(self, connection: WebSocketConnection) -> None:
        """Take the connection of one more device in."""
        self._connections[connection.connection_id] = connection

    async def remove_connection(self, connection_id: str) -> bool:
        """Forget a device; tells whether it was there."""
        return self._connections.pop(connection_id, None) is not None

    def connections(self) -> list[WebSocketConnection]:
        """The connections of all devices."""
        return list(self._connections.values())

    def find_connection(self, connection_id: str) -> WebSocketConnection | None:
        """The connection of one device, if it is open."""
        device = self._connections.get(connection_id)
        return device if device is not None and is_open(device.websocket) else None

    async def send(self, message: ServerMessage) -> int:
        """Send to every device; returns to how many."""
        text = encode_message(message)
        for connection in self.connections():
            await connection.websocket.send_text(text)
        return len(self._connections)
