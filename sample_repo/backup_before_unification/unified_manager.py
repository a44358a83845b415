"""A copy from before the managers were unified. Nobody imports it; the plan excludes it."""

from chat_backend.websocket_core.connections import WebSocketConnection
from chat_backend.websocket_core.types import MessageType


class UnifiedWebSocketManager:
    def __init__(self):
        self.connections = {}

    def add(self, connection: WebSocketConnection):
        self.connections[connection.connection_id] = connection

    def ping(self):
        return MessageType.PING
