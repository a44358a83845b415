"""The settings of one backend, read once and passed to whoever needs them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """All settings with their defaults; times are in seconds."""

    token_lifetime_seconds: int = 3600
    max_connections_per_user: int = 3
    messages_per_minute: int = 60

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Read `CHAT_TOKEN_LIFETIME`, `CHAT_MAX_CONNECTIONS` and `CHAT_MESSAGES_PER_MINUTE`."""
        values = os.environ if environ is None else environ
        return cls(
            int(values.get("CHAT_TOKEN_LIFETIME", cls.token_lifetime_seconds)),
            int(values.get("CHAT_MAX_CONNECTIONS", cls.max_connections_per_user)),
            int(values.get("CHAT_MESSAGES_PER_MINUTE", cls.messages_per_minute)),
        )

    def problems(self) -> list[str]:
        """Sentences about settings that cannot work; none if all is well."""
        found = []
        if self.token_lifetime_seconds <= 0:
            found.append("CHAT_TOKEN_LIFETIME must be positive")
        if self.max_connections_per_user < 1:
            found.append("CHAT_MAX_CONNECTIONS must be at least 1")
        return found
