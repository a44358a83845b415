"""The lines at the top and foot: where one is and how it stands, what runs, which keys apply here."""

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.widgets import Static

from migrator.engine.messages import Progress
from migrator.tui.actions import Action, applying, shown_key
from migrator.tui.held import Held
from migrator.tui.overview import CHECKS
from migrator.tui.pages import bar, spark
from migrator.tui.painting import content_of
from migrator.tui.runs import Line, Run, line, spread, width_of
from migrator.tui.themes import Palette

WIDE = 100
"""From this width on there is room for more than the most important."""


class Bar(Static):
    """A line across the screen that draws itself anew when its width or the theme changes."""

    def __init__(self, *, id: str) -> None:  # noqa: A002  Textual's name
        super().__init__(id=id, markup=False)
        self._left: Line = ()
        self._right: Line = ()

    def say(self, left: Line, right: Line = ()) -> None:
        """Show this, the left part giving way to the right one."""
        self._left, self._right = left, right
        self.refresh(layout=False)

    def render(self) -> Content:
        """The line in the width there is."""
        palette = Palette(self.app.get_css_variables())
        return content_of(spread(self._left, self._right, self.size.width), palette, "bar")


class Foot(Static):
    """The keys that apply where one is, as many as fit; a click on one presses it."""

    def __init__(self) -> None:
        super().__init__(id="foot", markup=False)
        self._actions: tuple[Action, ...] = ()
        self._buttons: list[tuple[int, str]] = []
        """Where each hint ends, and its key."""

    def show(self, place: str, kinds: tuple[str, ...] = ()) -> None:
        """Show the keys of a place."""
        self._actions = tuple(action for action in applying((place, *kinds)) if action.hint)
        self.refresh(layout=False)

    def render(self) -> Content:
        """The hints in the width there is; help and quit always fit."""
        last = [action for action in self._actions if action.id in {"help", "quit_safely"}]
        room = self.size.width - sum(_width(action) for action in last)
        shown: list[Action] = []
        for action in self._actions:
            if action not in last and _width(action) <= room:
                shown.append(action)
                room -= _width(action)
        self._buttons = []
        pieces: list[Run] = []
        for place, action in enumerate((*shown, *last)):
            if place == len(shown):
                pieces.append(Run(" " * room))
            pieces += line((f" {shown_key(action.keys[0])}", "key"), (f" {action.hint} ", "muted"))
            self._buttons.append((width_of(pieces), action.keys[0]))
        return content_of(tuple(pieces), Palette(self.app.get_css_variables()), "bar")

    async def _on_click(self, event: events.Click) -> None:
        key = next((key for end, key in self._buttons if event.x < end), "")
        if key:
            self.app.simulate_key(key)


def head_line(held: Held | None, crumbs: tuple[str, ...], width: int) -> tuple[Line, Line]:
    """The top: where one is at the left, how the campaign stands at the right; on a narrow screen only the most important of both."""
    name = line((" migrator ", "title"))
    if held is None:
        return name, ()
    status = held.status
    where = [status.campaign or status.root.rpartition("/")[2], *crumbs]
    wide = width >= WIDE
    branch = f"   {status.branch}" if status.branch and wide and not crumbs else ""
    left = (*name, *line((" / ".join(where), "strong"), (branch, "muted")))
    if status.commit and wide and not crumbs:
        stands = f" {status.checkout}" if status.tip else ""
        left = (*left, *line((f" {status.commit[:7]}", "link"), (stands, "muted")))
    checks: list[tuple[str, str]] = []
    for check in status.checks[:2] if wide else ():
        glyph, role = CHECKS.get(check.result, ("?", "warn"))
        checks += [(f"{glyph} ", role), (f"{check.name}   ", "muted")]
    broken = [(f"✗ {status.broken.names:,} broken   ", "bad")] if status.broken.names else []
    right = line(*checks, *broken, (f"{held.remaining:,} left", "strong"), (_course(held), "link"), " ")
    return left, right


def job_line(progress: Progress | None, last: str, width: int) -> tuple[Line, Line]:
    """What runs, with how far it is; when nothing runs the log's last line."""
    if progress is None:
        return line((f" {last}", "muted")), ()
    share = progress.done / progress.total if progress.total else 0.0
    of = f" {progress.done:,}/{progress.total:,}" if progress.total else ""
    meter = bar(share, 16) if progress.total and width >= 60 else ()
    said = f"  {progress.said}" if progress.said else ""
    left = (*line((" ◌ ", "accent"), (progress.title, "strong"), (said, "muted")),)
    return left, (*meter, *line((of, "muted"), ("   ctrl+x", "key"), (" cancels ", "muted")))


def _course(held: Held) -> str:
    values = held.total_course
    return f" {spark(values)}" if len(values) > 2 else ""


def _width(action: Action) -> int:
    return cell_len(shown_key(action.keys[0])) + cell_len(action.hint) + 3
