"""Two classes of one role beside each other: the matrix of their members, what is known of them, and one member's two bodies.

The cursor walks through the members and the bodies follow. Where the screen is narrow one body is shown at a time.
"""

from functools import partial
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.timer import Timer

from migrator.tui.actions import GOES, MEMBERS, STAYS, VERDICT
from migrator.tui.bars import WIDE
from migrator.tui.bodies import alone, side_by_side
from migrator.tui.comparison_page import comparison_page, member_rows, missing
from migrator.tui.evidence import finding_page
from migrator.tui.finding_screen import FindingScreen
from migrator.tui.keys import bindings_of
from migrator.tui.list_view import TableView
from migrator.tui.lists import Row
from migrator.tui.page_view import PageLine, PageView
from migrator.tui.runs import EMPTY, line
from migrator.wire.comparisons import BodiesView
from migrator.wire.findings import FindingView

FOLLOW_SECONDS = 0.04
"""How long the cursor rests on a member before its bodies are asked for."""


class Comparison(FindingScreen):
    """Compares two classes."""

    PANELS: ClassVar[dict[int, str]] = {1: MEMBERS, 2: VERDICT, 3: STAYS, 4: GOES}
    MAIN: ClassVar[str] = STAYS
    TITLE_HERE: ClassVar[str] = "Comparison"
    BINDINGS = bindings_of("comparison")

    def __init__(self, finding: str) -> None:
        super().__init__(finding)
        self.side = STAYS
        self.member = ""
        self._bodies: dict[str, BodiesView] = {}
        self._rest: Timer | None = None

    def compose_panels(self) -> ComposeResult:
        """Members and verdict above, the two bodies below."""
        with Vertical(id="columns"):
            with Horizontal(id="upper"):
                yield TableView("Members", id=MEMBERS, number="1", empty="comparing …")
                yield PageView("Verdict", id=VERDICT, number="2")
            with Horizontal(id="lower"):
                yield PageView("Stays", id=STAYS, number="3")
                yield PageView("Goes", id=GOES, number="4")

    def _on_mount(self, event: events.Mount) -> None:
        super()._on_mount(event)
        stays, goes = self._page(STAYS), self._page(GOES)
        self.watch(stays, "scroll_y", partial(self._level, goes), init=False)
        self.watch(goes, "scroll_y", partial(self._level, stays), init=False)
        self._action_side(STAYS)

    @property
    def is_narrow(self) -> bool:
        """Whether only one body is shown."""
        return self.app.size.width < WIDE

    def show_finding(self, finding: FindingView) -> None:
        """Its members and what is known."""
        self._bodies.clear()
        comparison = finding.comparison
        if comparison is None:
            self.list_of(MEMBERS).show((), empty="there is nothing to compare")
            self._page(VERDICT).show(finding_page(finding))
            return
        self.list_of(MEMBERS).show(
            member_rows(comparison), empty="no members: it is the other class by another name"
        )
        self._page(VERDICT).show(
            comparison_page(finding, comparison), title=_verdict(finding), subtitle=finding.batch
        )
        self.preview(MEMBERS, self.list_of(MEMBERS).model.current)

    def preview(self, panel: str, row: Row | None) -> None:
        """The bodies follow the cursor after a moment."""
        if panel != MEMBERS:
            return
        self.member = row.key if row else ""
        if self._rest is not None:
            self._rest.stop()
        self._rest = self.set_timer(FOLLOW_SECONDS, self._ask)

    def _ask(self) -> None:
        if self.member:
            self.app.work(partial(self._fetch, self.member), group="bodies")
        else:
            self._show_nothing()

    async def _fetch(self, member: str) -> None:
        if member not in self._bodies:
            self._bodies[member] = await self.app.engine.bodies(self.finding_id, member)
        if self.member == member:
            self._show_bodies()

    def _show_nothing(self) -> None:
        for name in (STAYS, GOES):
            self._page(name).show(
                [EMPTY, line(("  no member is selected", "muted"))], title=name.capitalize()
            )

    def _show_bodies(self) -> None:
        bodies = self._bodies.get(self.member)
        if bodies is None:
            return
        left, right = side_by_side(bodies, width=self._page(STAYS).cells or 1)
        starts = {
            STAYS: (bodies.canonical_path, bodies.canonical_start),
            GOES: (bodies.duplicate_path, bodies.duplicate_start),
        }
        for name, lines, has in ((STAYS, left, bodies.canonical), (GOES, right, bodies.duplicate)):
            page = self._page(name)
            page.wraps = self.is_narrow or not has
            path, start = starts[name]
            page.show(
                (alone(lines) if self.is_narrow else lines) if has else self._missing(name),
                title=f"{name.capitalize()} · {self.member}",
                subtitle=f"{path}:{start}" if has else "",
            )

    def _missing(self, name: str) -> list[PageLine]:
        comparison = self.finding.comparison if self.finding else None
        if comparison is None:
            return []
        member = next(one for one in comparison.members if one.name == self.member)
        gap = next((one for one in comparison.gap if one.name == self.member), None)
        return list(missing(member, gap, stays=name == STAYS))

    def _level(self, other: PageView, y: float) -> None:
        """Both bodies scroll together where they stand side by side."""
        if not self.is_narrow and other.scroll_y != y:
            other.scroll_to(y=y, animate=False, force=True)

    async def _on_resize(self, event: events.Resize) -> None:
        await super()._on_resize(event)
        self.call_after_refresh(self._show_bodies)

    def _focus_panel(self, name: str) -> None:
        if name in {STAYS, GOES}:
            self._action_side(name)
        super()._focus_panel(name)

    def _action_side(self, side: str) -> None:
        """Turn to the body that stays or to the one that goes."""
        self.side = side
        for name in (STAYS, GOES):
            self.set_class(name == side, f"side-{name}")
        if self.at in {STAYS, GOES} and self.at != side:
            self.go_to(side)

    def _action_main_down(self) -> None:
        self._scroll(1)

    def _action_main_up(self) -> None:
        self._scroll(-1)

    def _scroll(self, by: int) -> None:
        view = self._page(self.side)
        view.scroll_relative(y=by * max(view.size.height // 2, 1), animate=False, force=True)

    def copied(self) -> str:
        """Where the body of the chosen side stands."""
        bodies = self._bodies.get(self.member)
        if bodies is None:
            return self.finding_id
        here = (bodies.canonical_path, bodies.canonical_start)
        there = (bodies.duplicate_path, bodies.duplicate_start)
        path, start = here if self.side == STAYS else there
        return f"{path}:{start}" if start else path

    def _page(self, name: str) -> PageView:
        return self.query_one(f"#{name}", PageView)


def _verdict(finding: FindingView) -> str:
    if finding.comparison is not None and finding.comparison.vetoes:
        return "Left alone"
    return "Verdict"
