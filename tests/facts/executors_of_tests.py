"""Executors that go wrong in the ways that executors do."""

import os
import signal
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any

from migrator.facts.reading import read_batch


class Wrapped(Executor):
    """Another executor, which is given something else to do.

    Args:
        inner: Does the work.
        work: What it does with each batch instead of reading it.
    """

    def __init__(self, inner: Executor, work: Callable[[bytes], Any]) -> None:
        self.inner = inner
        self.work = work
        self.batches: list[bytes] = []

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        assert fn is read_batch, "reading is all that is asked of an executor"
        (batch,) = args
        assert type(batch) is bytes, "bytes are all that is sent"
        assert not kwargs
        self.batches.append(batch)
        return self.inner.submit(self.work, batch)


def read_or_die(batch: bytes) -> bytes:
    """As a worker that the system kills over one file."""
    if b"KILLER" in batch:
        os.kill(os.getpid(), signal.SIGKILL)
    return read_batch(batch)


def read_or_raise(batch: bytes) -> bytes:
    """As a worker that fails at one file."""
    if b"KILLER" in batch:
        raise MemoryError
    return read_batch(batch)
