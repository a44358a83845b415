"""The one diff widget: a line cursor, a hunk cursor, decisions as glyph, word and coloured bar.

It draws from a `DiffModel` row by row, so a diff of fifty thousand lines opens as fast as one of fifty. It decides nothing: it says which hunks
are under the cursor and shows what was decided.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip

from migrator.display import plural
from migrator.tui.actions import DIFF
from migrator.tui.diff_lines import DiffPainter
from migrator.tui.diffs import CONTEXT, Decided, DiffModel, DiffRow, Layout, Span, decided, next_open, rows
from migrator.tui.keys import view_bindings
from migrator.tui.painting import Painted
from migrator.tui.runs import run
from migrator.wire.batches import HunkView

SPLIT_WIDTH = 100


class DiffView(Painted, can_focus=True):
    """Shows the change of one file."""

    KIND: ClassVar[str] = DIFF
    BINDINGS: ClassVar[list[BindingType]] = view_bindings(DIFF)

    @dataclass
    class HunkMoved(Message):
        """Another hunk is under the cursor."""

        view: "DiffView"
        span: int
        can_replace_any = True

        @property
        def control(self) -> "DiffView":
            """The view, for handlers that name it."""
            return self.view

    def __init__(self, *, id: str, number: str = "") -> None:  # noqa: A002  Textual's name
        super().__init__(id=id, classes="panel")
        self.model: DiffModel | None = None
        self.hunks: Mapping[str, HunkView] = {}
        self.cursor = 0
        self.split: bool | None = None
        """Side by side or not, as somebody chose; `None` goes by the width."""
        self.context = CONTEXT
        self._unfolded: frozenset[int] = frozenset()
        self._layout = Layout(rows=(), starts=(), ends=())
        self._number = number

    @property
    def is_split(self) -> bool:
        """Whether both sides stand side by side."""
        return self.cells >= SPLIT_WIDTH if self.split is None else self.split

    @property
    def span_number(self) -> int:
        """The span under the cursor; -1 where there is none."""
        return self._layout.span_at(self.cursor)

    @property
    def span(self) -> Span | None:
        """The span under the cursor."""
        number = self.span_number
        return self.model.spans[number] if self.model and number >= 0 else None

    def show(self, model: DiffModel, hunks: Mapping[str, HunkView], *, at: str = "") -> None:
        """Show a file's change, the cursor on the hunk of that key or on the first."""
        self.model = model
        self.hunks = hunks
        self._unfolded = frozenset()
        self._lay_out()
        number = next((place for place, span in enumerate(model.spans) if at in span.hunks), 0)
        self.go_to_span(number)

    def decide(self, hunks: Mapping[str, HunkView]) -> None:
        """Show other decisions on the same change."""
        self.hunks = hunks
        self.repaint()
        self._entitle()

    def go_to_span(self, number: int) -> None:
        """Put the cursor on a hunk and show it whole where it fits."""
        starts = self._layout.starts
        if not starts:
            self._move_to(0)
            return
        number = max(0, min(number, len(starts) - 1))
        first, end = starts[number], self._layout.ends[number]
        self.scroll_to_region(
            Region(0, max(first - 2, 0), 1, min(end - first + 4, max(self.size.height, 1))),
            animate=False,
            force=True,
        )
        self._move_to(first)

    def go_to_next_open(self) -> None:
        """Put the cursor on the next hunk that is not decided, if there is one."""
        if self.model is None:
            return
        number = next_open(self.model.spans, self.hunks, self.span_number)
        if number >= 0:
            self.go_to_span(number)

    def lay_out(self, *, split: bool | None, context: int) -> None:
        """Show it another way; the cursor stays on its hunk."""
        number = self.span_number
        self.split = split
        self.context = max(0, context)
        self._lay_out()
        self.go_to_span(number)

    def unfold(self) -> bool:
        """Open the fold under the cursor; false where there is none."""
        row = self._row(self.cursor)
        if row is None or row.kind != "fold":
            return False
        self._unfolded |= {row.old}
        self._lay_out()
        return True

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        place = y + int(self.scroll_offset.y)
        row = self._row(place)
        width = self.cells
        if row is None or self.model is None:
            return self.kept(("blank", width), ())
        here = place == self.cursor and self.has_focus
        current = row.span >= 0 and row.span == self.span_number
        key = (row, here, current, self.has_focus, width, self.is_split)
        if key not in self._strips:
            painter = DiffPainter(self.model, self.palette, width, split=self.is_split)
            self._strips[key] = painter.strip(row, self._decided(row), here=here, current=current)
        return self._strips[key]

    def _decided(self, row: DiffRow) -> Decided:
        if self.model is None or row.span < 0:
            return Decided(state="open")
        return decided(self.model.spans[row.span], self.hunks)

    def _row(self, place: int) -> DiffRow | None:
        return self._layout.rows[place] if 0 <= place < len(self._layout.rows) else None

    def _lay_out(self) -> None:
        if self.model is None:
            return
        self._layout = rows(self.model, split=self.is_split, context=self.context, unfolded=self._unfolded)
        self.virtual_size = Size(0, len(self._layout.rows))
        self.cursor = min(self.cursor, max(len(self._layout.rows) - 1, 0))
        self.repaint()
        self._entitle()

    def _entitle(self) -> None:
        if self.model is None:
            return
        number = f"[{self._number}] " if self._number else ""
        self.border_title = Content(number + run(self.model.path).text)
        spans = self.model.spans
        states = [decided(span, self.hunks).state for span in spans]
        said = f"{'side by side' if self.is_split else 'inline'} · "
        place = f"hunk {self.span_number + 1} of {len(spans)}" if spans else plural(0, "hunk")
        left = sum(state in {"open", "mixed"} for state in states)
        self.border_subtitle = Content(
            f"{said}{place} · {states.count('approved')}✓ {states.count('rejected')}✗ {left}○"
        )

    def _move_to(self, place: int) -> None:
        before = self.span_number
        self.cursor = max(0, min(place, len(self._layout.rows) - 1))
        self.refresh()
        if self.size.height:
            self.scroll_to_region(Region(0, self.cursor, 1, 1), animate=False, force=True)
        self._entitle()
        if self.span_number != before or place in self._layout.starts:
            self.post_message(self.HunkMoved(self, self.span_number))

    def _on_resize(self, _: events.Resize) -> None:
        self._lay_out()

    def _on_focus(self, _: events.Focus) -> None:
        self.refresh()

    def _on_blur(self, _: events.Blur) -> None:
        self.refresh()

    async def _on_click(self, event: events.Click) -> None:
        """Put the cursor where the click is; a click on a fold opens it."""
        inside = event.get_content_offset(self)
        if inside is not None:
            self._move_to(inside.y + int(self.scroll_offset.y))
            self.unfold()

    def _action_cursor_down(self) -> None:
        self._move_to(self.cursor + 1)

    def _action_cursor_up(self) -> None:
        self._move_to(self.cursor - 1)

    def _action_first(self) -> None:
        self._move_to(0)

    def _action_last(self) -> None:
        self._move_to(len(self._layout.rows) - 1)

    def _action_page_down(self) -> None:
        self._move_to(self.cursor + max(self.size.height - 1, 1))

    def _action_page_up(self) -> None:
        self._move_to(self.cursor - max(self.size.height - 1, 1))

    def _action_next_hunk(self) -> None:
        self.go_to_span(self.span_number + 1)

    def _action_previous_hunk(self) -> None:
        number = self.span_number
        at_head = number >= 0 and self.cursor == self._layout.starts[number]
        self.go_to_span(number - 1 if at_head else number)
