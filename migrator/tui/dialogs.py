"""Small windows above a screen: a question, a reason, the keys. None has a destructive answer in focus."""

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from migrator.tui.actions import SECTIONS, Action, applying, shown_key
from migrator.tui.list_view import ListView
from migrator.tui.lists import Row, regrouped
from migrator.tui.page_view import PageLine, PageView
from migrator.tui.runs import run, wrap

_WIDTH = 76
"""Of a dialog, as in the style sheet."""


class Confirm(ModalScreen[bool]):
    """Asks before something is done that is not taken back by a key; ``y`` does it, ``esc`` does not."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", "yes", show=False),
        Binding("n,escape,q", "answer(False)", "no", show=False),
    ]

    def __init__(self, title: str, page: list[PageLine], *, yes: str) -> None:
        super().__init__()
        self._title = title
        self._page = page
        self._yes = yes

    def compose(self) -> ComposeResult:
        """The question above its two answers."""
        with Vertical(classes="dialog") as box:
            box.border_title = Content(run(self._title).text)
            yield PageView(id="question")
            yield Static(
                Content.assemble(
                    (" y ", "bold $accent"), f"{self._yes}    ", (" esc ", "bold $accent"), "leave it"
                ),
                classes="answers",
            )

    def _on_mount(self, _: events.Mount) -> None:
        page = self.query_one(PageView)
        page.show(self._page)
        box = self.query_one(".dialog")
        lines = sum(len(wrap(pieces, _WIDTH - 4)) for pieces, _ in page.lines)
        box.styles.height = max(min(lines + 5, 26), 7)
        page.focus()

    def _action_answer(self, answer: bool) -> None:  # noqa: FBT001  Textual passes an action's argument by position
        self.dismiss(answer)


class Reason(ModalScreen[str | None]):
    """Asks for a reason. An empty one is no reason where one is required."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "give_up", "leave it", show=False)]

    def __init__(
        self,
        title: str,
        *,
        reason: str = "",
        required: bool = False,
        example: str = "why, in a sentence others will read",
    ) -> None:
        super().__init__()
        self._title = title
        self._example = example
        self._reason = reason
        self._required = required

    def compose(self) -> ComposeResult:
        """A line to write in."""
        with Vertical(classes="dialog small") as box:
            box.border_title = Content(run(self._title).text)
            yield Input(value=self._reason, placeholder=self._example, id="reason")
            yield Static(
                Content.assemble(
                    (" enter ", "bold $accent"), "keep it    ", (" esc ", "bold $accent"), "leave it"
                ),
                classes="answers",
            )

    def _on_input_submitted(self, event: Input.Submitted) -> None:
        reason = event.value.strip()
        if reason or not self._required:
            self.dismiss(reason)

    def _action_give_up(self) -> None:
        self.dismiss(None)


class Help(ModalScreen[Action | None]):
    """The keys that apply where one is, from the table of actions; enter does what is under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark", "leave", "leave", show=False),
        Binding("enter", "run", "do it", show=False),
        Binding("slash", "search", "search", show=False),
    ]

    def __init__(self, place: str, kinds: tuple[str, ...], *, title: str) -> None:
        super().__init__()
        self._actions = {action.id: action for action in applying((place, *kinds))}
        self._title = title

    def compose(self) -> ComposeResult:
        """A list with a line to search in."""
        with Vertical(classes="dialog tall") as box:
            box.border_title = Content(f"Keys · {self._title}")
            yield ListView("", id="keys")
            yield Input(placeholder="search the keys", id="search")
            yield Static(
                Content.assemble(
                    (" / ", "bold $accent"),
                    "searches    ",
                    (" enter ", "bold $accent"),
                    "does it    ",
                    (" esc ", "bold $accent"),
                    "leaves",
                ),
                classes="answers",
            )

    def _on_mount(self, _: events.Mount) -> None:
        view = self.query_one(ListView)
        rows = [
            Row(key=action.id, text=f"{_keys(action):<13}{action.words}", group=action.section)
            for action in self._actions.values()
        ]
        view.show(regrouped(rows, [Row(key=name, text=name, folds=True, note=" ") for name in SECTIONS]))
        view.model.move_to(1)
        view.focus()

    def _on_input_changed(self, event: Input.Changed) -> None:
        self.query_one(ListView).filter(event.value)

    def _on_input_submitted(self, _: Input.Submitted) -> None:
        self.query_one(ListView).focus()

    def _action_search(self) -> None:
        self.query_one(Input).focus()

    def _action_run(self) -> None:
        row = self.query_one(ListView).model.current
        self.dismiss(self._actions.get(row.key) if row else None)

    def _action_leave(self) -> None:
        self.dismiss(None)


def _keys(action: Action) -> str:
    return " ".join(shown_key(key) for key in action.keys)
