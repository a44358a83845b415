"""The log: every command that was run, what checks printed and what went wrong, as rows. Bounded, pure."""

import shlex
from collections import deque
from datetime import datetime

from migrator.tui.lists import Row
from migrator.wire import CommandRan, Output, Progress

LIMIT = 2000


class Log:
    """Lines of the log, oldest first, the oldest dropped beyond `LIMIT`."""

    def __init__(self) -> None:
        self.rows: deque[Row] = deque(maxlen=LIMIT)
        self._count = 0

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
        )

    def _put(self, text: str, **attributes: str) -> None:
        self._count += 1
        self.rows.append(Row(key=str(self._count), text=text, **attributes))  # type: ignore[arg-type]  # all of them are strings
