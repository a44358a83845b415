"""All accounts, by id and by name."""

from __future__ import annotations

from chat_backend.storage.repository import Repository
from chat_backend.users.model import User


class UnknownUserError(LookupError):
    """There is no such user."""


class UserDirectory:
    """Finds users; names are unique."""

    def __init__(self) -> None:
        self._users: Repository[User] = Repository("user")

    def add(self, name: str, password_hash: str) -> User:
        """Create an account."""
        if any(user.name == name for user in self._users.all()):
            raise ValueError(f"the name {name!r} is taken")
        user = User(f"user-{len(self._users.all()) + 1}", name, password_hash)
        self._users.save(user.user_id, user)
        return user

    def by_id(self, user_id: str) -> User:
        """The user with this id."""
        user = self._users.find(user_id)
        if user is None:
            raise UnknownUserError(user_id)
        return user

    def by_name(self, name: str) -> User:
        """The user with this name."""
        for user in self._users.all():
            if user.name == name:
                return user
        raise UnknownUserError(name)

    def all(self) -> list[User]:
        """Every user, oldest account first."""
        return self._users.all()

    def describe_presence(self) -> str:
        """A line for the operator: nobody is online in a tracker that nobody fed."""
        from chat_backend.users.presence import PresenceTracker

        return PresenceTracker(self).summary()
