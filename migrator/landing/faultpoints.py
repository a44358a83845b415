"""Named points at which a test can kill the process, to prove that what is left is as before or as after.

The variable `MIGRATOR_FAULT` names one. Nothing else reads it, and outside tests nobody sets it.
"""

import os
import signal

POINTS = (
    "begun",
    "worktree-ready",
    "files-written",
    "checked",
    "before-commit",
    "carried",
    "merge-begun",
    "committed",
    "before-refs",
    "refs-moved",
    "landed",
    "follow-begun",
    "follow-first-file",
    "follow-files",
    "follow-refs",
    "follow-index",
    "write-begun",
    "write-first-file",
    "write-files",
)


def reach(point: str) -> None:
    """Die here if a test asks for it."""
    if os.environ.get("MIGRATOR_FAULT") == point:
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
