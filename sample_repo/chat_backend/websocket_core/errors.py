"""What can go wrong in the core."""

from __future__ import annotations


class WebSocketError(Exception):
    """Something about a connection or a message is wrong."""


class ConnectionClosedError(WebSocketError):
    """The other side is gone."""


class TooManyConnectionsError(WebSocketError):
    """The user has as many connections as one may have."""


class MalformedMessageError(WebSocketError):
    """A frame is no JSON, or no message that we know."""


class EventOrderError(WebSocketError):
    """An agent reported its steps in an order that makes no sense."""


class WrongUserError(WebSocketError):
    """Somebody tried to reach the connections of another user."""
