"""Messages as lines of text."""

from __future__ import annotations

from chat_backend.messages.model import ChatMessage


def truncate_text(text: str, width: int = 60) -> str:
    """The text on one line, cut to the width with an ellipsis."""
    line = " ".join(text.split())
    return line if len(line) <= width else line[: width - 1] + "…"


def format_line(message: ChatMessage) -> str:
    """One line for transcripts."""
    return f"{message.sender_id} -> {message.recipient_id}: {truncate_text(message.text)}"
