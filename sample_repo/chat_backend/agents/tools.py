"""The tools that agents may use."""

from __future__ import annotations

from chat_backend.agents.text import truncate_text


def count_words(prompt: str) -> str:
    """How many words the prompt has."""
    return f"{len(prompt.split())} words"


def shorten(prompt: str) -> str:
    """The beginning of the prompt."""
    return truncate_text(prompt, words=5)
