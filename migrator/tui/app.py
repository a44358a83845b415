"""The application: its screens, its themes, and the actions that apply everywhere."""

import os
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual.app import SystemCommand
from textual.binding import BindingType
from textual.command import Provider
from textual.screen import Screen

from migrator.engine.messages import Event
from migrator.errors import RefusedError
from migrator.tui.board import Board
from migrator.tui.carrying import adopt, sync
from migrator.tui.contact import Connect, Engine
from migrator.tui.dashboard import DashboardScreen
from migrator.tui.dialogs import Confirm
from migrator.tui.keys import bindings_of
from migrator.tui.palette import ActionProvider, ThingProvider
from migrator.tui.panels import PanelScreen
from migrator.tui.runs import line
from migrator.tui.themes import DARK, LIGHT
from migrator.tui.welcome import Welcome

_WIDTHS: list[tuple[int, str]] | None = [(0, "-slim"), (60, "-narrow"), (100, "-wide")]
_HEIGHTS: list[tuple[int, str]] | None = [(0, "-flat"), (16, "-short"), (32, "-tall")]
"""Classes that screens get by size; the style sheet lays out by them."""


def open_dashboard(path: Path) -> int:
    """Open the dashboard on a repository and return the exit status.

    Raises `RefusedError` without a terminal that can show it.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()) or os.environ.get("TERM", "dumb") == "dumb":
        raise RefusedError(
            "The dashboard needs a terminal",
            "stdin and stdout are not one, or TERM says that it can show no screen",
            hint="`migrator status` and the other commands work anywhere",
        )
    app = Dashboard(path, partial(_start_engine, path))
    app.run()
    return app.return_code or 0


async def _start_engine(path: Path, on_event: Callable[[Event], None]) -> Engine:
    from migrator.engine.client import EngineClient  # noqa: PLC0415  only the real dashboard needs a real engine

    return await EngineClient.start(path, on_event=on_event)


def _now() -> datetime:
    return datetime.now(UTC).astimezone()


class Dashboard(Board):
    """`migrator` in a terminal."""

    TITLE = "migrator"
    CSS_PATH = "dashboard.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("app")
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {ActionProvider, ThingProvider}
    COMMAND_PALETTE_BINDING: ClassVar[str] = "ctrl+p"
    ENABLE_COMMAND_PALETTE: ClassVar[bool] = True
    HORIZONTAL_BREAKPOINTS = _WIDTHS
    VERTICAL_BREAKPOINTS = _HEIGHTS

    def __init__(self, root: Path, connect: Connect, *, now: Callable[[], datetime] = _now) -> None:
        super().__init__(root, connect, now=now)
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        self.theme = DARK.name
        self._welcomed = False

    def get_default_screen(self) -> Screen[None]:
        """The dashboard."""
        return DashboardScreen()

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Nothing beside the table of actions but the themes."""
        del screen
        yield SystemCommand("Theme", "pick another theme", self.action_change_theme)

    def _on_mount(self) -> None:
        self.call_after_refresh(lambda: self.work(self._open, group="open"))

    async def _open(self) -> None:
        await self.start_engine()
        if self.held is not None and not self.held.status.plan and not self._welcomed:
            self._welcomed = True
            self.push_screen(Welcome(self.held.status))

    async def _on_exit_app(self) -> None:
        await self.stop_engine()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Dialogs keep the keys of the application to themselves."""
        if action in _BOARD_ACTIONS:
            return isinstance(self.screen, PanelScreen)
        return super().check_action(action, parameters)

    def _action_undo(self) -> None:
        self.undo()

    def _action_follow(self) -> None:
        self.follow()

    def _action_push(self) -> None:
        self.push()

    def _action_sync(self) -> None:
        self.write(partial(sync, self))

    def _action_adopt(self) -> None:
        self.write(partial(adopt, self))

    def _action_run_checks(self) -> None:
        self.run_checks()

    def _action_rescan(self) -> None:
        self.work(self._rescan, group="renew")

    async def _rescan(self) -> None:
        if not await self.is_alive():
            await self.start_engine()
            return
        await self.engine.rescan()
        await self.renew()
        self.say("read again")

    def _action_cancel_job(self) -> None:
        self.work(self._cancel, group="cancel")

    async def _cancel(self) -> None:
        if self.running is None and not self.is_writing:
            self.say("nothing is running")
            return
        await self.engine.cancel()

    def _action_other_theme(self) -> None:
        self.theme = LIGHT.name if self.current_theme.dark else DARK.name

    def _action_help(self) -> None:
        if isinstance(self.screen, PanelScreen):
            self.screen.show_help()

    def _action_quit_safely(self) -> None:
        if self.is_writing:
            self.run_worker(self._quit_after_asking(), group="quit")
        else:
            self.exit(0)

    async def _quit_after_asking(self) -> None:
        page = [line("A landing is under way. Quitting cancels it: the repository stays as it was.")]
        if await self.push_screen_wait(Confirm("Quit now?", list(page), yes="cancel it and quit")):
            self.exit(0)


_BOARD_ACTIONS = frozenset(
    {"undo", "follow", "push", "sync", "adopt", "rescan", "cancel_job", "help", "other_theme"}
)
