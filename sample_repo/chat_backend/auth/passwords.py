"""Passwords are kept as salted hashes only."""

from __future__ import annotations

import hashlib
import hmac
import secrets

ROUNDS = 1_000  # for a demonstration; a service that faces the world needs far more


def hash_password(password: str, salt: str | None = None) -> str:
    """The salt and the hash, as one text."""
    salt = secrets.token_hex(8) if salt is None else salt
    digest = hashlib.pbkdf2_hmac("sha256", password.encode(), salt.encode(), ROUNDS)
    return f"{salt}${digest.hex()}"


def verify_password(password: str, stored: str) -> bool:
    """Whether the password is the one that was hashed."""
    salt, _, _ = stored.partition("$")
    return hmac.compare_digest(hash_password(password, salt), stored)
