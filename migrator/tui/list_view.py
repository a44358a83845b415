"""The one list widget: draws the rows of a `ListModel` that are on the screen, and nothing else.

Textual's own lists cost up to a second for ten thousand rows; this one draws the thirty that are seen. It holds no knowledge of what its rows
mean: it tells where the cursor is and what was opened, and its panel decides.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip

from migrator.display import shorten
from migrator.tui.actions import LIST, TABLE
from migrator.tui.keys import view_bindings
from migrator.tui.lists import ListModel, Row, matched_spans
from migrator.tui.painting import Painted
from migrator.tui.runs import Line, Run, line, run, spread, width_of

_BAR_CELLS = 8
_WIDE = 56
"""From this width on, details of rows are shown."""


class ListView(Painted, can_focus=True):
    """A list with a cursor, groups, marks and a filter."""

    KIND: ClassVar[str] = LIST
    BINDINGS: ClassVar[list[BindingType]] = view_bindings(LIST)

    @dataclass
    class Moved(Message):
        """The cursor is on another row, or on a row with new content."""

        view: "ListView"
        row: Row | None
        can_replace_any = True

        @property
        def control(self) -> "ListView":
            """The view, for handlers that name it."""
            return self.view

    @dataclass
    class Opened(Message):
        """A row was opened with enter or a second click."""

        view: "ListView"
        row: Row

        @property
        def control(self) -> "ListView":
            """The view, for handlers that name it."""
            return self.view

    @dataclass
    class Toggled(Message):
        """The state glyph of a row was clicked."""

        view: "ListView"
        row: Row

    def __init__(self, title: str, *, id: str, number: str = "", empty: str = "nothing here") -> None:  # noqa: A002  Textual's name
        super().__init__(id=id, classes="panel")
        self.model = ListModel()
        self._title = title
        self._number = number
        self._empty = empty
        self._version = 0
        self.tail = False
        """Follow the last row, as a log does, while the cursor is on it."""

    def _on_mount(self, _: events.Mount) -> None:

        self._entitle()

    def entitle(self, title: str) -> None:
        """Give the panel another title."""
        self._title = title
        self._entitle()

    def show(self, rows: Iterable[Row], *, empty: str | None = None) -> None:
        """Replace the rows; the cursor stays on its row."""
        if empty is not None:
            self._empty = empty
        model = self.model
        follows = self.tail and model.cursor >= len(model.shown) - 1
        before = model.current
        model.show(rows)
        if follows:
            model.move_to(len(model.shown) - 1)
        self._changed(moved=model.current != before)

    def select(self, key: str) -> bool:
        """Put the cursor on a row; false where there is none."""
        before = self.model.current
        found = self.model.select(key)
        self._changed(moved=self.model.current != before)
        return found

    def next_open(self) -> bool:
        """Put the cursor on the next row that is still open; false where all are decided."""
        found = self.model.select_where(lambda row: bool(row.group) and row.glyph in {"○", "◐"})
        if found:
            self._moved()
        return found

    def filter(self, query: str) -> None:
        """Show only rows that match."""
        self.model.filter(query)
        self._changed(moved=True)

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        place = y + int(self.scroll_offset.y)
        row = self.model.at(place)
        width = self.cells
        if row is None:
            said = line(("  " + self._empty, "faint")) if place == 0 and not self.model.shown else ()
            return self.kept(("blank", place == 0, width, self._version), said)
        here = place == self.model.cursor
        key = (
            row,
            row.key in self.model.folded,
            row.key in self.model.marked,
            self.model.query,
            here,
            self.has_focus,
            width,
        )
        if key in self._strips:
            return self._strips[key]
        ground = ("cursor" if self.has_focus else "cursor.away") if here else ""
        return self.kept(key, self._line(row, here=here, width=width), ground)

    def _line(self, row: Row, *, here: bool, width: int) -> Line:
        model = self.model
        gutter = Run("▌", "accent") if here and self.has_focus else Run(" ", "text")
        if row.folds:
            arrow = "▸" if row.key in model.folded and not model.query else "▾"
            left: Line = (gutter, run(f"{arrow} ", "muted"), run(row.text, "strong"))
            return spread(left, (*self._note(row), Run(" ")), width)
        indent = "  " if row.group else ""
        mark = Run("•", "accent") if row.key in model.marked else Run(" ")
        left = (
            gutter,
            Run(indent),
            *((run(row.glyph, row.tint),) if row.glyph else ()),
            mark,
            *self._text(row),
        )
        right = self._note(row)
        if row.middle and not model.query:
            left = (
                *left[:-1],
                run(shorten(left[-1].text, width - width_of(left[:-1]) - width_of(right) - 2), row.role),
            )
        used = width_of(left) + width_of(right) + 2
        if row.detail and width >= _WIDE and used + cell_len(row.detail) + 3 < width:
            left = (*left, run(f"   {row.detail}", "muted"))
        return spread(left, (*right, Run(" ")), width)

    def _text(self, row: Row) -> Line:
        spans = matched_spans(row.text, self.model.query) if self.model.query else []
        pieces: list[Run] = []
        at = 0
        for start, end in spans:
            pieces += [run(row.text[at:start], row.role), run(row.text[start:end], "match")]
            at = end
        return (*pieces, run(row.text[at:], row.role))

    def _note(self, row: Row) -> Line:
        note = run(row.note, row.note_role)
        if row.bar is None:
            return (note,) if row.note else ()
        full = round(row.bar * _BAR_CELLS)
        role = "good" if row.bar >= 1 else "link"
        gap = " " * max(6 - cell_len(row.note), 1)
        return (Run("━" * full, role), Run("┄" * (_BAR_CELLS - full), "faint"), Run(gap), note)

    def _changed(self, *, moved: bool) -> None:
        self._version += 1
        self.virtual_size = Size(0, max(len(self.model.shown), 1))
        self.refresh()
        self._entitle()
        self._reveal()
        if moved:
            self.post_message(self.Moved(self, self.model.current))

    def _reveal(self) -> None:
        if self.size.height:
            self.scroll_to_region(Region(0, self.model.cursor, 1, 1), animate=False, force=True)

    def _entitle(self) -> None:
        number = f"[{self._number}] " if self._number else ""
        self.border_title = Content(f"{number}{self._title}")
        self.border_subtitle = Content(run(self.model.position).text)

    def _moved(self) -> None:
        self.refresh()
        self._entitle()
        self._reveal()
        self.post_message(self.Moved(self, self.model.current))

    def _on_resize(self, _: events.Resize) -> None:
        self._strips.clear()
        self.virtual_size = Size(0, max(len(self.model.shown), 1))
        self._reveal()

    def _on_focus(self, _: events.Focus) -> None:
        self.refresh()

    def _on_blur(self, _: events.Blur) -> None:
        self.refresh()

    async def _on_click(self, event: events.Click) -> None:
        """Select; a click on the glyph toggles, one on a selected row opens."""
        inside = event.get_content_offset(self)
        if inside is None:
            return
        place = inside.y + int(self.scroll_offset.y)
        row = self.model.at(place)
        if row is None:
            return
        again = place == self.model.cursor and self.has_focus
        self.model.move_to(place)
        self._moved()
        if row.folds:
            self.model.toggle_fold()
            self._changed(moved=False)
        elif inside.x <= 3 and row.glyph:
            self.post_message(self.Toggled(self, row))
        elif again and event.chain > 1:
            self.post_message(self.Opened(self, row))

    def open(self) -> None:
        """Open the row under the cursor; a group folds."""
        row = self.model.current
        if row is None:
            return
        if self.model.toggle_fold():
            self._changed(moved=False)
        else:
            self.post_message(self.Opened(self, row))

    def _action_cursor_down(self) -> None:
        self.model.move(1)
        self._moved()

    def _action_cursor_up(self) -> None:
        self.model.move(-1)
        self._moved()

    def _action_first(self) -> None:
        self.model.move_to(0)
        self._moved()

    def _action_last(self) -> None:
        self.model.move_to(len(self.model.shown) - 1)
        self._moved()

    def _action_page_down(self) -> None:
        self.model.move(max(self.size.height - 1, 1))
        self._moved()

    def _action_page_up(self) -> None:
        self.model.move(-max(self.size.height - 1, 1))
        self._moved()

    def _action_fold(self) -> None:
        if self.model.fold():
            self._changed(moved=True)

    def _action_unfold(self) -> None:
        if self.model.unfold():
            self._changed(moved=True)


class TableView(ListView, inherit_bindings=False):
    """A list without groups, which leaves the sideways keys to its screen."""

    KIND: ClassVar[str] = TABLE
    BINDINGS: ClassVar[list[BindingType]] = view_bindings(TABLE)
