"""Takes frames apart and hands each to who asked for its kind."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable

from chat_backend.auth.user_context import UserContext
from chat_backend.websocket_core.errors import MalformedMessageError
from chat_backend.websocket_core.handlers import register_core_handlers
from chat_backend.websocket_core.types import ClientMessage, MessageType

Handler = Callable[[UserContext, dict[str, object]], Awaitable[None]]


class MessageRouter:
    """Handlers by kind of message."""

    def __init__(self) -> None:
        self._handlers: dict[MessageType, Handler] = {}
        register_core_handlers(self)

    def register(self, kind: MessageType, handler: Handler) -> None:
        """This handler gets the messages of that kind from now on."""
        self._handlers[kind] = handler

    async def route(self, context: UserContext, raw: str) -> None:
        """Hand one frame to its handler."""
        message = parse_message(raw)
        handler = self._handlers.get(message.type)
        if handler is None:
            raise MalformedMessageError(f"nobody handles {message.type.value}")
        await handler(context, message.payload)


def parse_message(raw: str) -> ClientMessage:
    """The message that a frame holds, or `MalformedMessageError`."""
    try:
        data = json.loads(raw)
        return ClientMessage(MessageType(data["type"]), dict(data.get("payload", {})))
    except (ValueError, KeyError, TypeError) as error:
        raise MalformedMessageError(f"no message: {raw[:40]!r}") from error
