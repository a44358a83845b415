"""How a row of a diff looks: line numbers, sign, syntax and word marks, and the bar that tells how its hunk was decided."""

from itertools import pairwise

from textual.strip import Strip

from migrator.display import plural
from migrator.tui.diffs import Decided, DiffModel, DiffRow, Marks
from migrator.tui.painting import strip_of
from migrator.tui.runs import Line, Run, line, run, spread, width_of
from migrator.tui.syntax import Colour
from migrator.tui.themes import Palette

GLYPHS = {"open": "○", "approved": "✓", "rejected": "✗", "mixed": "◐"}
WORDS = {"open": "open", "approved": "approved", "rejected": "rejected", "mixed": "partly decided"}
_BAR = "▌"
_FOLD = "┄"
NOTHING = "\u2571"
"""A diagonal: this side has no such line."""


class DiffPainter:
    """Draws rows of one model at one width."""

    def __init__(self, model: DiffModel, palette: Palette, width: int, *, split: bool) -> None:
        self._model = model
        self._palette = palette
        self._width = width
        self._split = split
        self._digits = max(3, len(str(max(len(model.old), len(model.new)))))

    def strip(self, row: DiffRow, decision: Decided, *, here: bool, current: bool) -> Strip:
        """The row as it stands on the screen.

        Args:
            row: What to draw.
            decision: How its span stands.
            here: The line cursor is on it.
            current: Its hunk is under the cursor.
        """
        width = self._width
        gutter = Run("▸" if here else " ", "accent")
        if row.kind == "note":
            return strip_of(
                (gutter, *line(("! ", "warn"), (self._model.note, "muted"))), width, self._palette
            )
        if row.kind == "fold":
            return strip_of((gutter, *self._fold(row)), width, self._palette, "cursor" if here else "fold")
        if row.kind == "hunk":
            ground = "hunk.here" if current else "hunk"
            return strip_of((gutter, *self._head(row, decision)), width, self._palette, ground)
        if self._split:
            return self._sides(row, decision, gutter, here=here)
        pieces, ground = self._inline(row, decision)
        return strip_of((gutter, *pieces), width, self._palette, "cursor" if here else ground)

    def _fold(self, row: DiffRow) -> Line:
        said = f" {plural(row.count, 'unchanged line')} · enter unfolds "
        rest = max(self._width - len(said) - 3, 0)
        return line((_FOLD * (rest // 2), "faint"), (said, "muted"), (_FOLD * (rest - rest // 2), "faint"))

    def _head(self, row: DiffRow, decision: Decided) -> Line:
        state = decision.state
        said = [
            (f"{GLYPHS[state]} {WORDS[state]}", state),
            (f"  hunk {row.span + 1} of {len(self._model.spans)}", "muted"),
        ]
        if decision.outlier:
            said.append(("  outlier", "warn"))
        if not decision.optional:
            said.append(("  goes with its batch", "muted"))
        if decision.reason:
            said.append((f"  “{decision.reason}”", "text"))
        left = line(*said)
        room = self._width - 1 - width_of(left) - 4
        why = line((decision.why, "muted"))
        right = why if width_of(why) <= room else ()
        return spread(left, (*right, Run(" ")), self._width - 1)

    def _inline(self, row: DiffRow, decision: Decided) -> tuple[Line, str]:
        if row.kind == "same":
            return (Run("  "), *self._number(row.new), Run("   "), *self._code(row.new, new=True)), ""
        new = row.kind == "new"
        number = row.new if new else row.old
        ground = "gone" if decision.state == "rejected" else "added" if new else "removed"
        bar = Run(f"{_BAR} ", decision.state)
        room = self._width - self._digits - 6
        sign = Run(" + " if new else " - ", "added" if new else "removed")
        return (
            bar,
            *self._number(number),
            sign,
            *self._code(number, new=new, marked=True, room=room),
        ), ground

    def _sides(self, row: DiffRow, decision: Decided, gutter: Run, *, here: bool) -> Strip:
        left = (self._width - 2) // 2
        right = self._width - 1 - left
        changed = row.kind == "pair"
        strips = [strip_of((gutter,), 1, self._palette)]
        for number, new, width in ((row.old, False, left), (row.new, True, right)):
            if number < 0:
                strips.append(strip_of((Run(NOTHING * width, "faint"),), width, self._palette, "gone"))
                continue
            bar = Run(_BAR, decision.state) if changed else Run(" ")
            sign = Run("+ " if new else "- ", "added" if new else "removed") if changed else Run("  ")
            pieces = (
                bar,
                *self._number(number),
                Run(" "),
                sign,
                *self._code(number, new=new, marked=changed, room=width - self._digits - 4),
            )
            ground = (
                ("gone" if decision.state == "rejected" else "added" if new else "removed") if changed else ""
            )
            strips.append(strip_of(pieces, width, self._palette, "cursor" if here else ground))
        return Strip.join(strips)

    def _number(self, number: int) -> Line:
        return (Run(f"{number + 1:>{self._digits}}", "faint"),)

    def _code(self, number: int, *, new: bool, marked: bool = False, room: int = 0) -> Line:
        model = self._model
        text = (model.new if new else model.old)[number]
        found = (model.new_colours if new else model.old_colours)[number]
        marks = (model.new_marks if new else model.old_marks).get(number, ()) if marked else ()
        pieces = coloured(text, found, marks, "added.word" if new else "removed.word")
        return _shifted(pieces, room) if marks and room else pieces


def _shifted(pieces: Line, room: int) -> Line:
    """A line too long to show from its start, moved so that what differs is seen."""
    if width_of(pieces) <= room:
        return pieces
    marked = next((place for place, piece in enumerate(pieces) if "|" in piece.role), 0)
    last = max((place for place, piece in enumerate(pieces) if "|" in piece.role), default=0)
    if width_of(pieces[: last + 1]) <= room:
        return pieces
    start = marked
    while start > 0 and width_of(pieces[start - 1 : last + 1]) < room - 1:
        start -= 1
    return (Run("…", "faint"), *pieces[start:]) if start else pieces


def coloured(text: str, colours: list[Colour], marks: Marks, ground: str) -> Line:
    """A line of code in its colours, what differs on its own background."""
    cuts = {0, len(text)}
    for start, end, _ in colours:
        cuts |= {min(start, len(text)), min(end, len(text))}
    for start, end in marks:
        cuts |= {start, end}
    edges = sorted(cuts)
    pieces: list[Run] = []
    for start, end in pairwise(edges):
        role = next((colour.role for colour in colours if colour.start <= start < colour.end), "text")
        if any(first <= start < last for first, last in marks):
            role = f"{role}|{ground}"
        pieces.append(run(text[start:end], role))
    return tuple(pieces)
