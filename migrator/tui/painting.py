"""Lines with roles become strips, what Textual's line interface draws: the one place where a role meets a colour."""

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.content import Content
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.style import Style as ContentStyle

from migrator.tui.runs import Line, crop, width_of
from migrator.tui.themes import Palette


def strip_of(pieces: Line, width: int, palette: Palette, ground: str = "") -> Strip:
    """The line in exactly ``width`` cells on a background."""
    shown = crop(pieces, width)
    segments = [Segment(piece.text, palette.style(piece.role, ground)) for piece in shown if piece.text]
    used = width_of(shown)
    if used < width:
        segments.append(Segment(" " * (width - used), palette.style("text", ground)))
    return Strip(segments, max(width, used) if used > width else width)


def content_of(pieces: Line, palette: Palette, ground: str = "") -> Content:
    """The line as content for borders and the bars at the top and foot."""
    return Content.assemble(
        *((piece.text, _content_style(palette.style(piece.role, ground))) for piece in pieces)
    )


def _content_style(style: Style) -> ContentStyle:
    return ContentStyle.from_rich_style(style)


class Painted(ScrollView):
    """A view that draws its lines itself, with strips kept until something they show changes.

    Attributes:
        KIND: Which widget it is in the table of actions.
    """

    KIND: ClassVar[str] = ""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002  Textual's name
        super().__init__(id=id, classes=classes)
        self._strips: dict[object, Strip] = {}
        self._palette: Palette | None = None

    @property
    def palette(self) -> Palette:
        """The palette of the theme in use."""
        if self._palette is None:
            self._palette = Palette(self.app.get_css_variables())
        return self._palette

    def _on_mount(self, _: events.Mount) -> None:
        """Follow the theme."""
        self.app.theme_changed_signal.subscribe(self, self._theme_changed)

    @property
    def cells(self) -> int:
        """How wide a line may be, the scrollbar left out."""
        return self.scrollable_content_region.width

    def repaint(self) -> None:
        """Forget the strips and draw again."""
        self._strips.clear()
        self.refresh()

    def notify_style_update(self) -> None:
        """Textual tells that styles changed."""
        self._strips.clear()
        super().notify_style_update()

    def kept(self, key: object, pieces: Line, ground: str = "") -> Strip:
        """The strip of a line, drawn once for a key."""
        strip = self._strips.get(key)
        if strip is None:
            if len(self._strips) > 4000:
                self._strips.clear()
            strip = self._strips[key] = strip_of(pieces, self.cells, self.palette, ground)
        return strip

    def _theme_changed(self, _: object) -> None:
        self._palette = None
        self.repaint()
