"""The agents that there are, and how each of them is run."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from chat_backend.agents.definitions import AgentDefinition
from chat_backend.agents.execution import run_definition
from chat_backend.agents.tools import count_words, shorten


class UnknownAgentError(LookupError):
    """There is no such agent."""


class AgentRegistry:
    """Agents by name; each is run by the runner, which tests may replace."""

    def __init__(self, runner: Callable[..., Awaitable[str]] = run_definition) -> None:
        self.runner = runner
        self._definitions: dict[str, AgentDefinition] = {}

    def add(self, definition: AgentDefinition) -> None:
        """Make an agent known."""
        self._definitions[definition.name] = definition

    def get(self, name: str) -> AgentDefinition:
        """The agent with this name."""
        if name not in self._definitions:
            raise UnknownAgentError(name)
        return self._definitions[name]

    def names(self) -> list[str]:
        """The names of all agents, sorted."""
        return sorted(self._definitions)


def default_registry() -> AgentRegistry:
    """The agents that every installation has."""
    registry = AgentRegistry()
    registry.add(AgentDefinition("counter", "count words", "count_words", count_words))
    registry.add(AgentDefinition("editor", "shorten texts", "shorten", shorten))
    return registry
