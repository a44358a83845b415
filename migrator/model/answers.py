"""What was asked of a repository and what it was answered, with what each answer was made of.

An answer may be kept only where it would be the same whenever it is asked for: else the result would depend on the order of questions, and an
analysis that takes answers over from an earlier one would differ from one that starts anew. Two things can make it depend on the questions that
are open around it: a circle of questions, which is cut where it comes back to an open one, and the bound on the depth. So an answer that was cut
belongs to its question alone, and one from a circle is not used inside that circle.

Keys of answers and keys of what was read to find them are of one kind, so that a change of facts, said in keys, leads to all answers it may touch.
"""

from collections.abc import Callable, Collection, Iterable
from itertools import chain
from typing import Generic, TypeVar

import msgspec

from migrator.model.values import Resolution

Key = tuple[str, str, bool]
"""A module, what of it, and whether as a type checker sees it."""

T = TypeVar("T")

_OUTSIDE = "\0outside"
_ORDER = "\0order"
_NOTHING: Key = ("", "", False)
_EITHER = (False, True)


def star_key(module: str, name: str, *, typing: bool) -> Key:
    """What a star import of the module gives of a name. No name starts with a star."""
    return module, f"*{name}", typing


def place_key(module: str, name: str, place: int, *, typing: bool) -> Key:
    """What a name is bound to when the module has run up to a place."""
    return module, f"{name}@{place}", typing


def imports_key(module: str) -> Key:
    """All import statements of a module, and what is said of it as a whole."""
    return module, "", False


def facts_key(module: str) -> Key:
    """All facts of a module."""
    return module, "!", False


def order_key(module: str) -> Key:
    """Which modules a module may start."""
    return _ORDER, module, False


def outside_key(name: str) -> Key:
    """What any file binds in another module under a name."""
    return _OUTSIDE, name, False


def name_keys(module: str, name: str) -> Iterable[Key]:
    """All that may be asked of a name in a module."""
    return [(module, form, typing) for form in (name, f"*{name}") for typing in _EITHER]


class Answer(msgspec.Struct, Generic[T], frozen=True, gc=False):
    """What a question was answered.

    ``asked`` holds the keys of the questions it led to and of what was read, ``height`` how many questions were open at once below it, ``circle``
    the keys of what it led to where that came back to an open question.
    """

    key: Key
    meaning: T
    asked: tuple[Key, ...] = ()
    height: int = 0
    circle: frozenset[Key] = frozenset()
    is_too_deep: bool = False
    """Below it the bound on the depth was met."""


class _Question:
    """A question while it is open, or some work that asks."""

    __slots__ = ("asked", "circle", "cuts", "depth", "is_too_deep", "key", "outer", "peak")

    def __init__(self, key: Key, depth: int, outer: "_Question | None") -> None:
        self.key = key
        self.depth = depth
        self.outer = outer
        self.asked: list[Key] = []
        self.cuts: set[Key] = set()
        self.circle: set[Key] = set()
        self.is_too_deep = False
        self.peak = depth

    def hear_of(self, found: Answer[T], depth: int) -> None:
        """A kept answer stands for all that it led to."""
        self.peak = max(self.peak, depth + found.height)
        self.is_too_deep |= found.is_too_deep
        if found.circle:
            self.circle |= found.circle

    def answer(self, key: Key, meaning: T, deepest: int) -> Answer[T]:
        """What is kept of it."""
        height = (
            deepest - 1 - self.depth if self.is_too_deep else max(self.peak - self.depth, bool(self.circle))
        )
        asked = tuple(dict.fromkeys(self.asked))
        return Answer(key, meaning, asked, height, frozenset(self.circle), self.is_too_deep)


class Questions:
    """The questions that are open, innermost last, and what they have read so far.

    Args:
        deepest: How many may be open at once.
    """

    def __init__(self, deepest: int) -> None:
        self.noted: dict[Key, Key] = {}
        """Every key that was read without being the key of a kept answer, by itself, so that each is held once."""
        self._deepest = deepest
        self._open: dict[Key, None] = {}
        self._asking: _Question | None = None
        self._has_been_too_deep = False

    def known(self, kept: dict[Key, Answer[T]], key: Key, *, is_passing: bool = False) -> Answer[T] | None:
        """A kept answer, if it is the one that would be found again here; a passing one stands for what it was made of."""
        found = kept.get(key)
        depth = len(self._open)
        if found is None or (depth and not self._holds(found)):
            found = kept.get(_at_depth(key, depth)) if self._has_been_too_deep else None
            if found is None:
                return None
        asking = self._asking
        if asking is not None:
            asking.asked.extend(found.asked if is_passing else (found.key,))
            if depth:
                asking.hear_of(found, depth)
        return found

    def note(self, key: Key) -> None:
        """What is asked now depends on this too."""
        if self._asking is not None:
            self._asking.asked.append(self.noted.setdefault(key, key))

    def is_cut(self, key: Key) -> bool:
        """Whether the question is open already; then the circle is cut here."""
        if key not in self._open:
            return False
        self.note(key)
        if self._asking is not None:
            self._asking.cuts.add(key)
            self._asking.circle.add(key)
        return True

    def is_too_deep(self) -> bool:
        """Whether no further question may be opened; then what is open goes without it."""
        if len(self._open) < self._deepest:
            return False
        self._has_been_too_deep = True
        if self._asking is not None:
            self._asking.is_too_deep = True
        return True

    def open(self, key: Key) -> "_Question":
        """Begin with a question; what is asked before it is closed belongs to it."""
        own = _Question(key, len(self._open), self._asking)
        self._asking = own
        self._open[key] = None
        return own

    def close(self, own: "_Question") -> None:
        """The question is done with, answered or not."""
        del self._open[own.key]
        self._asking = own.outer

    def keep(
        self, kept: dict[Key, Answer[T]], own: "_Question", meaning: T, *, is_passing: bool = False
    ) -> T:
        """The answer to a closed question; it is kept where it does not depend on what else is open.

        A passing answer is not handed on to another model, so who asks for it is made of what it was made of.
        """
        own.cuts.discard(own.key)
        if own.circle:
            own.circle.update(own.asked, (own.key,))
        if not own.cuts and not (own.is_too_deep and own.depth):
            kept[own.key] = own.answer(own.key, meaning, self._deepest)
            self._pass_on(own, own.asked if is_passing else (own.key,))
            return meaning
        own.asked.append(self.noted.setdefault(own.key, own.key))
        if not own.circle:
            here = _at_depth(own.key, own.depth)
            kept[here] = own.answer(here, meaning, self._deepest)
        self._pass_on(own, own.asked)
        return meaning

    def watch(self) -> set[Key]:
        """From here on it matters whether a circle is cut."""
        asking = self._asking
        if asking is None:
            return set()
        outer, asking.cuts = asking.cuts, set()
        return outer

    def was_cut(self, outer: set[Key]) -> bool:
        """Whether one was, since ``watch`` gave this."""
        asking = self._asking
        if asking is None:
            return False
        is_cut = bool(asking.cuts)
        asking.cuts |= outer
        return is_cut

    def listen(self, work: Callable[[], T]) -> tuple[T, tuple[Key, ...]]:
        """The result of some work, with the keys of all that it asked."""
        outer, own = self._asking, _Question(_NOTHING, len(self._open), self._asking)
        self._asking = own
        try:
            result = work()
        finally:
            self._asking = outer
        return result, tuple(dict.fromkeys(own.asked))

    def _holds(self, found: Answer[T]) -> bool:
        is_free = not found.circle or found.circle.isdisjoint(self._open)
        return is_free and len(self._open) + found.height < self._deepest

    def _pass_on(self, own: "_Question", asked: Iterable[Key]) -> None:
        """What a question met is met by the one around it."""
        outer = own.outer
        if outer is None:
            return
        outer.asked.extend(asked)
        outer.cuts |= own.cuts
        outer.circle |= own.circle
        outer.is_too_deep |= own.is_too_deep and own.depth > 0
        outer.peak = max(outer.peak, own.peak)


def _at_depth(key: Key, depth: int) -> Key:
    """For an answer that so many open questions left no room to look further for."""
    return key[0], f"{key[1]}#{depth}", key[2]


class Answers:
    """All answers of one repository that are kept.

    Args:
        deepest: How many questions may be open at once.
        earlier: Answers to take over.
        stale: The keys that are not taken over.
    """

    def __init__(
        self, deepest: int, earlier: "Answers | None" = None, stale: Collection[Key] = frozenset()
    ) -> None:
        self.names: dict[Key, Answer[Resolution]] = {}
        self.stars: dict[Key, Answer[Resolution | None]] = {}
        self.places: dict[Key, Answer[Resolution | None]] = {}
        """These hold positions in files, so they are not taken over."""
        self.questions = Questions(deepest)
        if earlier is not None:
            self.questions.noted.update(earlier.questions.noted)
            self.names = {key: answer for key, answer in earlier.names.items() if key not in stale}
            self.stars = {key: answer for key, answer in earlier.stars.items() if key not in stale}

    def reached(self, keys: Iterable[Key], modules: Collection[str]) -> frozenset[Key]:
        """These keys, all of these modules, and all whose answers were made of one of them, directly or not."""
        every = chain(self.names, self.stars, self.questions.noted) if modules else ()
        found = {*keys, *(key for key in every if key[0] in modules)}
        askers = self._askers()
        waiting = list(found)
        while waiting:
            for key in askers.get(waiting.pop(), ()):
                if key not in found:
                    found.add(key)
                    waiting.append(key)
        return frozenset(found)

    def _askers(self) -> dict[Key, list[Key]]:
        found: dict[Key, list[Key]] = {}
        for answer in chain[Answer[Resolution] | Answer[Resolution | None]](
            self.names.values(), self.stars.values()
        ):
            for key in answer.asked:
                found.setdefault(key, []).append(answer.key)
        return found
