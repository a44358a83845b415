"""Tokens that say who somebody is, for a limited time."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass


class InvalidTokenError(PermissionError):
    """The token is unknown, revoked or too old."""


@dataclass(frozen=True)
class _Grant:
    user_id: str
    expires_at: float


class TokenIssuer:
    """Hands out tokens and tells whose they are."""

    def __init__(self, lifetime: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._lifetime = lifetime
        self._clock = clock
        self._grants: dict[str, _Grant] = {}

    def issue(self, user_id: str) -> str:
        """A new token of this user."""
        token = secrets.token_urlsafe(16)
        self._grants[token] = _Grant(user_id, self._clock() + self._lifetime)
        return token

    def owner(self, token: str) -> str:
        """The id of the user that the token belongs to."""
        grant = self._grants.get(token)
        if grant is None or grant.expires_at <= self._clock():
            raise InvalidTokenError("log in again")
        return grant.user_id

    def revoke(self, token: str) -> None:
        """The token is worth nothing from now on."""
        self._grants.pop(token, None)
