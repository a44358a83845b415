"""Sends what agents report to the connections of the user who runs them."""

from __future__ import annotations

from ..auth.user_context import UserContext
from .errors import WrongUserError
from .event_validator import EventValidator, EventValidatorFactory
from .protocols import WebSocketManagerProtocol
from .types import MessageType, ServerMessage


class WebSocketEmitter:
    """The events of one user's agent runs."""

    def __init__(self, manager: WebSocketManagerProtocol, validator: EventValidator) -> None:
        self._manager = manager
        self._validator = validator

    async def emit(self, topic: str, details: dict[str, object]) -> int:
        """Send one event; returns how many connections got it."""
        kind = MessageType(topic)
        self._validator.check(kind)
        return await self._manager.send(ServerMessage(kind, details))


class WebSocketEmitterFactory:
    """Makes emitters, and refuses to make one that would reach somebody else."""

    def __init__(self, manager: WebSocketManagerProtocol) -> None:
        self._manager = manager
        self._validators = EventValidatorFactory()

    def for_user(self, context: UserContext) -> WebSocketEmitter:
        """The emitter of this user, whose manager it has to be."""
        if self._manager.user_id != context.user_id:
            raise WrongUserError(f"the manager of {self._manager.user_id}, not {context.user_id}")
        return WebSocketEmitter(self._manager, self._validators.for_user(context))
