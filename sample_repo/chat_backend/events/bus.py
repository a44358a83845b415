"""Publishes events to whoever subscribed to their topic."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from chat_backend.events import archive
from chat_backend.events.model import Event

Subscriber = Callable[[Event], None]


class EventBus:
    """Topics and their subscribers, with an archive of what went by."""

    def __init__(self) -> None:
        self.archive = archive.EventArchive()
        self._subscribers: dict[str, list[Subscriber]] = defaultdict(list)

    def subscribe(self, topic: str, subscriber: Subscriber) -> None:
        """Call the subscriber for each event of the topic from now on."""
        self._subscribers[topic].append(subscriber)

    def publish(self, event: Event) -> None:
        """Tell the subscribers, in the order in which they came."""
        for subscriber in self._subscribers[event.topic]:
            subscriber(event)

    def publish_and_keep(self, event: Event) -> None:
        """Publish the event and remember it."""
        self.archive.append(event)
        self.publish(event)
