"""The program as a user runs it: in a process of its own, without a terminal, with a home of its own."""

import os
import subprocess  # noqa: TID251  tests run the program as a user would
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import migrator
from tests.support.repositories import PINNED

PROJECT = Path(migrator.__file__).parent.parent
AS_MODULE = (sys.executable, "-m", "migrator")
INSTALLED = (str(Path(sys.executable).with_name("migrator")),)


@dataclass(frozen=True)
class Ran:
    """How a run of the program ended."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Program:
    """The program with its environment."""

    environment: Mapping[str, str]

    @classmethod
    def at_home(cls, home: Path) -> "Program":
        home.mkdir()
        kept = {name: value for name, value in os.environ.items() if name in {"PATH", "LANG", "TMPDIR"}}
        return cls(
            kept
            | PINNED
            | {
                "HOME": str(home),
                "XDG_STATE_HOME": str(home / "state"),
                "MIGRATOR_CACHE_DIR": str(home / "cache"),
                "PYTHONPATH": str(PROJECT),
                "TERM": "xterm-256color",
                "PYTHONWARNINGS": "default",
            }
        )

    def run(
        self,
        *arguments: str,
        cwd: Path,
        env: Mapping[str, str] | None = None,
        start: Sequence[str] = AS_MODULE,
    ) -> Ran:
        """Run it in a folder; `start` is how: as a module, as it is installed, or through another program."""
        done = subprocess.run(
            [*start, *arguments],
            cwd=cwd,
            env=dict(self.environment) | dict(env or {}),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=120,
        )
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())
