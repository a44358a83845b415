"""The dashboard: phases, findings, batches and history at the left, what is selected at the right, the log below it."""

from collections.abc import Mapping
from functools import partial
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.timer import Timer

from migrator.engine.messages import CommandRan, Event, Output, Progress
from migrator.errors import MigratorError
from migrator.tui.actions import BATCHES, FINDINGS, HISTORY, LOG, MAIN, PHASES
from migrator.tui.bars import WIDE
from migrator.tui.batch_page import batch_page
from migrator.tui.comparison import Comparison
from migrator.tui.creator import Creator
from migrator.tui.evidence import commit_page, finding_page, phase_page
from migrator.tui.finding_screen import FindingScreen
from migrator.tui.held import Held
from migrator.tui.keys import bindings_of
from migrator.tui.list_view import ListView
from migrator.tui.lists import Row
from migrator.tui.overview import overview
from migrator.tui.page_view import PageLine, PageView
from migrator.tui.panels import PanelScreen
from migrator.tui.review import Review
from migrator.tui.rows import OVERVIEW, batch_rows, finding_rows, history_rows, phase_rows
from migrator.tui.runs import EMPTY, line

FOLLOW_SECONDS = 0.04
"""How long the cursor rests before the main view asks the engine: a held key does not ask for every row it passes."""

SCREENS: Mapping[str, type[FindingScreen]] = {"duplicate-classes": Comparison, "duplicate-factories": Creator}
"""Kinds of findings that have a screen of their own; the evidence of the others is the main view."""


class DashboardScreen(PanelScreen):
    """The first screen."""

    PANELS: ClassVar[dict[int, str]] = {0: MAIN, 1: PHASES, 2: FINDINGS, 3: BATCHES, 4: HISTORY, 5: LOG}
    MAIN: ClassVar[str] = MAIN
    TITLE_HERE: ClassVar[str] = "Dashboard"
    BINDINGS = bindings_of("dashboard")

    def __init__(self) -> None:
        super().__init__()
        self._pages: dict[str, list[PageLine]] = {}
        self._pages_version = -1
        self._subject: tuple[str, str] = (PHASES, OVERVIEW)
        self._batch = ""
        self._rest: Timer | None = None
        self._log_due = False

    def compose_panels(self) -> ComposeResult:
        """Two columns."""
        with Horizontal(id="columns"):
            with Vertical(id="left"):
                yield ListView("Phases", id=PHASES, number="1")
                yield ListView("Findings", id=FINDINGS, number="2", empty="reading the repository …")
                yield ListView("Batches", id=BATCHES, number="3", empty="nothing is proposed yet")
                yield ListView("History", id=HISTORY, number="4", empty="no commit of this campaign yet")
            with Vertical(id="right"):
                yield PageView("Overview", id=MAIN, number="0")
                yield ListView(
                    "Log", id=LOG, number="5", empty="nothing was changed yet: p shows what git was asked"
                )

    @property
    def is_narrow(self) -> bool:
        """Whether only one side is shown."""
        return self.app.size.width < WIDE

    def first_panel(self) -> str:
        """Where only one side is shown, what is broken comes before any list."""
        return MAIN if self.is_narrow else PHASES

    def take(self, held: Held) -> None:
        """Show new answers; cursors stay on their rows."""
        self._list(PHASES).show(phase_rows(held))
        self._list(FINDINGS).show(finding_rows(held), empty="nothing is left")
        self._list(BATCHES).show(batch_rows(held.batches))
        self._list(HISTORY).show(history_rows(held.history.commits))
        self._show_log()
        self._keep_subject()
        if self.is_current:
            self._show_subject()

    def _on_screen_resume(self, _: events.ScreenResume) -> None:
        self._show_subject()

    def _keep_subject(self) -> None:
        """What the main view showed may be gone: a landed batch gives way to the one that is now under the cursor."""
        panel, key = self._subject
        model = self._list(panel).model
        if all(row.key != key for row in model.rows):
            current = model.current
            gone = current is None or current.folds
            self._subject = (PHASES, OVERVIEW) if gone or current is None else (panel, current.key)

    def hear(self, event: Event) -> None:
        """Write the log, at most twenty times a second."""
        super().hear(event)
        if isinstance(event, Progress) and self.app.held is None:
            self._list(FINDINGS).show((), empty=f"{event.title} {event.done:,}/{event.total:,}")
            self._main().show(_reading(event), title="Overview")
        if self.app.held is None and self.app.failure is not None:
            self._list(FINDINGS).show((), empty="nothing could be read")
            self._main().show(_failed(self.app.failure), title="This did not work")
        if isinstance(event, CommandRan | Output | Progress) and not self._log_due:
            self._log_due = True
            self.set_timer(0.05, self._show_log)

    def _show_log(self) -> None:
        self._log_due = False
        view = self._list(LOG)
        view.tail = True
        view.show(self.app.log_model.rows)
        self.refresh_bars()

    def preview(self, panel: str, row: Row | None) -> None:
        """The main view follows the selection after a moment."""
        if panel in {LOG, MAIN} or row is None or row.folds:
            return
        self._subject = (panel, row.key)
        if self._rest is not None:
            self._rest.stop()
        self._rest = self.set_timer(FOLLOW_SECONDS, self._show_subject)

    def _show_subject(self) -> None:
        held = self.app.held
        if held is None:
            return
        panel, key = self._subject
        self._batch = ""
        if panel == PHASES:
            self._show_phase(held, key)
        elif panel == HISTORY:
            commit = next((one for one in held.history.commits if one.sha == key), None)
            if commit is not None:
                self._main().show(commit_page(commit, held), title=f"Commit {key[:7]}")
        else:
            self.app.work(partial(self._fetch, panel, key), group="preview")

    def _show_phase(self, held: Held, key: str) -> None:
        if key == OVERVIEW or held.phase(key) is None:
            self._batch = held.status.start.batch if held.status.start else ""
            self._main().show(overview(held), title="Overview", subtitle=held.status.source)
        else:
            self._main().show(phase_page(held, key), title=f"Phase {key}")

    async def _fetch(self, panel: str, key: str) -> None:
        if self._pages_version != self.app.version:
            self._pages_version = self.app.version
            self._pages.clear()
        name = f"{panel}:{key}"
        held = self.app.held
        if panel == BATCHES:
            title, self._batch = f"Batch {key}", key
        else:
            title = "Finding"
            self._batch = next((one.batch for one in held.findings if one.id == key), "") if held else ""
        if name not in self._pages:
            if panel == BATCHES:
                self._pages[name] = batch_page(await self.app.engine.batch(key))
            else:
                self._pages[name] = finding_page(await self.app.engine.finding(key))
        if self._subject == (panel, key):
            self._main().show(self._pages[name], title=title, subtitle=key if panel == BATCHES else "")

    def go_deeper(self, panel: str, row: Row | None) -> None:
        """The overview leads to where to start, a phase to its findings, a batch to its review, the rest to the main view."""
        start = self.app.held.status.start if self.app.held else None
        at_overview = row is not None and row.key == OVERVIEW
        if panel == PHASES and at_overview and start is not None and not self.is_narrow:
            self.open_batch(start.batch)
        elif panel == PHASES and row is not None and not at_overview:
            self._list(FINDINGS).select(f"phase:{row.key}")
            self.go_to(FINDINGS)
        elif panel == BATCHES and row is not None:
            self.open_batch(row.key)
        elif panel == FINDINGS and row is not None and self._kind(row.key) in SCREENS:
            self.compare(row.key)
        elif panel == MAIN and self._batch:
            self.open_batch(self._batch)
        elif panel != MAIN:
            self.go_to(MAIN)

    def go_back(self) -> None:
        """From the main view to the list it follows, from a list to the overview."""
        if self.at in {MAIN, LOG}:
            self.go_to(self._subject[0])
            return
        self._list(PHASES).select(OVERVIEW)
        self._subject = (PHASES, OVERVIEW)
        self.go_to(PHASES)

    def open_batch(self, batch: str) -> None:
        """Open the review of a batch."""
        self.app.push_screen(Review(batch))

    def compare(self, finding: str) -> None:
        """Open the screen of a finding that has one of its own."""
        self.app.push_screen(SCREENS[self._kind(finding)](finding))

    def _kind(self, finding: str) -> str:
        held = self.app.held
        return next((one.kind for one in held.findings if one.id == finding), "") if held else ""

    def open_finding(self, finding: str) -> None:
        """Put the cursor on a finding and show it."""
        if self._list(FINDINGS).select(finding):
            self.go_to(FINDINGS)

    def _list(self, name: str) -> ListView:
        return self.query_one(f"#{name}", ListView)

    def _main(self) -> PageView:
        return self.query_one(f"#{MAIN}", PageView)

    def _selected(self, panel: str) -> Row | None:
        return self._list(panel).model.current

    # decisions on whole batches

    def _on_list_view_toggled(self, message: ListView.Toggled) -> None:
        if message.view.id == BATCHES:
            self._action_approve()

    def _action_approve(self) -> None:
        self.app.in_turn(self._approve)

    async def _approve(self) -> None:
        row = self._selected(BATCHES)
        batch = self.app.held.batch(row.key) if row and self.app.held else None
        if batch is not None:
            decision = "open" if batch.state == "approved" else "approved"
            await self._decide(batch.id, decision)

    def _action_reject(self) -> None:
        row = self._selected(BATCHES)
        if row is not None:
            self.app.in_turn(partial(self._decide, row.key, "rejected"))

    def _action_reject_because(self) -> None:
        row = self._selected(BATCHES)
        if row is not None:
            self.app.in_turn(partial(self._reject_because, row.key))

    async def _reject_because(self, batch: str) -> None:
        reason = await self.app.ask_reason(f"Reject {batch}")
        if reason is not None:
            await self._decide(batch, "rejected", reason)

    async def _decide(self, batch: str, decision: str, reason: str = "") -> None:
        await self.app.decide(batch, scope="batch", key="", decision=decision, reason=reason)

    def _action_keep(self) -> None:
        row = self._selected(FINDINGS)
        if row is not None and not row.folds:
            self.app.keep(row.key, row.text)

    def _action_land(self) -> None:
        row = self._selected(BATCHES) if self.at == BATCHES else None
        batch = row.key if row else self._batch
        if batch:
            self.app.land(batch)
        else:
            self.app.say("no batch is selected", severity="warning")

    def _action_land_phase(self) -> None:
        row = self._selected(self.at)
        held = self.app.held
        if row is None or held is None:
            return
        batch = held.batch(row.key) if self.at == BATCHES else None
        self.app.land_phase(batch.phase if batch else row.key)

    def _action_plumbing(self) -> None:
        log = self.app.log_model
        log.shows_plumbing = not log.shows_plumbing
        self._show_log()
        self._list(LOG).entitle("Log, with plumbing" if log.shows_plumbing else "Log")

    def _action_undo_batch(self) -> None:
        held = self.app.held
        row = self._selected(HISTORY)
        commit = (
            next((one for one in held.history.commits if row and one.sha == row.key), None) if held else None
        )
        if commit is None or not commit.batch or commit.state != "landed":
            self.app.say("only a landed batch can be taken back", severity="warning")
            return
        self.app.undo_batch(commit.batch, commit.subject)


def _failed(error: MigratorError) -> list[PageLine]:
    page: list[PageLine] = [line(("✗ ", "bad"), (error.title, "strong")), EMPTY]
    page += [line(("  " + text, "muted")) for text in error.detail.split("\n")]
    return [*page, EMPTY, line(("→ ", "accent"), error.hint)] if error.hint else page


def _reading(progress: Progress) -> list[PageLine]:
    counted = f"{progress.done:,} of {progress.total:,}  " if progress.total else ""
    return [
        EMPTY,
        line(("  ◌ ", "accent"), (progress.title, "strong")),
        line((f"    {counted}{progress.said}", "muted")),
    ]
