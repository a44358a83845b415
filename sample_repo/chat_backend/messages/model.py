"""One message between two users."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ChatMessage:
    """Ids of the message, of who wrote it and of who gets it, and the text."""

    message_id: int
    sender_id: str
    recipient_id: str
    text: str
