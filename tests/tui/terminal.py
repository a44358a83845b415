"""The installed program in a real terminal: tmux with a socket and a session of its own."""

import re
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from migrator.processes import run, scrubbed_environment

TMUX = shutil.which("tmux")
PROGRAM = Path(sys.executable).with_name("migrator")


class Terminal:
    """A terminal with a program in it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._socket = f"migrator-{folder.name}"
        self._environment = scrubbed_environment(
            {"HOME": str(folder), "TERM": "xterm-256color", "TEXTUAL_ANIMATIONS": "none"}
        )

    def start(self, *argv: str, size: tuple[int, int]) -> None:
        """Run a program; when it ends its status is printed, and what the terminal is then set to."""
        script = self._folder / "in-terminal.sh"
        words = " ".join(f"'{word}'" for word in argv)
        script.write_text(
            f"stty -g > before; {words}; echo STATUS=$?; stty -g > after; sleep 60\n", encoding="utf-8"
        )
        width, height = size
        self._tmux(
            "new-session", "-d", "-s", "t", "-x", str(width), "-y", str(height), "-c", str(self._folder),
            f"env TERM=xterm-256color COLORTERM=truecolor TEXTUAL_ANIMATIONS=none HOME={self._folder} sh {script}",
        )  # fmt: skip

    def press(self, *keys: str) -> None:
        """Press keys, by tmux's names."""
        for key in keys:
            self._tmux("send-keys", "-t", "t", key)
            time.sleep(0.15)

    def write(self, text: str) -> None:
        """Type text."""
        self._tmux("send-keys", "-t", "t", "-l", text)

    def resize(self, width: int, height: int) -> None:
        """Make the window another size."""
        self._tmux("resize-window", "-t", "t", "-x", str(width), "-y", str(height))

    def frame(self) -> str:
        """What the terminal shows."""
        return self._tmux("capture-pane", "-p", "-t", "t")

    def mode(self, name: str) -> str:
        """A state of the terminal as tmux knows it, such as ``alternate_on``."""
        return self._tmux("display-message", "-p", "-t", "t", f"#{{{name}}}").strip()

    def until(self, pattern: str, *, seconds: float = 60.0) -> str:
        """Wait until the terminal shows this, with a limit."""
        return self.until_true(lambda frame: re.search(pattern, frame) is not None, pattern, seconds=seconds)

    def until_true(self, holds: Callable[[str], bool], what: str, *, seconds: float = 60.0) -> str:
        """Wait until this holds for what the terminal shows, with a limit."""
        end = time.monotonic() + seconds
        while not holds(frame := self.frame()):
            ended = "STATUS=" in frame and "STATUS" not in what
            assert not ended, f"{what} never came, the program has ended:\n{frame}"
            assert time.monotonic() < end, f"{what} never came; the terminal shows:\n{frame}"
            time.sleep(0.1)
        return frame

    def close(self) -> None:
        """End the terminal and what runs in it."""
        self._tmux("kill-server")

    def _tmux(self, *arguments: str) -> str:
        assert TMUX is not None
        outcome = run(
            (TMUX, "-L", self._socket, "-f", "/dev/null", *arguments),
            cwd=self._folder,
            env=self._environment,
            timeout=20,
        )
        return outcome.output.decode("utf-8", "replace")


@contextmanager
def terminal(folder: Path) -> Iterator[Terminal]:
    """A terminal that is ended whatever happens."""
    made = Terminal(folder)
    try:
        yield made
    finally:
        made.close()
