"""Notices for users who are not connected: by mail, to their telephones, or both."""

from __future__ import annotations


class ChannelManager:
    """Keeps the notices of one channel until they are fetched."""

    def __init__(self) -> None:
        self._outbox: list[tuple[str, str]] = []

    def queue_notice(self, user_id: str, text: str) -> None:
        """Keep one notice."""
        self._outbox.append((user_id, self.worded(text)))

    def worded(self, text: str) -> str:
        """The text as it is worded on this channel."""
        raise NotImplementedError


class MailChannelManager(ChannelManager):
    """Notices that go out as mail."""

    def worded(self, text: str) -> str:
        """With a greeting."""
        return f"Hello, {text}"

    def flush_outbox(self) -> list[tuple[str, str]]:
        """Hand the notices out, and forget them."""
        notices, self._outbox = self._outbox, []
        return notices

    def waiting_for(self, user_id: str) -> int:
        """How many notices of this user wait."""
        return sum(recipient == user_id for recipient, _ in self._outbox)


class PushChannelManager(ChannelManager):
    """Notices that go to telephones."""

    def worded(self, text: str) -> str:
        """Short."""
        return text[:40]

    def flush_outbox(self) -> list[tuple[str, str]]:
        """Hand the notices out, and forget them."""
        notices, self._outbox = self._outbox, []
        return notices

    def waiting_for(self, user_id: str) -> int:
        """How many notices of this user wait."""
        return sum(recipient == user_id for recipient, _ in self._outbox)


class NotificationManager:
    """All channels behind one front."""

    def __init__(self) -> None:
        self._mail = MailChannelManager()
        self._push = PushChannelManager()

    def queue_notice(self, user_id: str, text: str) -> None:
        """Keep one notice for every channel."""
        self._mail.queue_notice(user_id, text)
        self._push.queue_notice(user_id, text)

    def flush_outbox(self) -> list[tuple[str, str]]:
        """The notices of all channels."""
        return [*self._mail.flush_outbox(), *self._push.flush_outbox()]

    def waiting_for(self, user_id: str) -> int:
        """How many notices of this user wait, on all channels."""
        return self._mail.waiting_for(user_id) + self._push.waiting_for(user_id)
