"""What the screens of one finding do alike: ask for it, follow what becomes of it, lead to its batch."""

from textual import events

from migrator.display import shorten
from migrator.tui.held import Held
from migrator.tui.list_view import ListView
from migrator.tui.lists import Row
from migrator.tui.panels import PanelScreen
from migrator.tui.review import Review
from migrator.tui.rows import subject
from migrator.wire.findings import FindingView


class FindingScreen(PanelScreen):
    """Shows one finding, and leaves when it is closed."""

    def __init__(self, finding: str) -> None:
        super().__init__()
        self.finding_id = finding
        self.finding: FindingView | None = None
        self._version = -1
        self._is_closed = False

    def show_finding(self, finding: FindingView) -> None:
        """Show what the engine knows of it now."""

    def crumbs(self) -> tuple[str, ...]:
        """The finding, below the campaign."""
        held = self.app.held
        row = next((one for one in held.findings if one.id == self.finding_id), None) if held else None
        name = subject(row) if row else self.finding_id
        return (shorten(name.partition(">")[0].rpartition(":")[2] or name, 52),)

    def take(self, held: Held) -> None:
        """Ask again when the campaign changed."""
        if all(one.id != self.finding_id for one in held.findings):
            self._is_closed = True
            self._leave_if_closed()
        elif self.app.version != self._version:
            self._version = self.app.version
            self.app.work(self._load, group="finding")

    async def _load(self) -> None:
        self.finding = await self.app.engine.finding(self.finding_id)
        self.show_finding(self.finding)

    def _on_screen_resume(self, _: events.ScreenResume) -> None:
        self.call_after_refresh(self._leave_if_closed)

    def _leave_if_closed(self) -> None:
        if self._is_closed and self.is_current:
            self.app.pop_screen()

    def go_deeper(self, panel: str, row: Row | None) -> None:
        """To the batch that closes it."""
        del panel, row
        if self.finding is None:
            return
        if self.finding.batch:
            self.app.push_screen(Review(self.finding.batch))
        else:
            self.app.say("no batch closes this: it is left for a person", severity="warning")

    def go_back(self) -> None:
        """From a panel to the list, from there to the dashboard."""
        if self.at == self.first_panel():
            self.app.pop_screen()
        else:
            self.go_to(self.first_panel())

    def _action_keep(self) -> None:
        if self.finding is not None:
            self.app.keep(self.finding_id, self.finding.title)

    def _action_copy(self) -> None:
        text = self.copied()
        if text:
            self.app.copy_to_clipboard(text)
            self.app.say(f"copied {text}")

    def copied(self) -> str:
        """What y copies."""
        return self.finding_id

    def list_of(self, name: str) -> ListView:
        """A list by its panel's name."""
        return self.query_one(f"#{name}", ListView)
