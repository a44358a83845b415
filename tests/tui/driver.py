"""Speaks of panels, rows and keys instead of coordinates: ``dashboard.panel("findings").select("Order").press("enter")``."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget

from migrator.tui.app import Dashboard
from migrator.tui.contact import Connect
from migrator.tui.list_view import ListView
from migrator.tui.page_view import PageView
from migrator.tui.panels import PanelScreen
from migrator.tui.runs import plain

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


class Panel:
    """One panel of the screen on top."""

    def __init__(self, driver: "Driver", name: str) -> None:
        self._driver = driver
        self._name = name

    @property
    def view(self) -> Widget:
        screen = self._driver.screen
        return (
            screen.panel(self._name)
            if isinstance(screen, PanelScreen) and self._name in screen.PANELS.values()
            else screen.query_one(f"#{self._name}")
        )

    @property
    def rows(self) -> list[str]:
        """The text of the shown rows."""
        view = self.view
        assert isinstance(view, ListView)
        return [view.model.rows[index].text for index in view.model.shown]

    @property
    def text(self) -> str:
        """What a page says."""
        view = self.view
        assert isinstance(view, PageView)
        return "\n".join(plain(pieces) for pieces, _ in view.lines)

    async def select(self, text: str) -> "Panel":
        """Make it the current panel, with the cursor on the row that has this text."""
        view = self.view
        assert isinstance(view, ListView)
        row = next(row for row in view.model.rows if text in row.text)
        screen = self._driver.screen
        if isinstance(screen, PanelScreen):
            screen.go_to(self._name)
            await self._driver.until(lambda: view.has_focus)
        view.select(row.key)
        await self._driver.settle()
        return self

    async def press(self, *keys: str) -> "Driver":
        return await self._driver.press(*keys)


class Driver:
    """A running dashboard."""

    def __init__(self, app: Dashboard, pilot: Pilot[int]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def screen(self) -> Screen[object]:
        return self.app.screen

    @property
    def at(self) -> str:
        """The current panel."""
        assert isinstance(self.app.screen, PanelScreen)
        return self.app.screen.at

    @property
    def current(self) -> str:
        """The key of the row under the cursor."""
        view = self.panel(self.at).view
        assert isinstance(view, ListView)
        return view.model.current.key if view.model.current else ""

    def panel(self, name: str) -> Panel:
        return Panel(self, name)

    async def press(self, *keys: str) -> "Driver":
        for key in keys:
            await self.pilot.press(key)
            await self.settle()
        return self

    async def write(self, text: str) -> "Driver":
        for character in text:
            await self.pilot.press("space" if character == " " else character)
        await self.settle()
        return self

    async def settle(self) -> None:
        """Wait until the screen has caught up: timers that follow the cursor have fired and what they asked was answered."""
        await self.pilot.pause(0.06)
        await self.pilot.pause()

    async def until(self, holds: Callable[[], bool], *, seconds: float = 20.0) -> "Driver":
        """Wait for a condition, with a limit."""
        end = asyncio.get_running_loop().time() + seconds
        while not holds():
            assert asyncio.get_running_loop().time() < end, (
                f"never came true; the screen shows:\n{self.frame()}"
            )
            await self.pilot.pause(0.02)
        return self

    def frame(self) -> str:
        """What the terminal shows, as text."""
        screen = self.app.screen
        strips = screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip) for strip in strips)


@asynccontextmanager
async def dashboard(
    connect: Connect, *, root: Path = Path("/srv/shop"), size: tuple[int, int] = (120, 40), ready: bool = True
) -> AsyncIterator[Driver]:
    """A dashboard that has shown its first answers."""
    app = Dashboard(root, connect, now=lambda: NOON)
    async with app.run_test(size=size) as pilot:
        driver = Driver(app, pilot)
        if ready:
            await driver.until(lambda: app.held is not None, seconds=60)
            await driver.settle()
        yield driver
