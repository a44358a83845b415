"""The wire: here only a list, in a server a socket."""

from __future__ import annotations

import json

from chat_backend.websocket_core.errors import ConnectionClosedError


class InMemoryWebSocket:
    """Keeps what was sent, as text, in order."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.closed = False

    async def send_text(self, text: str) -> None:
        """Send one frame."""
        if self.closed:
            raise ConnectionClosedError("the client is gone")
        self.sent.append(text)

    async def close(self) -> None:
        """Nothing can be sent from now on."""
        self.closed = True

    def frames(self) -> list[dict[str, object]]:
        """What was sent, decoded."""
        return [json.loads(text) for text in self.sent]

    def types(self) -> list[str]:
        """The kinds of what was sent, in order."""
        return [str(frame["type"]) for frame in self.frames()]
