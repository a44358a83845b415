"""Runs a program in a terminal of its own, waits for something on the screen, presses ctrl+c, and says how long both took.

A progress bar that only appears on a terminal, and a command that can be stopped, are promises about a terminal: a pipe would show neither.
"""

import os
import pty
import select
import signal
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Interruption:
    """How it went.

    Attributes:
        shown: Seconds until the text was on the screen; None where it never was.
        ended: Seconds from the key to the end of the program.
        returncode: Its exit status.
    """

    shown: float | None
    ended: float
    returncode: int


def interrupt_when(
    argv: Sequence[str], text: bytes, *, cwd: Path, env: Mapping[str, str], limit: float = 120.0
) -> Interruption:
    """Start a program, press ctrl+c as soon as a text appears.

    Args:
        argv: Program and arguments.
        text: What to wait for.
        cwd: Where it runs.
        env: Variables on top of this process's own.
        limit: Seconds to wait for the text; then the key is pressed all the same.
    """
    began = time.monotonic()
    process, screen = pty.fork()
    if not process:
        os.chdir(cwd)
        os.execvpe(argv[0], list(argv), {**os.environ, **env, "TERM": "xterm-256color"})  # noqa: S606  a program as a user starts it
    shown = _wait_for(screen, text, limit)
    pressed = time.monotonic()
    os.write(screen, b"\x03")
    _drain(screen)
    _, status = os.waitpid(process, 0)
    os.close(screen)
    return Interruption(
        shown=None if shown is None else shown - began,
        ended=time.monotonic() - pressed,
        returncode=os.waitstatus_to_exitcode(status) if not os.WIFSIGNALED(status) else -signal.SIGINT,
    )


def _wait_for(screen: int, text: bytes, limit: float) -> float | None:
    seen = b""
    deadline = time.monotonic() + limit
    while time.monotonic() < deadline:
        if select.select([screen], [], [], 0.05)[0]:
            try:
                seen += os.read(screen, 65_536)
            except OSError:
                return None
            if text in seen:
                return time.monotonic()
    return None


def _drain(screen: int) -> None:
    """Read until the program lets go of the terminal, so that it never waits for us."""
    while True:
        try:
            if not os.read(screen, 65_536):
                return
        except OSError:
            return
