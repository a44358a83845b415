"""A user, as the rest of the backend sees one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class User:
    """An account; the hash is what `auth.passwords` made of the password."""

    user_id: str
    name: str
    password_hash: str


@dataclass(frozen=True)
class Account:
    """An account as clients see it: no hash leaves the backend."""

    user_id: str
    name: str
    is_online: bool = False
