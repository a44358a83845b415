"""Name and password in, token out."""

from __future__ import annotations

from chat_backend.auth.audit import AuditRecord, record_login
from chat_backend.auth.passwords import hash_password, verify_password
from chat_backend.auth.rate_limits import create_rate_limiter
from chat_backend.auth.tokens import TokenIssuer
from chat_backend.users.directory import UnknownUserError, UserDirectory
from chat_backend.users.model import User


class LoginError(PermissionError):
    """The name or the password is wrong; which of them is nobody's business."""


class LoginService:
    """Registers users and logs them in."""

    def __init__(self, directory: UserDirectory, tokens: TokenIssuer) -> None:
        self._directory = directory
        self._tokens = tokens
        self._limiter = create_rate_limiter()
        self.trail: list[AuditRecord] = []

    def register(self, name: str, password: str) -> User:
        """Create an account."""
        return self._directory.add(name, hash_password(password))

    def login(self, name: str, password: str) -> str:
        """A token, for the right password."""
        succeeded = self._limiter.allow(name) and self._is_right(name, password)
        record_login(self.trail, name, succeeded=succeeded)
        if not succeeded:
            raise LoginError("wrong name or password")
        return self._tokens.issue(self._directory.by_name(name).user_id)

    def _is_right(self, name: str, password: str) -> bool:
        try:
            return verify_password(password, self._directory.by_name(name).password_hash)
        except UnknownUserError:
            return False
