"""Runs agents for users and sends every step to their connections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chat_backend.agents.registry import AgentRegistry, default_registry
from chat_backend.auth.user_context import UserContext
from chat_backend.events.feed import EventFeed

from ..websocket_core.manager import get_websocket_manager

if TYPE_CHECKING:
    from ..websocket_core.compat import WebSocketManagerProtocol


class AgentSupervisor:
    """One supervisor serves all users; what it sends goes to the user of the run only."""

    def __init__(self, feed: EventFeed, registry: AgentRegistry | None = None) -> None:
        self._feed = feed
        self.registry = registry or default_registry()

    async def run(self, context: UserContext, agent: str, prompt: str) -> str:
        """Run one agent for one user; returns its answer."""
        from chat_backend.websocket_core import WebSocketEmitterFactory

        emitter = WebSocketEmitterFactory(self.manager_of(context)).for_user(context)

        async def report(topic: str, details: dict[str, object]) -> None:
            await emitter.emit(topic, details)
            self._feed.tell(topic, context.user_id, **details)

        return await self.registry.runner(self.registry.get(agent), prompt, report)

    def manager_of(self, context: UserContext) -> WebSocketManagerProtocol:
        """The manager of this user, and of no other."""
        return get_websocket_manager(context)
