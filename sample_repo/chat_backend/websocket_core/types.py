"""Types that the whole WebSocket core shares. This module imports nothing of ours."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timezone
from enum import Enum
from typing import Any


class MessageType(Enum):
    """Every kind of message, in both directions."""

    PING = "ping"
    PONG = "pong"
    WELCOME = "welcome"
    CHAT = "chat"
    RUN_AGENT = "run_agent"
    AGENT_STARTED = "agent_started"
    AGENT_THINKING = "agent_thinking"
    TOOL_EXECUTING = "tool_executing"
    TOOL_COMPLETED = "tool_completed"
    AGENT_COMPLETED = "agent_completed"
    ERROR = "error"


@dataclass(frozen=True)
class ServerMessage:
    """A message to a client."""

    type: MessageType
    payload: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class ClientMessage:
    """A message from a client."""

    type: MessageType
    payload: dict[str, object] = field(default_factory=dict)


@dataclass
class WebSocketConnection:
    """One connection of one user; without a transport while it is only announced."""

    connection_id: str
    user_id: str
    websocket: Any = None
    connected_at: datetime = field(default_factory=lambda: datetime.now(timezone.utc))

    def __post_init__(self) -> None:
        if not self.connection_id:
            raise ValueError("a connection has an id")
        if not self.user_id:
            raise ValueError("a connection belongs to a user")
