"""Values that are made when somebody first asks for them, and sentences made of them.

Most findings are only ever counted and listed by their titles. What is said about one of them in detail can cost more than all of the list, so it is
worked out for those that somebody looks at. Once it is there, what it was made of is let go.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Generic, TypeVar, overload

T = TypeVar("T")


class Once(Generic[T]):
    """A value that is made when it is first asked for, and then kept.

    Args:
        make: Makes it. Where that raises, nothing is kept, and the next who asks tries again.
    """

    __slots__ = ("_found", "_make")

    def __init__(self, make: Callable[[], T]) -> None:
        self._make: Callable[[], T] | None = make
        self._found: list[T] = []

    def __call__(self) -> T:
        """The value."""
        make = self._make
        if make is not None:
            self._found = [make()]
            self._make = None
        return self._found[0]


class Sentences(Sequence[str]):
    """Sentences that are made when somebody first looks at them; equal to the tuple of them.

    Args:
        make: Makes them.
    """

    __slots__ = ("_once",)

    def __init__(self, make: Callable[[], Iterable[str]]) -> None:
        self._once = Once(lambda: tuple(make()))

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[str, ...]: ...
    def __getitem__(self, index: int | slice) -> str | tuple[str, ...]:
        return self._once()[index]

    def __len__(self) -> int:
        return len(self._once())

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Sentences):
            return self._once() == other._once()
        return self._once() == other if isinstance(other, tuple) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._once())

    def __repr__(self) -> str:
        return repr(self._once())
