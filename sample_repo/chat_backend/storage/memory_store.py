"""A dictionary with manners: the only storage that this backend has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

Value = TypeVar("Value")


class MemoryStore(Generic[Value]):
    """Values by key, in the order in which they were put."""

    def __init__(self) -> None:
        self._values: dict[str, Value] = {}

    def put(self, key: str, value: Value) -> None:
        """Keep the value, in place of an earlier one."""
        self._values[key] = value

    def get(self, key: str) -> Value | None:
        """The value of the key, or None."""
        return self._values.get(key)

    def delete(self, key: str) -> bool:
        """Forget the key; tells whether there was one."""
        return self._values.pop(key, None) is not None

    def __iter__(self) -> Iterator[Value]:
        return iter(list(self._values.values()))

    def __len__(self) -> int:
        return len(self._values)
