"""What a definition that went away with a commit became in the same commit: pure, from the bytes before and after.

Only definitions that appeared with the commit can be it. Its own name in another file is taken first, then an equal body under another name, then one
that is alike; of several equally good ones all are given, and a person decides.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from migrator.past.likeness import Likeness, definitions_in

ALIKE_HERE = 0.6
"""How alike a changed definition in the same file must be."""
ALIKE_ELSEWHERE = 0.8
ALIKE_NAMESAKE = 0.5
"""How alike one of its own name in another file must be to be it."""
FEWEST_WORDS = 8
"""A definition that says less than this is like too many others."""
_CLEARLY = 0.1
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


@dataclass(frozen=True)
class Place:
    """A file that a commit changed.

    Attributes:
        path: After the commit.
        before: Its bytes before; None where it came with the commit.
        after: Its bytes after.
        is_same: It is the file that the definition stood in, renamed perhaps.
    """

    path: str
    before: bytes | None
    after: bytes
    is_same: bool = False


@dataclass(frozen=True)
class Pair:
    """A definition that took the place of another one."""

    path: str
    name: str
    how: str
    is_sure: bool = True


def successors_of(old: bytes, name: str, places: Sequence[Place]) -> tuple[Pair, ...]:
    """What the definition of that name in ``old`` became, the best only; empty where nothing can be told."""
    if name not in definitions_in(old):
        return ()
    plain = _Change.of(old, name, places)
    # What was renamed in the same commit is called otherwise in the bodies that use it.
    neutral = _Change.of(
        old, name, places, frozenset(plain.gone), frozenset(like.name for _, like in plain.appeared)
    )
    for found in (
        plain.of_same_name(),
        plain.of_same_body(is_same=True),
        neutral.of_same_body(is_same=True),
        plain.of_same_body(is_same=False),
        neutral.of_same_body(is_same=False),
        plain.alike(),
    ):
        if found:
            return found
    return ()


@dataclass(frozen=True)
class _Change:
    """One commit, seen from a definition that it took away.

    Attributes:
        lost: The definition.
        gone: All that went from its file, by name: any of it may have become the same thing.
        appeared: The definitions that came, with their files.
    """

    lost: Likeness
    gone: Mapping[str, Likeness]
    appeared: Sequence[tuple[Place, Likeness]]

    @classmethod
    def of(
        cls,
        old: bytes,
        name: str,
        places: Sequence[Place],
        neutral_before: frozenset[str] = frozenset(),
        neutral_after: frozenset[str] = frozenset(),
    ) -> "_Change":
        """Compare the files before and after, names that make no difference left out."""
        vanished = definitions_in(old, neutral_before)
        still = {one for place in places if place.is_same for one in definitions_in(place.after)}
        appeared = []
        for place in places:
            before = definitions_in(place.before) if place.before is not None else {}
            after = definitions_in(place.after, neutral_after)
            appeared += [(place, like) for one, like in after.items() if one not in before]
        gone = {one: like for one, like in vanished.items() if one not in still}
        return cls(vanished[name], gone, appeared)

    def of_same_name(self) -> tuple[Pair, ...]:
        """Definitions of its name in other files, those with its body where there are any; with quite another body one is only a namesake."""
        lost = self.lost
        named = [
            (place, like)
            for place, like in self.appeared
            if like.name == lost.name and like.kind == lost.kind
        ]
        equal = [(place, like) for place, like in named if like.digest == lost.digest]
        if equal:
            return tuple(Pair(place.path, like.name, "moved it") for place, like in equal)
        return tuple(
            Pair(place.path, like.name, "moved and changed it")
            if lost.alike(like) >= ALIKE_NAMESAKE
            else Pair(place.path, like.name, "took it away and brought what has its name", is_sure=False)
            for place, like in named
        )

    def of_same_body(self, *, is_same: bool) -> tuple[Pair, ...]:
        """Definitions with its body under another name, in its own file or in others."""
        lost = self.lost
        equal = [
            (place, like)
            for place, like in self.appeared
            if place.is_same == is_same and like.digest == lost.digest and like.kind == lost.kind
        ]
        rivals = [like for like in self.gone.values() if like.digest == lost.digest]
        if lost.is_plain and (len(rivals) > 1 or lost.kind == "value" or not is_same):
            equal = [(place, like) for place, like in equal if _share_a_word(lost.name, like.name)]
        return tuple(Pair(place.path, like.name, "renamed it") for place, like in equal)

    def alike(self) -> tuple[Pair, ...]:
        """The one that is clearly most alike, if nothing else that went is more alike to it."""
        lost = self.lost
        if lost.kind == "value" or lost.words.total() < FEWEST_WORDS:
            return ()
        scored = sorted(
            (
                (lost.alike(like), place.path, like)
                for place, like in self.appeared
                if lost.alike(like) >= (ALIKE_HERE if place.is_same else ALIKE_ELSEWHERE)
            ),
            key=lambda found: (-found[0], found[1], found[2].name),
        )
        if not scored or (len(scored) > 1 and scored[0][0] - scored[1][0] < _CLEARLY):
            return ()
        score, path, best = scored[0]
        if any(other.alike(best) > score for other in self.gone.values() if other.name != lost.name):
            return ()
        return (Pair(path, best.name, f"took it away and brought what is {score:.0%} alike", is_sure=False),)


def _share_a_word(one: str, other: str) -> bool:
    words = {word.lower() for word in _WORD.findall(one)}
    return not words.isdisjoint(word.lower() for word in _WORD.findall(other))
