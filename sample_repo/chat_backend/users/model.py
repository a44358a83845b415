"""A user, as the rest of the backend sees one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class User:
    """An account; the hash is what `auth.passwords` made of the password."""

    user_id: str
    name: str
    password_hash: str
