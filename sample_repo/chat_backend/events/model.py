"""One thing that happened."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Event:
    """A topic such as `agent_started`, the user it concerns, and details."""

    topic: str
    user_id: str
    details: dict[str, object] = field(default_factory=dict)
