"""What a definition that went away with a commit became in the same commit: pure, from the bytes before and after.

Only definitions that appeared with the commit can be it. Its own name in another file is taken first, then an equal body under another name, then one
that is alike; of several equally good ones all are given, and a person decides.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from migrator.past.likeness import Likeness, definitions_in

ALIKE_HERE = 0.6
"""How alike a changed definition in the same file must be."""
ALIKE_ELSEWHERE = 0.8
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
    vanished = definitions_in(old)
    lost = vanished.get(name)
    if lost is None:
        return ()
    appeared = [(place, like) for place in places for like in _appeared(place)]
    gone = _gone(vanished, places)
    for found in (
        _of_same_name(lost, appeared),
        _of_same_body(lost, gone, appeared, is_same=True),
        _of_same_body(lost, gone, appeared, is_same=False),
        _alike(lost, gone, appeared),
    ):
        if found:
            return found
    return ()


def _appeared(place: Place) -> Iterator[Likeness]:
    before = definitions_in(place.before) if place.before is not None else {}
    for name, like in definitions_in(place.after).items():
        if name not in before:
            yield like


def _gone(vanished: Mapping[str, Likeness], places: Iterable[Place]) -> list[Likeness]:
    """What else went from the file: it may have become the same thing."""
    still = {name for place in places if place.is_same for name in definitions_in(place.after)}
    return [like for name, like in vanished.items() if name not in still]


def _of_same_name(lost: Likeness, appeared: Iterable[tuple[Place, Likeness]]) -> tuple[Pair, ...]:
    named = [(place, like) for place, like in appeared if like.name == lost.name and like.kind == lost.kind]
    equal = [(place, like) for place, like in named if like.digest == lost.digest]
    return tuple(Pair(place.path, like.name, "moved it") for place, like in equal or named)


def _of_same_body(
    lost: Likeness, gone: Sequence[Likeness], appeared: Iterable[tuple[Place, Likeness]], *, is_same: bool
) -> tuple[Pair, ...]:
    equal = [
        (place, like)
        for place, like in appeared
        if place.is_same == is_same and like.digest == lost.digest and like.kind == lost.kind
    ]
    if lost.is_plain:
        rivals = [like for like in gone if like.digest == lost.digest]
        equal = [(place, like) for place, like in equal if is_same or _share_a_word(lost.name, like.name)]
        if len(rivals) > 1 or lost.kind == "value":
            equal = [(place, like) for place, like in equal if _share_a_word(lost.name, like.name)]
    return tuple(Pair(place.path, like.name, "renamed it") for place, like in equal)


def _alike(
    lost: Likeness, gone: Sequence[Likeness], appeared: Iterable[tuple[Place, Likeness]]
) -> tuple[Pair, ...]:
    """The one that is clearly most alike, if nothing else that went is more alike to it."""
    if lost.kind == "value":
        return ()
    scored = sorted(
        (
            (lost.alike(like), place.path, like)
            for place, like in appeared
            if lost.alike(like) >= (ALIKE_HERE if place.is_same else ALIKE_ELSEWHERE)
        ),
        key=lambda found: (-found[0], found[1], found[2].name),
    )
    if not scored or (len(scored) > 1 and scored[0][0] - scored[1][0] < _CLEARLY):
        return ()
    score, path, best = scored[0]
    if any(other.alike(best) > score for other in gone if other.name != lost.name):
        return ()
    return (Pair(path, best.name, f"took it away and brought what is {score:.0%} alike", is_sure=False),)


def _share_a_word(one: str, other: str) -> bool:
    words = {word.lower() for word in _WORD.findall(one)}
    return not words.isdisjoint(word.lower() for word in _WORD.findall(other))
