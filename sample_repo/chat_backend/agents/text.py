"""Text for agents: prompts and answers are kept short."""

from __future__ import annotations


def truncate_text(text: str, words: int = 40) -> str:
    """The first words of the text."""
    found = text.split()
    return text if len(found) <= words else " ".join(found[:words]) + " …"
