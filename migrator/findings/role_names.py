"""Patterns for names, as the plan writes them: ``*Manager``, ``*ConnectionManager*``."""

from collections.abc import Iterable
from fnmatch import fnmatchcase


def matching(name: str, patterns: Iterable[str]) -> str:
    """The first pattern that the name fits, or ``""``."""
    return next((pattern for pattern in patterns if fnmatchcase(name, pattern)), "")


def names_a_role(pattern: str) -> bool:
    """Whether a pattern has a word in it: what only fits ``*`` has no role in common."""
    return any(character.isalpha() for character in pattern)
