"""Classes that are offered twice on purpose, for callers that wait and for callers that await, or for two event loops.

They have the same members, and much of their text is equal; half of them may be made from the other by a script. Neither can stand for the other.
"""

import re

from migrator.findings.class_index import ClassIndex, ClassInfo
from migrator.findings.extractable import is_copy

_LOOPS = frozenset(
    {"aio", "anyio", "async", "async_", "asyncio", "asynchronous", "curio", "gevent", "sync", "synchronous", "threading", "trio"}
)  # fmt: skip
_PREFIX = re.compile(r"(?<![a-z])(?:Async|Aio|AIO|Sync)(?=[A-Z])")
_SOME = 4
"""One in so many shared methods is a coroutine in one class only."""


def are_async_twins(first: ClassInfo, second: ClassInfo, index: ClassIndex) -> str:
    """Why they are, in words, or ``""``."""
    shared = [name for name in first.methods if name in second.methods]
    apart = [name for name in shared if first.methods[name].is_async != second.methods[name].is_async]
    is_telling = _PREFIX.sub("", first.shape.name) == _PREFIX.sub("", second.shape.name) or any(
        map(index.is_rare, apart)
    )
    if apart and is_telling and _SOME * len(apart) >= len(shared):
        awaited = first if first.methods[apart[0]].is_async else second
        return f"{', '.join(sorted(apart)[:3])} must be awaited of {awaited.symbol} only"
    if first.is_enum or not _are_named_alike(first, second) or is_copy(first, second, index):
        return ""
    return "their names differ only in the word for how they wait"


def _are_named_alike(first: ClassInfo, second: ClassInfo) -> bool:
    """Full names that are equal but for words such as ``asyncio``, ``sync``, ``Async``."""
    ours, theirs = _full(first), _full(second)
    return ours != theirs and _without_loops(ours) == _without_loops(theirs)


def _full(info: ClassInfo) -> tuple[str, ...]:
    return (*info.module.name.split("."), info.shape.name)


def _without_loops(parts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_PREFIX.sub("", part) for part in parts if part.strip("_") not in _LOOPS)
