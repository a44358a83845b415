"""The palette: every action that applies, every finding, batch and file, by name."""

from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from migrator.tui.actions import Action, applying, shown_key
from migrator.tui.dashboard import DashboardScreen
from migrator.tui.panels import PanelScreen
from migrator.tui.review import Review
from migrator.tui.runs import run

LIMIT = 5000


class ActionProvider(Provider):
    """The actions of the place one is in."""

    def _actions(self) -> tuple[Action, ...]:
        screen = self.screen
        if not isinstance(screen, PanelScreen):
            return ()
        return tuple(action for action in applying((screen.at, *screen.kinds())) if action.owner != "view")

    async def discover(self) -> Hits:
        """All of them, before anything is typed."""
        for action in self._actions():
            yield DiscoveryHit(_words(action), self._run(action), help=action.section)

    async def search(self, query: str) -> Hits:
        """Those whose words match."""
        matcher = self.matcher(query)
        for action in self._actions():
            score = matcher.match(action.words)
            if score > 0:
                yield Hit(score, _words(action), self._run(action), help=action.section)

    def _run(self, action: Action) -> "partial[None]":
        screen = self.screen
        assert isinstance(screen, PanelScreen)  # noqa: S101  _actions offers nothing elsewhere
        return partial(_later, screen, action)


class ThingProvider(Provider):
    """Findings, batches and files by name."""

    async def search(self, query: str) -> Hits:
        """Those whose names match."""
        matcher = self.matcher(query)
        screen = self.screen
        if isinstance(screen, Review) and screen.planned:
            for file in screen.planned.files:
                if (score := matcher.match(file.path)) > 0:
                    yield Hit(
                        score, Content(run(file.path).text), partial(screen.open_file, file.path), help="file"
                    )
        if not isinstance(screen, DashboardScreen) or screen.app.held is None:
            return
        held = screen.app.held
        for batch in held.batches:
            name = f"{batch.id} {batch.title}"
            if (score := matcher.match(name)) > 0:
                yield Hit(score, Content(run(name).text), partial(screen.open_batch, batch.id), help="batch")
        for finding in held.findings[:LIMIT]:
            if (score := matcher.match(finding.title)) > 0:
                yield Hit(
                    score,
                    Content(run(finding.title).text),
                    partial(screen.open_finding, finding.id),
                    help="finding",
                )


def _later(screen: PanelScreen, action: Action) -> None:
    screen.call_after_refresh(screen.perform, action)


def _words(action: Action) -> Content:
    return Content(f"{action.words}   ({shown_key(action.keys[0])})")
