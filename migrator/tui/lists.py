"""The state of a list: rows, groups that fold, a cursor, marks and a filter. Nothing here knows of a screen.

One model for every panel, so that each behaves alike: the cursor stays on its row when rows are replaced, a filter shows the groups of what
it matches, and a fold never hides the cursor. Only the indices of the shown rows are kept, so ten thousand rows cost milliseconds.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a list.

    Attributes:
        key: What it is, unique in its list.
        text: What it says.
        glyph: The state, as one character; its meaning is also in words elsewhere in the row or its page.
        tint: The role of glyph and of the cursor's bar.
        role: The role of the text.
        detail: Said after the text where there is room.
        note: Said at the right edge.
        note_role: The role of the note.
        group: The key of the group row it stands under, ``""`` for none.
        folds: It is a group: rows below it can be folded away.
        middle: Where the text is too long its middle is left out, not its end: for paths and dotted names.
        bar: A share from 0 to 1 drawn as a bar before the note, or `None`.
    """

    key: str
    text: str
    glyph: str = ""
    tint: str = "muted"
    role: str = "text"
    detail: str = ""
    note: str = ""
    note_role: str = "muted"
    group: str = ""
    folds: bool = False
    middle: bool = False
    bar: float | None = None


class ListModel:
    """Rows with a cursor."""

    def __init__(self, rows: Sequence[Row] = ()) -> None:
        self.rows: tuple[Row, ...] = ()
        self.folded: set[str] = set()
        self.marked: set[str] = set()
        self.query = ""
        self.cursor = 0
        """The place of the cursor among the shown rows."""
        self.shown: list[int] = []
        """Indices into ``rows``."""
        self.show(rows)

    @property
    def current(self) -> Row | None:
        """The row under the cursor."""
        return self.at(self.cursor)

    def at(self, place: int) -> Row | None:
        """The row shown at a place."""
        return self.rows[self.shown[place]] if 0 <= place < len(self.shown) else None

    @property
    def counted(self) -> int:
        """How many rows there are, groups left out."""
        return sum(not row.folds for row in self.rows)

    @property
    def position(self) -> str:
        """``3 of 147 · /user``, as it stands in a panel's border."""
        items = [place for place, index in enumerate(self.shown) if not self.rows[index].folds]
        place = sum(place <= self.cursor for place in items)
        row = self.current
        said = f"{place} of {len(items)}" if row and not row.folds else f"{len(items):,}" if items else "none"
        if len(items) != self.counted and self.query:
            said += f" ({self.counted})"
        return f"{said} · /{self.query}" if self.query else said

    def show(self, rows: Iterable[Row]) -> None:
        """Replace the rows; cursor, folds and marks stay with the rows that are still there."""
        before = self.current
        self.rows = tuple(rows)
        keys = {row.key for row in self.rows}
        self.folded &= keys
        self.marked &= keys
        self._refresh(before.key if before else "")

    def move(self, by: int) -> None:
        """Move the cursor, not beyond the ends."""
        self.move_to(self.cursor + by)

    def move_to(self, place: int) -> None:
        """Put the cursor at a place, or at the nearest that exists."""
        self.cursor = max(0, min(place, len(self.shown) - 1))

    def select(self, key: str) -> bool:
        """Put the cursor on a row, unfolding and unfiltering what hides it; false where there is none."""
        row = next((row for row in self.rows if row.key == key), None)
        if row is None:
            return False
        if row.group in self.folded:
            self.folded.discard(row.group)
            self._refresh(key)
        if not self._put(key) and self.query:
            self.query = ""
            self._refresh(key)
        return True

    def select_where(self, wanted: Callable[[Row], bool]) -> bool:
        """Put the cursor on the next row that is wanted, searching from the cursor on and round the end."""
        size = len(self.shown)
        for step in range(1, size + 1):
            place = (self.cursor + step) % size
            if wanted(self.rows[self.shown[place]]):
                self.cursor = place
                return True
        return False

    def fold(self) -> bool:
        """Fold the group at the cursor, or go up to it from one of its rows; false where there is none."""
        row = self.current
        if row is None:
            return False
        if row.folds and row.key not in self.folded:
            self.folded.add(row.key)
            self._refresh(row.key)
            return True
        return bool(row.group) and self._put(row.group)

    def unfold(self) -> bool:
        """Unfold the group at the cursor; false where there is nothing to unfold."""
        row = self.current
        if row is None or row.key not in self.folded:
            return False
        self.folded.discard(row.key)
        self._refresh(row.key)
        return True

    def toggle_fold(self) -> bool:
        """Fold or unfold the group at the cursor; false on a row that is no group."""
        row = self.current
        if row is None or not row.folds:
            return False
        return self.unfold() or self.fold()

    def mark(self) -> None:
        """Mark the row at the cursor, or take its mark away, and go on to the next."""
        row = self.current
        if row is None or row.folds:
            return
        self.marked ^= {row.key}
        self.move(1)

    def filter(self, query: str) -> None:
        """Show only what matches: every word must, ``!word`` must not; a word nobody contains may be spread out (``ordmg``)."""
        before = self.current
        self.query = query
        self._refresh(before.key if before else "")

    def _refresh(self, key: str) -> None:
        kept = matching(self.rows, self.query)
        if self.query:
            groups = {self.rows[index].group for index in kept}
            chosen = set(kept)
            self.shown = [
                index
                for index, row in enumerate(self.rows)
                if index in chosen or (row.folds and row.key in groups)
            ]
        else:
            self.shown = [index for index in kept if self.rows[index].group not in self.folded]
        if not self._put(key):
            self.move_to(self.cursor)
        if self.query and (row := self.current) and row.folds:
            self._first_item()

    def _first_item(self) -> None:
        for place in range(self.cursor, len(self.shown)):
            if not self.rows[self.shown[place]].folds:
                self.cursor = place
                return

    def _put(self, key: str) -> bool:
        for place, index in enumerate(self.shown):
            if self.rows[index].key == key:
                self.cursor = place
                return True
        return False


def matching(rows: Sequence[Row], query: str) -> list[int]:
    """Indices of the rows that a filter keeps; with an empty one all."""
    kept = list(range(len(rows)))
    words = query.casefold().split()
    if not words:
        return kept
    texts = ["" if row.folds else f"{row.text} {row.detail} {row.note}".casefold() for row in rows]
    kept = [index for index in kept if texts[index]]
    for word in words:
        if word == "!":
            continue
        if word.startswith("!"):
            kept = [index for index in kept if word[1:] not in texts[index]]
            continue
        exact = [index for index in kept if word in texts[index]]
        pattern = _spread_out(word)
        kept = exact or [index for index in kept if pattern.search(texts[index])]
    return kept


def matched_spans(text: str, query: str) -> list[tuple[int, int]]:
    """Where the words of a filter stand in a text, as (start, end), sorted and without overlap."""
    folded = text.casefold()
    if len(folded) != len(text):
        return []
    spans: set[tuple[int, int]] = set()
    for word in query.casefold().split():
        if word.startswith("!"):
            continue
        found = [match.span() for match in re.finditer(re.escape(word), folded)]
        if not found and (match := _spread_out(word).search(folded)):
            found = [match.span(number) for number in range(1, len(word) + 1)]
        spans.update(found)
    ordered = sorted(spans)
    if any(first[1] > second[0] for first, second in pairwise(ordered)):
        return ordered[:1]
    return ordered


def regrouped(rows: Iterable[Row], groups: Iterable[Row]) -> tuple[Row, ...]:
    """Each group followed by its rows, the number of them as the group's note; groups without rows are left out."""
    members: dict[str, list[Row]] = {}
    for row in rows:
        members.setdefault(row.group, []).append(row)
    result: list[Row] = list(members.pop("", []))
    for group in groups:
        if found := members.get(group.key):
            result.append(replace(group, note=group.note or f"{len(found):,}"))
            result.extend(found)
    return tuple(result)


def _spread_out(word: str) -> re.Pattern[str]:
    return re.compile(".*?".join(f"({re.escape(character)})" for character in word))
