"""What the judge sees of a repository, as values, and the process that it runs in."""

import json
import subprocess  # noqa: TID251  an interpreter is the judge
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec


class Seen(msgspec.Struct, frozen=True):
    """What follows from importing one module first; see `tests.laws.judge`."""

    imports: str
    """How importing it fails, or ``""``."""
    paths: dict[str, tuple[str, int]] = {}
    listed: dict[str, list[str]] = {}
    probes: dict[str, str] = {}
    edges: list[tuple[str, str]] = []


Observation = Mapping[str, Seen]
"""By entry module."""


class Judge:
    """A program that imports repositories which were just made, each entry in a fresh interpreter."""

    def __init__(self) -> None:
        program = Path(__file__).with_name("judge.py")
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(program)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.stdin is not None:
            self._process.stdin.close()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._process.wait()

    def observe(self, root: Path, entries: Sequence[str]) -> Observation:
        """What is seen of the repository in a folder from each of these modules."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with tempfile.TemporaryDirectory() as cache:
            request = {"root": str(root), "entries": list(entries), "cache": cache}
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
            return msgspec.json.decode(self._process.stdout.readline(), type=dict[str, Seen])
