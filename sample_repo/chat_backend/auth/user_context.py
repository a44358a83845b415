"""On whose behalf something is done; everything that isolates users is keyed by this."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class UserContext:
    """One authenticated user."""

    user_id: str
    name: str
