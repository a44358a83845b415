"""The five events of an agent run come in one order; this watches over it."""

from __future__ import annotations

from chat_backend.auth.user_context import UserContext
from chat_backend.websocket_core import types as ws_types
from chat_backend.websocket_core.errors import EventOrderError

AGENT_EVENTS = (
    ws_types.MessageType.AGENT_STARTED,
    ws_types.MessageType.AGENT_THINKING,
    ws_types.MessageType.TOOL_EXECUTING,
    ws_types.MessageType.TOOL_COMPLETED,
    ws_types.MessageType.AGENT_COMPLETED,
)


class EventValidator:
    """Watches the runs of one user, one run after the other."""

    def __init__(self, user_id: str) -> None:
        self.user_id = user_id
        self._position = 0

    def check(self, kind: ws_types.MessageType) -> None:
        """Raise `EventOrderError` unless this is the event that has to come next."""
        expected = AGENT_EVENTS[self._position]
        if kind is not expected:
            raise EventOrderError(f"{kind.value} where {expected.value} was due")
        self._position = (self._position + 1) % len(AGENT_EVENTS)


class EventValidatorFactory:
    """Makes one validator for each user: the runs of two users never mix."""

    def __init__(self) -> None:
        self._validators: dict[str, EventValidator] = {}

    def for_user(self, context: UserContext) -> EventValidator:
        """The validator of this user."""
        return self._validators.setdefault(context.user_id, EventValidator(context.user_id))
