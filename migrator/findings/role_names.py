"""Patterns for names, as the plan writes them: ``*Manager``, ``*ConnectionManager*``."""

from collections.abc import Iterable
from fnmatch import fnmatchcase


def matching(name: str, patterns: Iterable[str]) -> str:
    """The first pattern that the name fits, or ``""``."""
    return next((pattern for pattern in patterns if fnmatchcase(name, pattern)), "")
