"""The dashboard on a real repository with a real engine process."""

import os
import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from migrator.campaign.demonstration import make_demo
from migrator.engine.client import EngineClient
from migrator.engine.messages import Event
from migrator.tui.list_view import ListView
from migrator.tui.review import Review
from tests.tui.driver import Driver, dashboard

pytestmark = pytest.mark.slow


class Engines:
    """Starts engines and remembers them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.started: list[EngineClient] = []

    async def connect(self, on_event: Callable[[Event], None]) -> EngineClient:
        client = await EngineClient.start(self.root, on_event=on_event)
        self.started.append(client)
        return client


@pytest.fixture(name="engines")
def _engines(tmp_path: Path) -> Engines:
    return Engines(make_demo(tmp_path / "demo"))


async def test_every_batch_and_every_finding_can_be_looked_at(engines: Engines) -> None:
    async with dashboard(engines.connect, root=engines.root) as board:
        held = board.app.held
        assert held is not None
        for batch in held.batches[:6]:
            await board.panel("batches").select(batch.title)
            await board.until(partial(_says, board, batch.title))
        for finding in held.findings[:12]:
            await board.panel("findings").select(_shown(board, finding.id))
            await board.until(partial(_says, board, finding.title))


async def test_a_file_of_a_batch_shows_its_change_with_the_real_lines(engines: Engines) -> None:
    async with dashboard(engines.connect, root=engines.root) as board:
        await board.press("3", "enter")
        await board.until(lambda: isinstance(board.screen, Review) and board.screen.planned is not None)
        await board.press("G", "0")
        await board.until(lambda: "hunk 1 of" in board.frame())
        assert "- " in board.frame()
        assert "+ " in board.frame()


async def test_a_dead_engine_is_told_and_started_again(engines: Engines) -> None:
    async with dashboard(engines.connect, root=engines.root) as board:
        os.kill(engines.started[0]._process.pid, signal.SIGKILL)
        await board.press("3", "j")
        await board.until(lambda: "The engine has ended" in board.frame())
        await board.press("R")
        await board.until(lambda: len(engines.started) == 2 and board.app.held is not None)
        await board.press("k")
        await board.until(lambda: "STATE" in board.panel("main").text)


def _says(board: Driver, text: str) -> bool:
    return text in board.panel("main").text


def _shown(board: Driver, key: str) -> str:
    view = board.panel("findings").view
    assert isinstance(view, ListView)
    return next(row.text for row in view.model.rows if row.key == key)
