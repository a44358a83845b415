"""Another interpreter that answers questions, one line of JSON each: a judge that shares nothing with the tests."""

import json
import subprocess  # noqa: TID251  an interpreter is the judge
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self


class Answering:
    """The process; it ends with the block that it is used in.

    Args:
        argv: The program: it reads a line and writes a line, until its input ends.
        env: Its whole environment; that of this process by default.
    """

    def __init__(self, argv: Sequence[str], env: Mapping[str, str] | None = None) -> None:
        self._process = subprocess.Popen(
            argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._process.wait()

    def ask(self, question: object) -> str:
        """The line that it answers with."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        return self._process.stdout.readline()
