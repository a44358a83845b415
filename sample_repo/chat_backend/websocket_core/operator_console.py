"""What an operator tells the people who look after the service with them."""

from __future__ import annotations

from chat_backend.websocket_core.lifecycle import open_connection
from chat_backend.websocket_core.operator_manager import UnifiedWebSocketManager
from chat_backend.websocket_core.transport import InMemoryWebSocket
from chat_backend.websocket_core.types import MessageType, ServerMessage


class OperatorConsole:
    """The screens of one operator: opened one by one, closed all at once."""

    def __init__(self, operator: str) -> None:
        self._manager = UnifiedWebSocketManager(f"operator-{operator}")

    async def open_screen(self) -> InMemoryWebSocket:
        """Open one more screen."""
        screen = InMemoryWebSocket()
        await open_connection(self._manager, screen)
        return screen

    async def announce(self, text: str) -> int:
        """Show a text on every screen; returns on how many."""
        return await self._manager.send(ServerMessage(MessageType.CHAT, {"text": text}))

    async def leave(self) -> int:
        """Close all screens; returns how many there were."""
        return await self._manager.close_all()
