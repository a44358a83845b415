"""Tells from a token on whose behalf a connection speaks."""

from __future__ import annotations

from chat_backend.auth.tokens import TokenIssuer
from chat_backend.auth.user_context import UserContext
from chat_backend.users.directory import UserDirectory


class WebSocketAuthenticator:
    """Token in, user out."""

    def __init__(self, tokens: TokenIssuer, directory: UserDirectory) -> None:
        self._tokens = tokens
        self._directory = directory

    def authenticate(self, token: str) -> UserContext:
        """The user of the token; raises `InvalidTokenError` for any other text."""
        user = self._directory.by_id(self._tokens.owner(token))
        return UserContext(user.user_id, user.name)
