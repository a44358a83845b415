"""All messages, in the order in which they were written."""

from __future__ import annotations

from chat_backend.messages.formatting import format_line
from chat_backend.messages.model import ChatMessage
from chat_backend.messages.search import find_messages


class Conversation:
    """Keeps messages and finds them again."""

    def __init__(self) -> None:
        self._messages: list[ChatMessage] = []

    def add(self, sender_id: str, recipient_id: str, text: str) -> ChatMessage:
        """Keep one message and give it a number."""
        message = ChatMessage(len(self._messages) + 1, sender_id, recipient_id, text)
        self._messages.append(message)
        return message

    def messages(self) -> list[ChatMessage]:
        """Every message, oldest first."""
        return list(self._messages)

    def visible_to(self, user_id: str) -> list[ChatMessage]:
        """The messages that the user wrote or got."""
        return [m for m in self._messages if user_id in (m.sender_id, m.recipient_id)]

    def search(self, words: str) -> list[ChatMessage]:
        """The messages that contain all of the words."""
        return find_messages(self, words)

    def transcript(self) -> str:
        """The conversation as text, one message a line."""
        return "\n".join(format_line(message) for message in self._messages)
