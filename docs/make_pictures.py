"""Makes the pictures of `docs/pictures`: the dashboard itself on the sample campaign, with the real engine, at both sizes.

A frame is drawn by Textual as SVG and turned to PNG by resvg, so nothing but Python is needed, and a font with box characters: DejaVu Sans
Mono, which replaces the one that Textual would fetch. Look at every picture after a change: that is what they are for.
"""

import asyncio
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path

import resvg_py
from PIL import Image
from textual.pilot import Pilot

from migrator.campaign.campaign import Campaign
from migrator.campaign.demonstration import carry_out, make_demo
from migrator.engine.client import EngineClient
from migrator.processes import run, scrubbed_environment
from migrator.tui.actions import FINDINGS
from migrator.tui.app import Dashboard
from migrator.tui.list_view import ListView
from migrator.tui.review import Review

FOLDER = Path(__file__).parent / "pictures"
FONT = "DejaVu Sans Mono"
COLOURS = 160
"""In a picture: a terminal has a dozen, the others are the edges of letters."""
LARGE, SMALL = (120, 40), (80, 24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Camera:
    """A dashboard in front of which things happen."""

    app: Dashboard
    pilot: Pilot[int]

    async def press(self, *keys: str) -> None:
        """Press keys and let the screen catch up."""
        for key in keys:
            await self.pilot.press(key)
            await self.pilot.pause(0.3)

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait for a condition, at most a minute."""
        for _ in range(600):
            if holds():
                await self.pilot.pause(0.4)
                return
            await self.pilot.pause(0.1)
        raise TimeoutError(self.app.screen)

    def shoot(self, name: str) -> None:
        """Keep what is on the screen."""
        width, height = self.app.size
        theme = "" if self.app.current_theme.dark else "-light"
        svg = self.app.export_screenshot(title="migrator")
        svg = svg.replace("Fira Code", FONT).replace("font-size: 20px", "font-size: 20.7px")
        picture = Image.open(BytesIO(bytes(resvg_py.svg_to_bytes(svg_string=svg)))).convert("RGB")
        with_few_colours(picture).save(FOLDER / f"{name}-{width}x{height}{theme}.png", optimize=True)


def with_few_colours(picture: Image.Image) -> Image.Image:
    """The picture with its most frequent colours, exactly as they are; the edges of letters take the nearest of them."""
    found = picture.getcolors(picture.width * picture.height) or []
    frequent = [colour for _, colour in sorted(found, reverse=True)[:COLOURS]]
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for colour in frequent if isinstance(colour, tuple) for part in colour])
    return picture.quantize(palette=palette, dither=Image.Dither.NONE)


async def walk(camera: Camera) -> None:
    """A way through every screen, as a person would go."""
    app = camera.app
    await camera.until(lambda: app.held is not None)
    camera.shoot("dashboard")
    if app.size.width < 100:
        await camera.press("escape")
        camera.shoot("panels")
    await camera.press("2")
    await select(camera, FINDINGS, partial(re.search, "^import-cycles:"))
    await show_main(camera, "finding")
    await duplicates(camera)
    await camera.press("3", "j", "j", "j", "j", "j")
    await show_main(camera, "batch")
    await review(camera)
    await land(camera)
    await camera.press("question_mark")
    camera.shoot("help")
    await camera.press("escape", "colon", *"undo")
    await camera.until(lambda: True)
    camera.shoot("palette")
    await camera.press("escape", "escape")


async def show_main(camera: Camera, name: str) -> None:
    """The main view, which has a side of its own where the screen is narrow."""
    await camera.pilot.pause(1.0)
    if camera.app.size.width < 100:
        await camera.press("0")
    camera.shoot(name)
    if camera.app.size.width < 100:
        await camera.press("escape")


async def duplicates(camera: Camera) -> None:
    """Two classes side by side, with a gap and without; a creator with calls that are left for a person."""
    ways: tuple[tuple[str, str, str], ...] = (
        ("comparison", "legacy:SimpleWebSocketManager", "jjjjjj"),
        ("comparison-gap", "operator_manager:UnifiedWebSocketManager", "G"),
        ("creator", "factory:new_websocket_manager", ""),
    )
    for name, wanted, keys in ways:
        await camera.press("2")
        await select(camera, FINDINGS, partial(re.search, wanted))
        await camera.press("enter")
        await camera.pilot.pause(1.0)
        await camera.press(*keys)
        await camera.pilot.pause(0.6)
        if name == "creator" and camera.app.size.width < 100:
            await camera.press("2")
        camera.shoot(name)
        await camera.press("escape")
        if name == "creator" and camera.app.size.width < 100:
            await camera.press("escape")


async def select(camera: Camera, panel: str, wanted: Callable[[str], object]) -> None:
    """Put the cursor on the first row whose key is wanted."""
    view = camera.app.screen.query_one(f"#{panel}", ListView)
    view.select(next(row.key for row in view.model.rows if wanted(row.key)))
    await camera.pilot.pause(0.3)


async def review(camera: Camera) -> None:
    """A review: its shapes, a file, a decision."""
    app = camera.app
    await camera.press("enter")
    await camera.until(lambda: isinstance(app.screen, Review) and app.screen.planned is not None)
    await camera.press("j", "j")
    camera.shoot("review-shapes")
    await camera.press("a")
    await camera.pilot.pause(1.5)
    await camera.press("G", "0")
    await camera.pilot.pause(0.6)
    await camera.press("d")
    await camera.pilot.pause(0.6)
    await camera.press("1", "G", "0")
    await camera.pilot.pause(0.6)
    camera.shoot("review-change")
    await camera.press("escape", "escape")


async def land(camera: Camera) -> None:
    """A landing with its questions, and the history afterwards."""
    app = camera.app
    await camera.press("3", "g", "space", "c")
    await camera.until(lambda: "Confirm" in type(app.screen).__name__)
    camera.shoot("trust")
    await camera.press("y")
    await camera.pilot.pause(1.0)
    camera.shoot("land")
    await camera.press("y")
    await camera.until(lambda: app.held is not None and app.held.status.landed > 0 and not app.is_writing)
    await camera.press("4")
    await show_main(camera, "history")


async def film(
    root: Path, size: tuple[int, int], way: Callable[[Camera], object], theme: str = "migrator-dark"
) -> None:
    """Open a dashboard and go a way through it."""
    app = Dashboard(root, partial(_connect, root))
    async with app.run_test(size=size, notifications=True) as pilot:
        app.theme = theme
        result = way(Camera(app=app, pilot=pilot))
        if asyncio.iscoroutine(result):
            await result


async def _connect(root: Path, on_event: Callable[..., None]) -> EngineClient:
    return await EngineClient.start(root, on_event=on_event)


async def welcome(camera: Camera) -> None:
    """The screen of a repository without a plan."""
    await camera.until(lambda: "Welcome" in type(camera.app.screen).__name__)
    await camera.pilot.pause(3.0)
    camera.shoot("welcome")


async def light(camera: Camera) -> None:
    """The first screen and a review, in the light theme."""
    app = camera.app
    await camera.until(lambda: app.held is not None)
    camera.shoot("dashboard")
    await camera.press("3", "j", "j", "j", "j", "j", "enter")
    await camera.until(lambda: isinstance(app.screen, Review) and app.screen.planned is not None)
    await camera.press("G", "0")
    camera.shoot("review-change")


async def end(camera: Camera) -> None:
    """The dashboard when everything has landed that can land."""
    await camera.until(lambda: camera.app.held is not None)
    camera.shoot("dashboard-end")


def carried_out(root: Path) -> Path:
    """The sample after its whole campaign."""
    carry_out(Campaign.open(make_demo(root)))
    return root


def without_plan(root: Path) -> Path:
    """The sample as a repository that knows nothing of a campaign."""
    make_demo(root)
    environment = scrubbed_environment({})
    for argv in (
        ("git", "rm", "--quiet", "migration.toml"),
        ("git", "commit", "--quiet", "-m", "No plan yet"),
    ):
        run(argv, cwd=root, env=environment, timeout=30)
    return root


def main() -> None:
    """Make all pictures."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        for size in (LARGE, SMALL):
            folder = Path(scratch) / f"{size[0]}"
            asyncio.run(film(make_demo(folder / "demo"), size, walk))
            asyncio.run(film(without_plan(folder / "plain"), size, welcome))
        asyncio.run(film(carried_out(Path(scratch) / "end"), LARGE, end))
        asyncio.run(film(make_demo(Path(scratch) / "light"), LARGE, light, theme="migrator-light"))


if __name__ == "__main__":
    main()
