"""Who is online."""

from __future__ import annotations

from chat_backend.users.directory import UserDirectory


class PresenceTracker:
    """Remembers which users have at least one connection."""

    def __init__(self, directory: UserDirectory) -> None:
        self._directory = directory
        self._online: set[str] = set()

    def mark_online(self, user_id: str) -> None:
        """The user has a connection."""
        self._online.add(self._directory.by_id(user_id).user_id)

    def mark_offline(self, user_id: str) -> None:
        """The last connection of the user is gone."""
        self._online.discard(user_id)

    def is_online(self, user_id: str) -> bool:
        """Whether the user has a connection."""
        return user_id in self._online

    def summary(self) -> str:
        """How many of how many are online."""
        return f"{len(self._online)} of {len(self._directory.all())} online"
