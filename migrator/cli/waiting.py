"""What a person sees while an analysis or a landing runs: one line on stderr that is drawn over, gone when it is done.

It appears only on a terminal and only when something takes longer than a second; scripts never see it.
"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

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

    def analysing(self, done: int, total: int) -> None:
        """So many files of so many were parsed."""
        share = done / total if total else 1.0
        bar = "█" * int(share * 24)
        self.draw(f"analysing  {bar:<24}  {done:,} of {total:,} files")

    def draw(self, text: str, *, is_news: bool = False) -> None:
        """Show a text in place of the last one; one that is no news only now and then."""
        now = time.monotonic()
        is_due = now - self._began > _PATIENCE and now - self._drawn > _STEP
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
