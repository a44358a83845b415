"""The review of one batch: by shape first, then its outliers, then files; decisions on each, with reasons.

A person decides ten shapes, not six hundred sites. The list holds the whole, the shapes, the outliers and the files; the main view shows the
shape with its sites or the file's change.
"""

import asyncio
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import ContentSwitcher

from migrator.display import plural, shorten
from migrator.tui.actions import CHANGE, FACTS, PARTS
from migrator.tui.batch_page import batch_page, details, facts
from migrator.tui.diff_view import DiffView
from migrator.tui.diffs import CONTEXT, Decided, DiffModel, build, decided, next_open
from migrator.tui.evidence import shape_page
from migrator.tui.held import Held
from migrator.tui.keys import bindings_of
from migrator.tui.list_view import ListView
from migrator.tui.lists import Row
from migrator.tui.page_view import PageLine, PageView
from migrator.tui.pages import shape_words
from migrator.tui.painting import Painted
from migrator.tui.panels import PanelScreen
from migrator.tui.review_target import Target, stand, target_of
from migrator.tui.rows import WHOLE, counts, part_rows
from migrator.tui.runs import EMPTY, line
from migrator.wire.acts import LandedView
from migrator.wire.batches import BatchView, HunkView, ShapeView

DIFF_ID, PAGE_ID = "diff", "page"


class Review(PanelScreen):
    """Reviews a batch."""

    PANELS: ClassVar[dict[int, str]] = {0: CHANGE, 1: PARTS, 2: FACTS}
    MAIN: ClassVar[str] = CHANGE
    TITLE_HERE: ClassVar[str] = "Review"
    BINDINGS = bindings_of("review")

    def __init__(self, batch: str) -> None:
        super().__init__()
        self.batch_id = batch
        self.planned: BatchView | None = None
        self._models: dict[str, DiffModel] = {}
        self._path = ""
        self._version = -1

    def compose_panels(self) -> ComposeResult:
        """Parts and facts at the left, the change and its reason at the right."""
        with Horizontal(id="columns"):
            with Vertical(id="left"):
                yield ListView("Review", id=PARTS, number="1", empty="planning the batch …")
                yield PageView("Batch", id=FACTS, number="2")
            with Vertical(id="right"):
                with ContentSwitcher(initial=PAGE_ID, id="switch"):
                    yield PageView("Shape", id=PAGE_ID, number="0")
                    yield DiffView(id=DIFF_ID, number="0")
                yield PageView("Why", id="why")

    def crumbs(self) -> tuple[str, ...]:
        """The batch, below the campaign."""
        return (shorten(f"{self.batch_id} {self.planned.title}" if self.planned else self.batch_id, 52),)

    def panel(self, name: str) -> Painted:
        """The main panel is the page of a shape or the diff of a file."""
        if name != CHANGE:
            return super().panel(name)
        return self._diff if self._shows_diff else self.query_one(f"#{PAGE_ID}", PageView)

    def take(self, _: Held) -> None:
        """Plan the batch again when the campaign changed."""
        if self.app.version != self._version:
            self._version = self.app.version
            self.app.work(self._load, group="review")

    async def _load(self) -> None:
        self._show(await self.app.engine.batch(self.batch_id))

    # what is shown

    @property
    def _diff(self) -> DiffView:
        return self.query_one(f"#{DIFF_ID}", DiffView)

    @property
    def _parts(self) -> ListView:
        return self.query_one(f"#{PARTS}", ListView)

    @property
    def _shows_diff(self) -> bool:
        return self.query_one(ContentSwitcher).current == DIFF_ID

    @property
    def _hunks(self) -> dict[str, HunkView]:
        return {hunk.key: hunk for hunk in self.planned.hunks} if self.planned else {}

    def _show(self, batch: BatchView) -> None:
        if self.planned is not None and self.planned.base != batch.base:
            self._models.clear()
        self.planned = batch
        self._parts.show(part_rows(batch), empty="this batch changes nothing")
        self._parts.entitle(f"Review {batch.id}")
        self.query_one(f"#{FACTS}", PageView).show(
            [*facts(batch, brief=True), *details(batch)], title="Batch", subtitle=batch.tree[:12]
        )
        self.refresh_bars()
        if self._shows_diff:
            self._diff.decide(self._hunks)
            self._why()
        else:
            self.preview(PARTS, self._parts.model.current)

    def preview(self, panel: str, row: Row | None) -> None:
        """Show the part under the cursor."""
        batch = self.planned
        if batch is None or row is None or row.folds or panel != PARTS:
            return
        kind, _, key = row.key.partition(":")
        if kind == "file":
            self.app.work(partial(self._show_file, key), group="review-file")
            return
        shape = self._shape(key) if kind == "shape" else None
        if shape is not None and shape.outlier and shape.hunks and shape.hunks[0] in self._hunks:
            hunk = self._hunks[shape.hunks[0]]
            self.app.work(partial(self._show_file, hunk.path, at=hunk.key), group="review-file")
            return
        page = self.query_one(f"#{PAGE_ID}", PageView)
        if shape is not None:
            page.show(shape_page(shape, self._hunks), title=f"Shape {shape.id}")
        else:
            page.show(batch_page(batch), title=f"Batch {batch.id}")
        self._switch(PAGE_ID)
        self._why()

    async def _show_file(self, path: str, at: str = "") -> None:
        if path not in self._models:
            diff = await self.app.engine.file_diff(self.batch_id, path)
            self._models[path] = await asyncio.to_thread(build, diff)
        self._path = path
        self._switch(DIFF_ID)
        self._diff.show(self._models[path], self._hunks, at=at)
        self._why()

    def open_file(self, path: str) -> None:
        """Show a file of the batch."""
        self._parts.select(f"file:{path}")
        self.go_to(CHANGE)

    def _switch(self, to: str) -> None:
        switcher = self.query_one(ContentSwitcher)
        was_focused = self.at == CHANGE
        if switcher.current != to:
            switcher.current = to
            if was_focused:
                self.go_to(CHANGE)

    def _shape(self, shape: str) -> ShapeView | None:
        return next((one for one in self.planned.shapes if one.id == shape), None) if self.planned else None

    def _shape_of(self, hunks: tuple[str, ...]) -> ShapeView | None:
        shapes = self.planned.shapes if self.planned else ()
        return next((one for one in shapes if set(hunks) & set(one.hunks)), None)

    def _why(self) -> None:
        view = self.query_one("#why", PageView)
        span = self._diff.span if self._shows_diff else None
        if span is None or self.planned is None:
            left = sum(hunk.decision == "open" for hunk in self.planned.hunks) if self.planned else 0
            said = f"{plural(left, 'hunk')} not decided yet" if left else "everything is decided: c lands it"
            view.show([line((said, "muted"))], title="Why")
            return
        standing = decided(span, self._hunks)
        view.show(_reasons(standing, self._shape_of(span.hunks)), title="Why this hunk")

    def _panel_of(self, widget: object) -> str:
        name = getattr(widget, "id", "")
        return {PARTS: PARTS, FACTS: FACTS, DIFF_ID: CHANGE, PAGE_ID: CHANGE}.get(name or "", "")

    def _on_diff_view_hunk_moved(self, _: DiffView.HunkMoved) -> None:
        self._why()

    # in and out

    def go_deeper(self, panel: str, row: Row | None) -> None:
        """From a shape to its first site, from a file into its change, in a change into a fold."""
        if panel == CHANGE:
            if self._shows_diff:
                self._diff.unfold()
            else:
                self._open_first_site()
            return
        if row is not None:
            self.go_to(CHANGE)

    def _open_first_site(self) -> None:
        row = self._parts.model.current
        shape = self._shape(row.key.partition(":")[2]) if row else None
        keys = shape.hunks if shape else tuple(self._hunks)
        hunk = next((self._hunks[key] for key in keys if key in self._hunks), None)
        if hunk is not None:
            self.app.work(partial(self._show_file, hunk.path, at=hunk.key), group="review-file")

    def go_back(self) -> None:
        """From the change to the parts, from there to the dashboard."""
        if self.at == CHANGE:
            self.go_to(PARTS)
        else:
            self.app.pop_screen()

    def _action_next_file(self) -> None:
        self._step_file(1)

    def _action_previous_file(self) -> None:
        self._step_file(-1)

    def _step_file(self, by: int) -> None:
        paths = [file.path for file in self.planned.files] if self.planned else []
        if paths:
            place = paths.index(self._path) if self._path in paths else (-1 if by > 0 else 0)
            path = paths[(place + by) % len(paths)]
            self._path = path
            self._parts.select(f"file:{path}")
            self.app.work(partial(self._show_file, path), group="review-file")

    def _action_split(self) -> None:
        self._diff.lay_out(split=not self._diff.is_split, context=self._diff.context)

    def _action_more_context(self) -> None:
        self._diff.lay_out(split=self._diff.split, context=self._diff.context * 2 or CONTEXT)

    def _action_less_context(self) -> None:
        self._diff.lay_out(split=self._diff.split, context=self._diff.context // 2)

    # decisions

    def _target(self) -> Target | None:
        if self.planned is None:
            return None
        if self.at == CHANGE and self._shows_diff:
            span = self._diff.span
            return Target(scope="hunk", keys=span.hunks, hunks=span.hunks) if span else None
        row = self._parts.model.current
        return target_of(row.key, self.planned) if row else None

    def _on_list_view_toggled(self, _: ListView.Toggled) -> None:
        self._action_approve()

    def _action_approve(self) -> None:
        self.app.in_turn(partial(self._toggle, "approved"))

    def _action_reject(self) -> None:
        self.app.in_turn(partial(self._toggle, "rejected"))

    def _action_reject_because(self) -> None:
        self.app.in_turn(self._reject_because)

    def _action_approve_shape(self) -> None:
        self.app.in_turn(self._approve_shape)

    def _action_approve_file(self) -> None:
        self.app.in_turn(self._approve_file)

    async def _toggle(self, decision: str) -> None:
        target = self._target()
        if target is not None:
            await self._decide(target, "open" if stand(target, self._hunks) == decision else decision)

    async def _approve_shape(self) -> None:
        target = self._target()
        if target is None or self.planned is None:
            return
        if target.scope == "hunk":
            shape = self._shape_of(target.hunks)
            target = target_of(f"shape:{shape.id}", self.planned) if shape else None
        if target is not None and target.scope == "shape":
            await self._decide(target, "open" if stand(target, self._hunks) == "approved" else "approved")

    async def _approve_file(self) -> None:
        if self.planned is None:
            return
        target = target_of(f"file:{self._path}", self.planned) if self._shows_diff else self._target()
        if target is not None and target.scope == "file":
            left = tuple(key for key in target.hunks if self._hunks[key].decision == "open")
            await self._decide(Target(scope="hunk", keys=left, hunks=left), "approved")

    async def _reject_because(self) -> None:
        target = self._target()
        if target is None:
            return
        reason = next((self._hunks[key].reason for key in target.hunks if key in self._hunks), "")
        said = await self.app.ask_reason("Reject, because", reason=reason)
        if said is not None:
            await self._decide(target, "rejected", said)

    async def _decide(self, target: Target, decision: str, reason: str = "") -> None:
        view = None
        here = self._place()
        for key in target.keys:
            view = await self.app.decide(
                self.batch_id, scope=target.scope, key=key, decision=decision, reason=reason
            )
        if view is not None:
            self._show(view)
            if decision != "open" and self._place() == here:
                await self._go_on()

    def _place(self) -> tuple[str, str, int]:
        """Where the cursor is: who has moved it meanwhile is not moved on."""
        if self.at == CHANGE and self._shows_diff:
            return CHANGE, self._path, self._diff.span_number
        row = self._parts.model.current
        return PARTS, row.key if row else "", 0

    async def _go_on(self) -> None:
        """To what is to be decided next, before the next key is heard."""
        if not (self.at == CHANGE and self._shows_diff and self._diff.model is not None):
            row = self._parts.model.current
            if row is not None and row.key != WHOLE:
                self._parts.next_open()
            return
        if next_open(self._diff.model.spans, self._hunks, self._diff.span_number) >= 0:
            self._diff.go_to_next_open()
            return
        later = next((hunk for hunk in self._hunks.values() if hunk.decision == "open"), None)
        if later is not None:
            await self._show_file(later.path, at=later.key)

    def _action_land(self) -> None:
        self.app.land(self.batch_id, self._landed)

    def _landed(self, _: LandedView) -> None:
        if self.is_current:
            self.app.pop_screen()


def _reasons(standing: Decided, shape: ShapeView | None) -> list[PageLine]:
    page: list[PageLine] = [line(standing.why or "it is part of the batch")]
    if standing.reason:
        page.append(line(("because ", "muted"), f"“{standing.reason}”"))
    if shape is not None:
        said = counts(shape.approved, shape.rejected, len(shape.hunks))
        page.append(
            (*line(("shape  ", "muted")), *shape_words(shape.text, "text"), *line((f"   {said}", "muted")))
        )
    if not standing.optional:
        page.append(line(("its recipe needs it: rejecting it rejects the recipe", "warn")))
    return page or [EMPTY]
