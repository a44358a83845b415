"""The screen of a repository that has no plan yet: what was found, and the plan that would be written."""

from typing import ClassVar

from textual import events, getters
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from migrator.tui.bars import Bar, head_line
from migrator.tui.board import Board
from migrator.tui.overview import found
from migrator.tui.page_view import PageLine, PageView
from migrator.tui.runs import EMPTY, line
from migrator.wire.plans import ProposedPlanView
from migrator.wire.status import StatusView


class Welcome(Screen[None]):
    """Offers to write a plan."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("i", "write_plan", "write the plan", show=False),
        Binding("escape,enter", "leave", "look around", show=False),
        Binding("q", "app.quit_safely", "quit", show=False),
        Binding("tab", "app.focus_next", "next", show=False),
    ]

    app = getters.app(Board)

    def __init__(self, status: StatusView) -> None:
        super().__init__()
        self._status = status

    def compose(self) -> ComposeResult:
        """What was found beside the plan."""
        yield Bar(id="head")
        with Horizontal(id="columns"):
            yield PageView("Found", id="found")
            yield PageView("The plan that fits", id="plan")
        yield Static(
            Content.assemble(
                (" i ", "bold $accent"), "write this plan    ",
                (" enter ", "bold $accent"), "look around without one    ",
                (" q ", "bold $accent"), "quit",
            ),
            id="choices",
        )  # fmt: skip

    def _on_mount(self, _: events.Mount) -> None:
        self.query_one(Bar).say(*head_line(self.app.held, ("no plan yet",), self.app.size.width))
        page: list[PageLine] = [
            line(
                "This repository has no ",
                ("migration.toml", "link"),
                " yet. Nothing was changed, nothing of it was run.",
            ),
            EMPTY,
            *found(self._status),
        ]
        self.query_one("#found", PageView).show(page)
        self.query_one("#plan", PageView).show([line(("thinking of a plan …", "muted"))])
        self.query_one("#plan").focus()
        self.app.work(self._propose, group="plan")

    async def _propose(self) -> None:
        self._show(await self.app.engine.propose_plan())

    def _show(self, plan: ProposedPlanView) -> None:
        self.query_one("#plan", PageView).show(
            [_toml(text) for text in plan.text.split("\n")], title=plan.path
        )

    def _action_write_plan(self) -> None:
        self.app.write(self._write)

    async def _write(self) -> None:
        plan = await self.app.engine.write_plan()
        self.app.say(f"wrote {plan.path}: read it, change it, commit it")
        self.app.work(self.app.renew, group="renew")
        if self.is_current:
            self.dismiss(None)

    def _action_leave(self) -> None:
        self.dismiss(None)


def _toml(text: str) -> PageLine:
    stripped = text.strip()
    if stripped.startswith("#"):
        return line((text, "code.comment"))
    if stripped.startswith("["):
        return line((text, "code.definition"))
    name, equals, value = text.partition("=")
    return line((name, "text"), (equals, "muted"), (value, "code.string")) if equals else line(text)
