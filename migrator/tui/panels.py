"""What every screen of panels does alike: walk between panels, filter, show the keys, act on what is under the cursor.

One panel is current at a time. On a narrow screen only its side is shown, on a short one some panels wait until they are current; classes on
the screen say so and the style sheet does the rest.
"""

from typing import ClassVar

from textual import events, getters
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, Static

from migrator.engine.messages import Event, Progress
from migrator.tui.actions import Action, applies
from migrator.tui.bars import Bar, Foot, head_line, job_line
from migrator.tui.board import Board
from migrator.tui.dialogs import Help
from migrator.tui.diff_view import DiffView
from migrator.tui.held import Held
from migrator.tui.keys import bindings_of
from migrator.tui.list_view import ListView
from migrator.tui.lists import Row
from migrator.tui.painting import Painted


class FilterLine(Input):
    """The line in which a filter is typed, above the foot."""

    def __init__(self) -> None:
        super().__init__(id="filter", placeholder="words · spread letters · !word for without")


class PanelScreen(Screen[None]):
    """A screen of numbered panels.

    Attributes:
        PANELS: Number to the panel's name, which is also its place in the table of actions and its id.
        at: The current panel.
    """

    PANELS: ClassVar[dict[int, str]] = {}
    MAIN: ClassVar[str] = ""
    TITLE_HERE: ClassVar[str] = ""
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("screen")
    AUTO_FOCUS = ""

    app = getters.app(Board)

    def __init__(self) -> None:
        super().__init__()
        self.at = ""

    def compose(self) -> ComposeResult:
        """Top, panels, foot."""
        yield Bar(id="head")
        yield from self.compose_panels()
        yield FilterLine()
        yield Bar(id="job")
        yield Foot()
        yield Static(
            Content("migrator needs 60 by 16 characters.\nMake the window larger; q quits."), id="too-small"
        )

    def compose_panels(self) -> ComposeResult:
        """The panels of the screen."""
        yield from ()

    # what screens add

    def crumbs(self) -> tuple[str, ...]:
        """Where one is, below the campaign."""
        return ()

    def first_panel(self) -> str:
        """The panel that is current at first."""
        return self.PANELS[1]

    def take(self, held: Held) -> None:
        """Show new answers of the engine."""

    def preview(self, panel: str, row: Row | None) -> None:
        """Let the main view follow the selection."""

    def go_deeper(self, panel: str, row: Row | None) -> None:
        """Open what is under the cursor."""

    def go_back(self) -> None:
        """Leave the innermost thing that is open."""

    # walking

    def panel(self, name: str) -> Painted:
        """The widget that shows a panel now."""
        return self.query_one(f"#{name}", Painted)

    def go_to(self, name: str) -> None:
        """Make a panel the current one."""
        self.at = name
        self._say_where()
        self.call_after_refresh(self._focus_panel, name)

    def _focus_panel(self, name: str) -> None:
        if name != self.at:  # somebody went on before this was reached
            return
        view = self.panel(name)
        view.focus(scroll_visible=False)
        if isinstance(view, ListView) and name != self.MAIN:
            self.preview(name, view.model.current)

    def _say_where(self) -> None:
        for name in self.PANELS.values():
            self.set_class(name == self.at, f"at-{name}")
        self.query_one(Foot).show(self.at, self.kinds())

    def kinds(self) -> tuple[str, ...]:
        """Which widget the current panel is: list, table, page or diff."""
        return (self.panel(self.at).KIND,) if self.at else ()

    def refresh_bars(self) -> None:
        """Draw the top and the line of jobs again."""
        app = self.app
        self.query_one("#head", Bar).say(*head_line(app.held, self.crumbs(), self.size.width))
        job = self.query_one("#job", Bar)
        last = app.log_model.rows[-1].text if app.log_model.rows else ""
        job.say(*job_line(app.running, last, self.size.width))
        self.set_class(app.running is not None, "running")

    def hear(self, event: Event) -> None:
        """Something happened in the engine."""
        if isinstance(event, Progress):
            self.refresh_bars()

    def _renewed(self, held: Held) -> None:
        self.refresh_bars()
        self.take(held)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what applies where one is; nothing while a filter is typed."""
        if isinstance(self.focused, Input):
            return action not in {"approve", "reject", "land"}
        return applies(action, self.at) if self.at else super().check_action(action, parameters)

    # events

    def _on_mount(self, _: events.Mount) -> None:
        self.query_one(FilterLine).display = False
        self.app.heard.subscribe(self, self.hear)
        self.app.renewed.subscribe(self, self._renewed)
        self.refresh_bars()
        if self.app.held is not None:
            self.take(self.app.held)
        self.go_to(self.first_panel())

    def _on_screen_resume(self, _: events.ScreenResume) -> None:
        self.refresh_bars()

    async def _on_resize(self, _: events.Resize) -> None:
        self.call_after_refresh(self.refresh_bars)

    def _on_descendant_focus(self, event: events.DescendantFocus) -> None:
        name = self._panel_of(event.widget)
        if name and name != self.at:
            self.at = name
            self._say_where()

    def _panel_of(self, widget: Widget) -> str:
        return next((name for name in self.PANELS.values() if widget.id == name), "")

    def _on_list_view_moved(self, message: ListView.Moved) -> None:
        message.stop()
        view = message.view
        if view.id == self.at and view.id != self.MAIN:
            self.preview(self.at, view.model.current)

    def _on_list_view_opened(self, message: ListView.Opened) -> None:
        message.stop()
        self.go_deeper(self.at, message.row)

    # actions

    def _action_go_in(self) -> None:
        view = self.panel(self.at)
        if isinstance(view, ListView):
            view.open()
        else:
            self.go_deeper(self.at, None)

    def _action_go_out(self) -> None:
        if self.maximized is not None:
            self.minimize()
            return
        view = self.panel(self.at)
        if isinstance(view, ListView) and view.model.query:
            view.filter("")
            return
        self.go_back()

    def _action_panel(self, number: int) -> None:
        if number in self.PANELS:
            self.go_to(self.PANELS[number])

    def _action_next_panel(self) -> None:
        self._step(1)

    def _action_previous_panel(self) -> None:
        self._step(-1)

    def _step(self, by: int) -> None:
        names = [self.PANELS[number] for number in sorted(self.PANELS, key=lambda number: number or 99)]
        place = names.index(self.at) if self.at in names else 0
        self.go_to(names[(place + by) % len(names)])

    def _action_main_down(self) -> None:
        view = self.panel(self.MAIN)
        view.scroll_relative(y=max(view.size.height // 2, 1), animate=False, force=True)

    def _action_main_up(self) -> None:
        view = self.panel(self.MAIN)
        view.scroll_relative(y=-max(view.size.height // 2, 1), animate=False, force=True)

    def _action_bigger(self) -> None:
        if self.maximized is not None:
            self.minimize()
        else:
            self.maximize(self.panel(self.at), container=False)

    def _action_copy(self) -> None:
        view = self.panel(self.at)
        text = ""
        if isinstance(view, ListView) and view.model.current:
            text = (
                view.model.current.key.partition(":")[2]
                if ":" in view.model.current.key[:6]
                else view.model.current.key
            )
        elif isinstance(view, DiffView) and view.model:
            text = view.model.path
        if text:
            self.app.copy_to_clipboard(text)
            self.app.say(f"copied {text}")

    def _action_filter(self) -> None:
        view = self.panel(self.at)
        if isinstance(view, ListView):
            field = self.query_one(FilterLine)
            field.display = True
            field.value = view.model.query
            field.focus()

    def _on_input_changed(self, event: Input.Changed) -> None:
        view = self.panel(self.at)
        if isinstance(event.input, FilterLine) and isinstance(view, ListView):
            view.filter(event.value)

    def _on_input_submitted(self, event: Input.Submitted) -> None:
        if isinstance(event.input, FilterLine):
            self._close_filter()

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "escape" and isinstance(self.focused, FilterLine):
            event.stop()
            event.prevent_default()
            view = self.panel(self.at)
            if isinstance(view, ListView):
                view.filter("")
            self._close_filter()

    def _close_filter(self) -> None:
        self.query_one(FilterLine).display = False
        self.go_to(self.at)

    def show_help(self) -> None:
        """The keys of the current panel; enter there does one here."""
        title = f"{self.TITLE_HERE} · {self.at}"
        self.app.push_screen(Help(self.at, self.kinds(), title=title), self._run_chosen)

    def _run_chosen(self, action: Action | None) -> None:
        if action is not None:
            self.call_after_refresh(self.perform, action)

    async def perform(self, action: Action) -> None:
        """Do an action of the table, wherever it belongs."""
        if action.owner == "view":
            await self.app.run_action(action.id, default_namespace=self.panel(self.at))
        elif action.owner == "app":
            await self.app.run_action(action.id, default_namespace=self.app)
        else:
            await self.app.run_action(action.id, default_namespace=self)
