"""Which part of a change breaks something: delta debugging, as a pure search.

The question that is asked of a subset costs minutes, so it is answered by whoever asks, from memory where it can be. The search is deterministic: the
same items in the same order and the same answers give the same part.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TypeVar

Item = TypeVar("Item")

Breaks = Callable[[tuple[Item, ...]], bool | None]
"""Whether a subset breaks it; None where that cannot be said, because the subset does not stand by itself."""


def smallest_breaking(items: Sequence[Item], breaks: Breaks[Item]) -> tuple[Item, ...]:
    """A part of some items that breaks it and of which no single item can be left out.

    Args:
        items: They break it together.
        breaks: Asked of subsets, in the order of the items.
    """
    left, parts = tuple(items), 2
    while len(left) > 1:
        smaller = _smaller(left, parts, breaks)
        if smaller is not None:
            was_half = len(smaller) * 2 <= len(left)
            left, parts = smaller, 2 if was_half else max(parts - 1, 2)
        elif parts < len(left):
            parts = min(parts * 2, len(left))
        else:
            break
    return left


def _smaller(items: tuple[Item, ...], parts: int, breaks: Breaks[Item]) -> tuple[Item, ...] | None:
    """A part that breaks it, or what is left without one part; None where there is neither."""
    chunks = _chunks(items, parts)
    for chunk in chunks:
        if breaks(chunk):
            return chunk
    if parts == 2:
        return None
    for chunk in chunks:
        rest = tuple(item for item in items if item not in chunk)
        if breaks(rest):
            return rest
    return None


def _chunks(items: tuple[Item, ...], parts: int) -> list[tuple[Item, ...]]:
    """Parts of as equal size as can be."""
    bounds = [len(items) * number // parts for number in range(parts + 1)]
    return [items[start:end] for start, end in pairwise(bounds) if end > start]
