"""Threads that read files natively: no processes are started, nothing is sent through pipes, and the interpreter's lock is free meanwhile.

Only a bounded number of files is held at a time, so the caller's progress and its wish to stop are seen between a few of them.
"""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice

from migrator.facts.native import read_natively
from migrator.facts.pool import Job

_FILES_AT_ONCE = 48
_BYTES_AT_ONCE = 400_000
_BATCHES_AHEAD = 8
"""For each thread: so many wait, that it need not while the caller reads a long file by itself."""

Answer = tuple[Job, bytes | None]
"""A file with its encoded reading, None where it was declined."""


def read_in_threads(jobs: Iterator[Job], threads: int) -> Iterator[Answer]:
    """Read files natively, in the order in which they come."""
    waiting: deque[Future[list[Answer]]] = deque()
    executor = ThreadPoolExecutor(threads, thread_name_prefix="migrator-facts")
    try:
        while True:
            while len(waiting) < threads * _BATCHES_AHEAD and (batch := _next_batch(jobs)):
                waiting.append(executor.submit(_read, batch))
            if not waiting:
                return
            yield from waiting.popleft().result()
    finally:
        executor.shutdown(cancel_futures=True)


def _next_batch(jobs: Iterator[Job]) -> list[Job]:
    batch: list[Job] = []
    size = 0
    for job in islice(jobs, _FILES_AT_ONCE):
        batch.append(job)
        size += len(job.raw)
        if size >= _BYTES_AT_ONCE:
            break
    return batch


def _read(batch: list[Job]) -> list[Answer]:
    return list(zip(batch, read_natively([job.raw for job in batch]), strict=True))
