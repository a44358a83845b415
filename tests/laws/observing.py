"""What the judge sees of a repository, as values, and the process that it runs in."""

import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from tests.support.answering import Answering


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


class Judge(Answering):
    """A program that imports repositories which were just made, each entry in a fresh interpreter."""

    def __init__(self) -> None:
        super().__init__([sys.executable, "-I", "-S", str(Path(__file__).with_name("judge.py"))])

    def observe(self, root: Path, entries: Sequence[str]) -> Observation:
        """What is seen of the repository in a folder from each of these modules."""
        with tempfile.TemporaryDirectory() as cache:
            answer = self.ask({"root": str(root), "entries": list(entries), "cache": cache})
        return msgspec.json.decode(answer, type=dict[str, Seen])
