"""One run of one agent, step by step."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from chat_backend.agents.registry import AgentDefinition

Report = Callable[[str, dict[str, object]], Awaitable[None]]


async def run_definition(definition: AgentDefinition, prompt: str, report: Report) -> str:
    """Run the agent and report its five events in order; returns the answer."""
    if not isinstance(definition, AgentDefinition):
        raise TypeError(f"not an agent: {definition!r}")
    await report("agent_started", {"agent": definition.name})
    await report("agent_thinking", {"thought": f"{definition.purpose}: {definition.tool_name}"})
    await report("tool_executing", {"tool": definition.tool_name})
    answer = definition.tool(prompt)
    await report("tool_completed", {"tool": definition.tool_name, "result": answer})
    await report("agent_completed", {"agent": definition.name, "answer": answer})
    return answer
