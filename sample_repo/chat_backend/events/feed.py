"""The bus and the archive behind one front, which is what the rest of the backend uses."""

from __future__ import annotations

from chat_backend.events.archive import EventArchive
from chat_backend.events.bus import EventBus, Subscriber
from chat_backend.events.model import Event


class EventFeed:
    """Tell it what happens; ask it what happened."""

    def __init__(self) -> None:
        self._bus = EventBus()

    @property
    def archive(self) -> EventArchive:
        """What is remembered."""
        return self._bus.archive

    def tell(self, topic: str, user_id: str, **details: object) -> None:
        """Something happened to a user."""
        self._bus.publish_and_keep(Event(topic, user_id, details))

    def listen(self, topic: str, subscriber: Subscriber) -> None:
        """Call the subscriber when something happens."""
        self._bus.subscribe(topic, subscriber)

    def replay(self, user_id: str) -> int:
        """Tell again what happened to this user."""
        return self.archive.replay(self._bus, user_id)
