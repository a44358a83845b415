"""A page to read: lines with roles, wrapped to the width, scrolled by line. Evidence, overviews and facts are pages.

A page may be long (five thousand sites), so it is wrapped once for a width and drawn line by line.
"""

from collections.abc import Iterable
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.geometry import Size
from textual.strip import Strip

from migrator.tui.actions import PAGE
from migrator.tui.keys import view_bindings
from migrator.tui.painting import Painted
from migrator.tui.runs import Line, run, wrap

PageLine = Line | tuple[Line, str]
"""A line, or a line with the name of its background."""


class PageView(Painted, can_focus=True):
    """Shows a page."""

    KIND: ClassVar[str] = PAGE
    BINDINGS: ClassVar[list[BindingType]] = view_bindings(PAGE)

    def __init__(self, title: str = "", *, id: str, number: str = "") -> None:  # noqa: A002  Textual's name
        super().__init__(id=id, classes="panel")
        self.lines: tuple[tuple[Line, str], ...] = ()
        self.title = title
        self.wraps = True
        """Whether a line that is too long goes on below; else its end is left out, so that lines stand beside those of another page."""
        self._number = number
        self._wrapped: list[tuple[Line, str]] = []

    def _on_mount(self, _: events.Mount) -> None:

        self.entitle(self.title)

    def entitle(self, title: str, subtitle: str = "") -> None:
        """Set what stands in the border."""
        self.title = title
        number = f"[{self._number}] " if self._number else ""
        self.border_title = Content(number + run(title).text)
        self.border_subtitle = Content(run(subtitle).text)

    def show(self, lines: Iterable[PageLine], *, title: str | None = None, subtitle: str = "") -> None:
        """Show a page from its top; one with the same title keeps its place."""
        stays = title is None or title == self.title
        self.lines = tuple(_with_ground(one) for one in lines)
        if title is not None:
            self.entitle(title, subtitle)
        self._wrap()
        if not stays:
            self.scroll_to(0, 0, animate=False, force=True)

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        place = y + int(self.scroll_offset.y)
        if place >= len(self._wrapped):
            return self.kept(("blank", self.cells), ())
        pieces, ground = self._wrapped[place]
        return self.kept((pieces, ground, self.cells), pieces, ground)

    def _on_resize(self, _: events.Resize) -> None:
        self._wrap()

    def _wrap(self) -> None:
        self._strips.clear()
        width = self.cells
        self._wrapped = (
            [(part, ground) for one, ground in self.lines for part in wrap(one, width)]
            if self.wraps
            else list(self.lines)
        )
        self.virtual_size = Size(0, len(self._wrapped))
        self.refresh()

    def _action_cursor_down(self) -> None:
        self.scroll_relative(y=1, animate=False, force=True)

    def _action_cursor_up(self) -> None:
        self.scroll_relative(y=-1, animate=False, force=True)

    def _action_first(self) -> None:
        self.scroll_to(0, 0, animate=False, force=True)

    def _action_last(self) -> None:
        self.scroll_to(0, len(self._wrapped), animate=False, force=True)

    def _action_page_down(self) -> None:
        self.scroll_relative(y=max(self.size.height - 1, 1), animate=False, force=True)

    def _action_page_up(self) -> None:
        self.scroll_relative(y=-max(self.size.height - 1, 1), animate=False, force=True)


def _with_ground(one: PageLine) -> tuple[Line, str]:
    if len(one) == 2 and isinstance(one[1], str):
        return one
    return one, ""
