"""What an agent is: a name, a purpose and the tool that it uses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class AgentDefinition:
    """The tool takes the prompt and returns the answer."""

    name: str
    purpose: str
    tool_name: str
    tool: Callable[[str], str]
