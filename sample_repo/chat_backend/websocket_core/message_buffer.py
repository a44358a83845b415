"""Messages that wait for somebody to receive them."""

from __future__ import annotations

from collections import deque

from .types import ServerMessage


class MessageBuffer:
    """Keeps the last messages; the oldest goes when there is no room."""

    def __init__(self, size: int = 50) -> None:
        self._messages: deque[ServerMessage] = deque(maxlen=size)

    def keep(self, message: ServerMessage) -> None:
        """Keep one message."""
        self._messages.append(message)

    def drain(self) -> list[ServerMessage]:
        """Hand out what was kept, oldest first, and forget it."""
        messages = list(self._messages)
        self._messages.clear()
        return messages

    def __len__(self) -> int:
        return len(self._messages)
