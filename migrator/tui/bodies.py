"""The bodies of one member in two classes as lines that stand beside each other, what differs marked. Pure.

The left body stays and the right one goes. A sign at each line says what the member's own sign says of it: ``~`` both have it and it differs,
``-`` only the class that stays has it, ``+`` only the one that goes; so it reads without colours.
"""

from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import zip_longest

from migrator.tui.diff_lines import NOTHING, coloured
from migrator.tui.diffs import Marks, word_marks
from migrator.tui.page_view import PageLine
from migrator.tui.runs import Run
from migrator.tui.syntax import Colour, colours
from migrator.wire.comparisons import BodiesView

STAYS_GROUND, GOES_GROUND = "added", "removed"


GAP = "gone"
"""The background of a line that one side does not have."""


def side_by_side(bodies: BodiesView, *, width: int = 40) -> tuple[list[PageLine], list[PageLine]]:
    """Both bodies with as many lines, equal ones at the same height; gaps are drawn ``width`` cells wide."""
    gap: PageLine = ((Run(NOTHING * width, "faint"),), GAP)
    depth = _depth((*bodies.canonical, *bodies.duplicate))
    stays = _Side([text[depth:] for text in bodies.canonical], bodies.canonical_start, STAYS_GROUND, "- ")
    goes = _Side([text[depth:] for text in bodies.duplicate], bodies.duplicate_start, GOES_GROUND, "+ ")
    left: list[PageLine] = []
    right: list[PageLine] = []
    matcher = SequenceMatcher(None, bodies.canonical, bodies.duplicate, autojunk=False)
    for kind, first, first_end, second, second_end in matcher.get_opcodes():
        for old, new in zip_longest(range(first, first_end), range(second, second_end)):
            if kind == "equal":
                left.append(stays.same(old))
                right.append(goes.same(new))
                continue
            marks = _marks(stays, goes, old, new)
            left.append(gap if old is None else stays.differing(old, marks[0], paired=new is not None))
            right.append(gap if new is None else goes.differing(new, marks[1], paired=old is not None))
    return left, right


def alone(lines: Sequence[PageLine]) -> list[PageLine]:
    """One of the bodies by itself: without the gaps that keep it level with the other."""
    return [one for one in lines if one[-1] != GAP]


class _Side:
    """One of the two bodies."""

    def __init__(self, lines: Sequence[str], start: int, ground: str, sign: str) -> None:
        self.lines = lines
        self._start = start
        self._ground = ground
        self._sign = sign
        self._colours = colours(lines)
        self._digits = max(4, len(str(start + len(lines))))

    def same(self, place: int) -> PageLine:
        """A line that both have."""
        return self._pieces(place, Run("  "), ()), ""

    def differing(self, place: int, marks: Marks, *, paired: bool) -> PageLine:
        """A line that differs from the one beside it, or that stands alone."""
        role = "added" if self._ground == STAYS_GROUND else "removed"
        return self._pieces(place, Run("~ " if paired else self._sign, role), marks), self._ground

    def _pieces(self, place: int, sign: Run, marks: Marks) -> tuple[Run, ...]:
        found: list[Colour] = self._colours[place]
        number = Run(f"{self._start + place:>{self._digits}} ", "faint")
        return (number, sign, *coloured(self.lines[place], found, marks, f"{self._ground}.word"))


def _marks(stays: _Side, goes: _Side, old: int | None, new: int | None) -> tuple[Marks, Marks]:
    if old is None or new is None:
        return (), ()
    return word_marks(stays.lines[old], goes.lines[new])


def _depth(lines: Sequence[str]) -> int:
    """How far every line of both bodies is indented: what says nothing and takes room."""
    return min((len(text) - len(text.lstrip(" ")) for text in lines if text.strip()), default=0)
