"""The log: every command that was run, what checks printed and what went wrong, as rows. Bounded, pure.

Most commands are git reading its own database. They are kept, and shown only when asked for, so that the worktrees, checks, commits and moves
of refs that matter are not lost among them.
"""

import shlex
from collections import deque
from datetime import datetime

from migrator.engine.messages import CommandRan, Output, Progress
from migrator.tui.lists import Row

LIMIT = 2000

TELLING = frozenset({
    "worktree", "commit", "commit-tree", "update-ref", "push", "fetch", "merge", "reset", "checkout", "apply",
})  # fmt: skip
"""What git is asked to do to a repository, as against what it is asked about one."""

_WITH_VALUE = frozenset({"-c", "-C"})


class Log:
    """Lines of the log, oldest first, the oldest dropped beyond `LIMIT`.

    Attributes:
        shows_plumbing: Whether commands that only read or prepare are among the rows.
    """

    def __init__(self) -> None:
        self.shows_plumbing = False
        self._telling: deque[Row] = deque(maxlen=LIMIT)
        self._all: deque[Row] = deque(maxlen=LIMIT)
        self._count = 0

    @property
    def rows(self) -> deque[Row]:
        """The lines that are shown."""
        return self._all if self.shows_plumbing else self._telling

    def add(self, event: CommandRan | Output | Progress, now: datetime) -> None:
        """Write an event down; progress only when a job ends."""
        if isinstance(event, CommandRan):
            self._command(event, now)
        elif isinstance(event, Output):
            for text in event.lines:
                self._put(f"         {text}", role="muted")
        elif event.state != "running":
            good = event.state == "done"
            said = f": {event.said}" if event.said else ""
            self.say(f"{event.title} {event.state}{said}", now, good=good)

    def say(self, text: str, now: datetime, *, good: bool = True) -> None:
        """Write a sentence down."""
        glyph, tint = ("✓", "good") if good else ("✗", "bad")
        first, *others = text.split("\n")
        self._put(f"{now:%H:%M:%S} {first}", glyph=glyph, tint=tint, role="text" if good else "bad")
        for other in others:
            self._put(f"         {other}", role="muted")

    def _command(self, event: CommandRan, now: datetime) -> None:
        result = "ok" if event.code == 0 else f"exit {event.code}" if event.code > 0 else "ended"
        self._put(
            f"{now:%H:%M:%S} $ {shlex.join(event.argv)}",
            note=f"{result} {event.seconds:.1f}s",
            note_role="good" if event.code == 0 else "muted",
            telling=is_telling(event),
        )

    def _put(self, text: str, *, telling: bool = True, **attributes: str) -> None:
        self._count += 1
        row = Row(key=str(self._count), text=text, **attributes)  # type: ignore[arg-type]  # all of them are strings
        self._all.append(row)
        if telling:
            self._telling.append(row)


def is_telling(event: CommandRan) -> bool:
    """Whether a command matters to who reads the log: any program but git, and git where it changes something."""
    program, *words = event.argv or ("",)
    if program.rpartition("/")[2] != "git":
        return True
    taken = False
    for word in words:
        if taken or word.startswith("-"):
            taken = not taken and word in _WITH_VALUE
            continue
        return word in TELLING
    return False
