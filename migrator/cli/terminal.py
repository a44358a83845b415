"""Whether there is a screen to draw on. Asked before the dashboard is imported, and before a demo is made for nobody to see."""

import os
import sys

from migrator.errors import UsageError


def expect_terminal(instead: str = "`migrator status` and the other commands work anywhere") -> None:
    """Raise `UsageError` where no terminal can show the dashboard.

    Args:
        instead: What can be done here.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError("The dashboard needs a terminal", "stdin and stdout are not one", hint=instead)
    if os.environ.get("TERM", "dumb") in {"", "dumb"}:
        raise UsageError(
            "The dashboard needs a terminal", "TERM says that it can show no screen", hint=instead
        )
