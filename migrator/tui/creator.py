"""A creator beside the canonical one: its calls, its signature and how it fits, and what is left for a person."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from migrator.tui.actions import CALLS, FIT
from migrator.tui.comparison_page import call_page, call_rows, creator_page
from migrator.tui.evidence import finding_page
from migrator.tui.finding_screen import FindingScreen
from migrator.tui.list_view import TableView
from migrator.tui.lists import Row
from migrator.tui.page_view import PageView
from migrator.tui.runs import line
from migrator.wire.findings import FindingView


class Creator(FindingScreen):
    """Shows a creator that another one replaces."""

    PANELS: ClassVar[dict[int, str]] = {1: CALLS, 2: FIT}
    MAIN: ClassVar[str] = FIT
    TITLE_HERE: ClassVar[str] = "Creator"

    def compose_panels(self) -> ComposeResult:
        """Calls at the left, the fit at the right with the call under the cursor below it."""
        with Horizontal(id="columns"):
            with Vertical(id="left"):
                yield TableView("Calls", id=CALLS, number="1", empty="nobody calls it")
                yield PageView("This call", id="call")
            with Vertical(id="right"):
                yield PageView("Fit", id=FIT, number="2")

    def show_finding(self, finding: FindingView) -> None:
        """Its calls and how it fits."""
        factory = finding.factory
        if factory is None:
            self.list_of(CALLS).show((), empty="there is nothing to compare")
            self._page(FIT).show(finding_page(finding))
            return
        self.list_of(CALLS).show(call_rows(factory))
        self._page(FIT).show(creator_page(finding, factory), subtitle=finding.batch)
        self.preview(CALLS, self.list_of(CALLS).model.current)

    def preview(self, panel: str, row: Row | None) -> None:
        """The call under the cursor, in full."""
        factory = self.finding.factory if self.finding else None
        if panel != CALLS or factory is None:
            return
        if row is None:
            self._page("call").show([line(("no call of it was found", "muted"))])
        else:
            self._page("call").show(call_page(factory.calls[int(row.key)]))

    def copied(self) -> str:
        """Where the call under the cursor is."""
        row = self.list_of(CALLS).model.current
        return row.text if row else self.finding_id

    def _page(self, name: str) -> PageView:
        return self.query_one(f"#{name}", PageView)
