"""Measures how long sending takes, now and then, with a manager that no user has."""

from __future__ import annotations

import time
from typing import Protocol

from chat_backend.auth.user_context import UserContext
from chat_backend.websocket_core import isolated_manager
from chat_backend.websocket_core.types import MessageType, ServerMessage
from chat_backend.websocket_core.unified_manager import UnifiedWebSocketManager
from chat_backend.websocket_core.websocket_manager import get_websocket_manager


class SampleManager(Protocol):
    """What the reports need of whoever takes samples."""

    def start(self) -> None:
        """Take samples from now on."""

    def stop(self) -> None:
        """Take no more."""

    def get_status(self) -> dict[str, float]:
        """What was measured."""


class SendSampleManager(SampleManager):
    """Samples of the time that one message takes."""

    def __init__(self) -> None:
        self._running = False
        self._seconds: list[float] = []
        self._manager = isolated_manager.UnifiedWebSocketManager("sampling")

    def start(self) -> None:
        """Take samples from now on."""
        self._running = True

    def stop(self) -> None:
        """Take no more."""
        self._running = False

    def get_status(self) -> dict[str, float]:
        """How many samples there are, and the slowest."""
        return {"samples": len(self._seconds), "slowest": max(self._seconds, default=0.0)}

    async def sample(self) -> None:
        """Send a message that reaches nobody, if samples are wanted."""
        if self._running:
            began = time.perf_counter()
            await self._manager.send(ServerMessage(MessageType.PING))
            self._seconds.append(time.perf_counter() - began)


def make_sampled_manager(context: UserContext) -> UnifiedWebSocketManager:
    """The manager of a user whose sending is to be measured."""
    return get_websocket_manager(context)


async def seconds_to_send(context: UserContext, message: ServerMessage) -> float:
    """How long it takes to send one message to one user."""
    manager = make_sampled_manager(context)
    began = time.perf_counter()
    await manager.send(message)
    return time.perf_counter() - began
