"""What a person sees while an analysis or a landing runs: one line on stderr that is drawn over, gone when it is done.

It appears only on a terminal and only when something takes longer than a second; scripts never see it.
"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from migrator.analysis import Stage
from migrator.display import shorten, visible_line

_PATIENCE = 1.0
_STEP = 0.1
_WIDTH = 72


@dataclass
class Waiting:
    """The line, as it is now."""

    is_shown: bool
    _began: float = field(default_factory=time.monotonic)
    _drawn: float = 0.0

    def analysing(self, stage: Stage) -> None:
        """Where an analysis is: with a bar where files are counted."""
        if stage.is_last:
            self.clear()
        elif stage.total:
            bar = "█" * int(stage.done / stage.total * 24)
            self.draw(f"analysing  {bar:<24}  {stage.done:,} of {stage.total:,} files")
        else:
            self.draw(f"analysing  {stage.title}", is_urgent=True)

    def draw(self, text: str, *, is_news: bool = False, is_urgent: bool = False) -> None:
        """Show a text in place of the last one.

        Args:
            text: One line.
            is_news: Shown at once; else only when the program has worked for a while.
            is_urgent: Shown however short ago the last one was.
        """
        now = time.monotonic()
        is_due = now - self._began > _PATIENCE and (is_urgent or now - self._drawn > _STEP)
        if self.is_shown and (is_news or is_due):
            self._drawn = now
            sys.stderr.write(f"\r{shorten(visible_line(text), _WIDTH):<{_WIDTH}}")
            sys.stderr.flush()

    def clear(self) -> None:
        """Take the line away."""
        if self.is_shown and self._drawn:
            sys.stderr.write("\r" + " " * _WIDTH + "\r")
            sys.stderr.flush()
            self._drawn = 0.0


@contextmanager
def waiting(*, as_json: bool) -> Iterator[Waiting]:
    """A line for as long as something runs."""
    is_shown = not as_json and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
    line = Waiting(is_shown)
    try:
        yield line
    finally:
        line.clear()
