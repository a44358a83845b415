"""The last events, kept for late listeners."""

from collections import deque

from chat_backend.events.bus import EventBus
from chat_backend.events.model import Event


class EventArchive:
    """A bounded memory of events."""

    def __init__(self, size: int = 1000) -> None:
        self._events: deque[Event] = deque(maxlen=size)

    def append(self, event: Event) -> None:
        """Remember one event; the oldest goes when the archive is full."""
        self._events.append(event)

    def of_user(self, user_id: str) -> list[Event]:
        """The remembered events of one user, oldest first."""
        return [event for event in self._events if event.user_id == user_id]

    def replay(self, bus: EventBus, user_id: str) -> int:
        """Publish the events of one user again; returns how many there were."""
        events = self.of_user(user_id)
        for event in events:
            bus.publish(event)
        return len(events)
