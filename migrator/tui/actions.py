"""Every action of the dashboard, in one table: from it come bindings, the hints at the foot, help and palette.

A key that works is therefore in the help, and a hint at the foot never names a key that does something else. An action applies in places
(``batches``, ``diff`` …); what holds the focus says which place one is in.
"""

from collections.abc import Iterable
from dataclasses import dataclass

LIST, TABLE, PAGE, DIFF = "list", "table", "page", "diff"
"""Places that are widgets: their actions move and fold. A table is a list without groups, so its sideways keys are free."""

PHASES, FINDINGS, BATCHES, HISTORY, LOG, MAIN = "phases", "findings", "batches", "history", "log", "main"
"""The panels of the dashboard."""

PARTS, FACTS, CHANGE = "parts", "facts", "change"
"""The panels of a review: what it consists of, what is known of it, and the change itself."""

MEMBERS, VERDICT, STAYS, GOES = "members", "verdict", "stays", "goes"
"""The panels of two classes beside each other: their members, what is known of them, and one member's two bodies."""

CALLS, FIT = "calls", "fit"
"""The panels of a creator beside the canonical one: its calls, and how its signature fits."""

DASHBOARD = frozenset({PHASES, FINDINGS, BATCHES, HISTORY, LOG, MAIN})
REVIEW = frozenset({PARTS, FACTS, CHANGE})
COMPARISON = frozenset({MEMBERS, VERDICT, STAYS, GOES})
CREATOR = frozenset({CALLS, FIT})
COMPARED = COMPARISON | CREATOR
EVERYWHERE = DASHBOARD | REVIEW | COMPARED


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Something a person can do.

    Attributes:
        id: The name, as in ``action_<id>``.
        keys: The keys; the first is the one that is shown.
        words: What it does, for help and palette.
        hint: What it does in one or two words, for the foot; ``""`` keeps it out of there.
        section: The heading in the help.
        places: Where it applies.
        owner: Who carries it out: ``app``, one screen (``dashboard``, ``review``, ``comparison``), ``screen`` (any of them) or ``view`` (the widget in focus).
    """

    id: str
    keys: tuple[str, ...]
    words: str
    section: str
    places: frozenset[str]
    owner: str
    hint: str = ""


def _action(  # noqa: PLR0913  one row of a table, each cell by name
    action: str,
    keys: str,
    words: str,
    *,
    section: str,
    places: Iterable[str],
    owner: str,
    hint: str = "",
) -> Action:
    return Action(
        id=action,
        keys=tuple(keys.split()),
        words=words,
        section=section,
        places=frozenset(places),
        owner=owner,
        hint=hint,
    )


DECIDABLE = (BATCHES, PARTS, CHANGE)
ANY = (LIST, TABLE, DIFF, PAGE)

ACTIONS: tuple[Action, ...] = (
    # decide
    _action(
        "approve", "space", "approve what is under the cursor, or take that back",
        section="decide", places=DECIDABLE, owner="screen", hint="approve",
    ),
    _action("reject", "d", "reject it", section="decide", places=DECIDABLE, owner="screen", hint="reject"),
    _action(
        "reject_because", "D", "reject it with a reason, or change the reason",
        section="decide", places=DECIDABLE, owner="screen", hint="reason",
    ),
    _action(
        "approve_shape", "a", "approve the shape under the cursor, all its sites",
        section="decide", places=REVIEW, owner="review", hint="shape",
    ),
    _action(
        "approve_file", "A", "approve the rest of the file",
        section="decide", places=REVIEW, owner="review", hint="file",
    ),
    _action(
        "keep", "w", "keep a finding as it is, with a reason",
        section="decide", places=(FINDINGS, *COMPARED), owner="screen", hint="keep",
    ),
    # do
    _action(
        "land", "c", "verify and commit what is approved",
        section="do", places=(BATCHES, FINDINGS, MAIN, PARTS, CHANGE), owner="screen", hint="land",
    ),
    _action(
        "land_phase", "C", "land the batches of this phase one after another",
        section="do", places=(PHASES, BATCHES), owner="dashboard", hint="land all",
    ),
    _action(
        "run_checks", "V", "run the plan's checks on the campaign's tip",
        section="do", places=EVERYWHERE, owner="app",
    ),
    _action(
        "undo", "z", "undo the last decision or landing; says what it undid",
        section="do", places=EVERYWHERE, owner="app", hint="undo",
    ),
    _action(
        "undo_batch", "t", "take the selected landed batch back",
        section="do", places=(HISTORY,), owner="dashboard", hint="take back",
    ),
    _action(
        "follow", "F", "bring the checkout along to the campaign's tip",
        section="do", places=EVERYWHERE, owner="app",
    ),
    _action(
        "sync", "M", "replay the campaign on the base that moved, as one merge commit",
        section="do", places=EVERYWHERE, owner="app",
    ),
    _action(
        "adopt", "B", "carry the campaign to a branch, or take a commit made by hand in",
        section="do", places=EVERYWHERE, owner="app",
    ),
    _action("push", "P", "push the campaign's branch", section="do", places=EVERYWHERE, owner="app"),
    _action("rescan", "R", "read the repository again", section="do", places=EVERYWHERE, owner="app"),
    _action(
        "cancel_job", "ctrl+x", "cancel the running job",
        section="do", places=EVERYWHERE, owner="app",
    ),
    # go
    _action(
        "go_in", "enter", "go in: the batch, the file, two classes side by side, the main view",
        section="go", places=EVERYWHERE, owner="screen", hint="open",
    ),
    _action("go_out", "escape", "go out: back to the list, out of the screen", section="go", places=EVERYWHERE, owner="screen"),
    _action("next_panel", "tab", "next panel", section="go", places=EVERYWHERE, owner="screen", hint="panel"),
    _action("previous_panel", "shift+tab", "previous panel", section="go", places=EVERYWHERE, owner="screen"),
    _action("panel(0)", "0", "the main view", section="go", places=DASHBOARD | REVIEW, owner="screen"),
    _action(
        "panel(1)", "1", "panel 1: phases, or what a batch or a finding consists of",
        section="go", places=EVERYWHERE, owner="screen",
    ),
    _action(
        "panel(2)", "2", "panel 2: findings, or what is known of the batch or the finding",
        section="go", places=EVERYWHERE, owner="screen",
    ),
    _action(
        "panel(3)", "3", "panel 3: batches, or the body that stays",
        section="go", places=DASHBOARD | COMPARISON, owner="screen",
    ),
    _action(
        "panel(4)", "4", "panel 4: history, or the body that goes",
        section="go", places=DASHBOARD | COMPARISON, owner="screen",
    ),
    _action("panel(5)", "5 @", "panel 5: the log", section="go", places=DASHBOARD, owner="screen"),
    _action(
        "previous_file", "left_square_bracket", "previous file",
        section="go", places=REVIEW, owner="review",
    ),
    _action(
        "next_file", "right_square_bracket", "next file",
        section="go", places=REVIEW, owner="review", hint="next file",
    ),
    # move
    _action("cursor_down", "j down", "line down", section="move", places=ANY, owner="view"),
    _action("cursor_up", "k up", "line up", section="move", places=ANY, owner="view"),
    _action("first", "g home less_than_sign", "to the top", section="move", places=ANY, owner="view"),
    _action("last", "G end greater_than_sign", "to the end", section="move", places=ANY, owner="view"),
    _action("page_down", "pagedown", "page down", section="move", places=ANY, owner="view"),
    _action("page_up", "pageup", "page up", section="move", places=ANY, owner="view"),
    _action(
        "side('stays')", "h left", "the body that stays: alone on a narrow screen, copied by y",
        section="move", places=COMPARISON, owner="comparison", hint="stays",
    ),
    _action(
        "side('goes')", "l right", "the body that goes",
        section="move", places=COMPARISON, owner="comparison", hint="goes",
    ),
    _action("fold", "h left", "fold the group, or go up to it", section="move", places=(LIST,), owner="view"),
    _action("unfold", "l right", "unfold the group", section="move", places=(LIST,), owner="view"),
    _action(
        "previous_hunk", "h left", "previous hunk",
        section="move", places=(DIFF,), owner="view",
    ),
    _action("next_hunk", "l right", "next hunk", section="move", places=(DIFF,), owner="view", hint="hunk"),
    _action(
        "main_down", "J ctrl+d", "the main view down, from anywhere",
        section="move", places=EVERYWHERE, owner="screen",
    ),
    _action(
        "main_up", "K ctrl+u", "the main view up, from anywhere",
        section="move", places=EVERYWHERE, owner="screen",
    ),
    # see
    _action(
        "filter", "slash", "filter the panel: words, spread letters, !word for without",
        section="see", places=(PHASES, FINDINGS, BATCHES, HISTORY, LOG, PARTS, MEMBERS, CALLS), owner="screen", hint="filter",
    ),
    _action(
        "plumbing", "p", "every git command, or only those that change something",
        section="see", places=(LOG,), owner="dashboard", hint="plumbing",
    ),
    _action("split", "vertical_line", "inline or side by side", section="see", places=REVIEW, owner="review", hint="split"),
    _action("less_context", "left_curly_bracket", "fewer unchanged lines", section="see", places=REVIEW, owner="review"),
    _action("more_context", "right_curly_bracket", "more unchanged lines", section="see", places=REVIEW, owner="review"),
    _action("bigger", "plus", "the panel as large as the screen, and back", section="see", places=EVERYWHERE, owner="screen"),
    _action(
        "other_theme", "T", "dark or light",
        section="see", places=EVERYWHERE, owner="app",
    ),
    _action("copy", "y", "copy the name under the cursor", section="see", places=EVERYWHERE, owner="screen"),
    # app
    _action(
        "command_palette", "colon ctrl+p", "palette: every action, finding, batch and file by name",
        section="app", places=EVERYWHERE, owner="app", hint="palette",
    ),
    _action("help", "question_mark", "these keys", section="app", places=EVERYWHERE, owner="app", hint="help"),
    _action("quit_safely", "q", "quit; asks only while something is being written", section="app", places=EVERYWHERE, owner="app", hint="quit"),
)  # fmt: skip

SECTIONS = ("decide", "do", "go", "move", "see", "app")

_SHOWN = {
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "left_curly_bracket": "{",
    "right_curly_bracket": "}",
    "vertical_line": "|",
    "question_mark": "?",
    "slash": "/",
    "colon": ":",
    "plus": "+",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "escape": "esc",
    "pagedown": "pgdn",
    "pageup": "pgup",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
}


def shown_key(key: str) -> str:
    """A key as people write it: ``?`` for ``question_mark``."""
    return _SHOWN.get(key, key)


def owned_by(*owners: str) -> tuple[Action, ...]:
    """The actions that one of the owners carries out."""
    return tuple(action for action in ACTIONS if action.owner in owners)


def applying(places: Iterable[str]) -> tuple[Action, ...]:
    """The actions that apply in one of the places, in the table's order."""
    wanted = frozenset(places)
    return tuple(action for action in ACTIONS if action.places & wanted)


def applies(name: str, place: str) -> bool:
    """Whether an action of that name (``panel(3)`` is named ``panel``) applies in a place."""
    found = [action for action in ACTIONS if action.id.partition("(")[0] == name]
    return not found or any(place in action.places for action in found)
