"""Finding messages again."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chat_backend.messages.conversation import Conversation
    from chat_backend.messages.model import ChatMessage


def find_messages(conversation: Conversation, words: str) -> list[ChatMessage]:
    """The messages that contain all of the words, in any order."""
    wanted = words.lower().split()
    return [
        message
        for message in conversation.messages()
        if all(word in message.text.lower() for word in wanted)
    ]


def preview_matches(conversation: Conversation, words: str) -> list[str]:
    """The matches, each cut to a short line."""
    from chat_backend.text import truncate_text

    return [truncate_text(message.text) for message in find_messages(conversation, words)]
