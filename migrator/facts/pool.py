"""Worker processes that read files: a death or a hang costs the one file that caused it.

A file can make a parser exhaust memory, time or the C stack, so the repository's files are parsed where that does no harm. The standard library's
pool breaks as a whole when a worker dies and does not say over which file; here each worker answers file by file. Only bytes go in
and out.
"""

import gc
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from types import ModuleType
from typing import NamedTuple

import msgspec

from migrator.facts.reading import failed, read_by_reference

_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(list[bytes])
_FILES_AT_ONCE = 48
_BYTES_AT_ONCE = 400_000
_STARTS = 3
"""Workers that may die before they are ready, until it is said that none can be started."""
_START_SECONDS = 60.0
_LOOK_UP = 0.2
"""Seconds between looks at whether the work was cancelled."""
_START_LOCK = threading.Lock()


class Job(NamedTuple):
    """A file to read; the key is the caller's."""

    key: str
    raw: bytes


class Limits(NamedTuple):
    """What one file may cost."""

    seconds: float = 30.0
    memory: int = 3 * 1024**3
    """Bytes of address space of a worker."""


class NoWorkersError(Exception):
    """Raised when worker processes cannot be started here; carries the jobs that were not done."""

    def __init__(self, jobs: list[Job]) -> None:
        super().__init__("no worker process could be started")
        self.jobs = jobs


@dataclass(eq=False)
class _Worker:
    process: SpawnProcess
    pipe: Connection
    batch: list[Job] = field(default_factory=list)
    done: int = 0
    deadline: float = 0.0
    is_ready: bool = False

    @property
    def is_idle(self) -> bool:
        return self.is_ready and self.done == len(self.batch)


def read_in_workers(
    jobs: Iterator[Job],
    *,
    workers: int,
    limits: Limits | None = None,
    cancelled: threading.Event | None = None,
) -> Iterator[tuple[str, bytes]]:
    """Read files in worker processes; gives (key, encoded reading) in the order in which they are done.

    Args:
        jobs: Taken as they are needed.
        workers: How many processes.
        limits: What one file may cost.
        cancelled: Set to stop early; what is done is given.

    Raises:
        NoWorkersError: Processes cannot be started here.
    """
    pool = _Pool(jobs, limits or Limits())
    try:
        yield from pool.run(workers, cancelled or threading.Event())
    finally:
        pool.stop()


class _Pool:
    def __init__(self, jobs: Iterator[Job], limits: Limits) -> None:
        self._jobs = jobs
        self._again: deque[Job] = deque()
        self._limits = limits
        self._workers: list[_Worker] = []
        self._failed_starts = 0

    def run(self, count: int, cancelled: threading.Event) -> Iterator[tuple[str, bytes]]:
        while not cancelled.is_set():
            self._give_out(count)
            busy = [worker for worker in self._workers if not worker.is_idle]
            if not any(worker.batch for worker in busy):
                return
            for worker in self._wait(busy):
                yield from self._collect(worker)

    def stop(self) -> None:
        for worker in self._workers:
            worker.process.kill()
        for worker in self._workers:
            worker.process.join()
            worker.pipe.close()
            worker.process.close()
        self._workers.clear()

    def _give_out(self, count: int) -> None:
        """Give every idle worker a batch, and start workers as long as there is work for them."""
        for worker in self._workers:
            if worker.is_idle:
                self._assign(worker, self._next_batch())
        while len(self._workers) < count and (batch := self._next_batch()):
            worker = _start(self._limits)
            worker.batch = batch
            self._workers.append(worker)

    def _next_batch(self) -> list[Job]:
        batch: list[Job] = []
        size = 0
        while len(batch) < _FILES_AT_ONCE and size < _BYTES_AT_ONCE:
            job = self._again.popleft() if self._again else next(self._jobs, None)
            if job is None:
                break
            batch.append(job)
            size += len(job.raw)
        return batch

    def _assign(self, worker: _Worker, batch: list[Job]) -> None:
        worker.batch, worker.done = batch, 0
        if batch and worker.is_ready:
            worker.deadline = time.monotonic() + self._limits.seconds
            with suppress(OSError):  # it died meanwhile: seen at the next look at its pipe
                worker.pipe.send_bytes(_ENCODER.encode([job.raw for job in batch]))

    def _wait(self, busy: list[_Worker]) -> list[_Worker]:
        """The workers that have something to say or whose time is over."""
        now = time.monotonic()
        soonest = min(worker.deadline for worker in busy)
        ready = wait([worker.pipe for worker in busy], timeout=max(0.0, min(_LOOK_UP, soonest - now)))
        now = time.monotonic()
        return [worker for worker in busy if worker.pipe in ready or worker.deadline <= now]

    def _collect(self, worker: _Worker) -> Iterator[tuple[str, bytes]]:
        try:
            while worker.pipe.poll():
                answer = worker.pipe.recv_bytes()
                if not worker.is_ready:
                    worker.is_ready, self._failed_starts = True, 0
                    self._assign(worker, worker.batch)
                    continue
                yield worker.batch[worker.done].key, answer
                worker.done += 1
                worker.deadline = time.monotonic() + self._limits.seconds
        except (EOFError, OSError):
            yield from self._bury(worker, "")
        else:
            if not worker.is_idle and worker.deadline <= time.monotonic():
                yield from self._bury(worker, f"took longer than {self._limits.seconds:g} seconds")

    def _bury(self, worker: _Worker, reason: str) -> Iterator[tuple[str, bytes]]:
        """End a worker; the file it was at is reported, the rest of its batch is done by others."""
        worker.process.kill()
        worker.process.join()
        exitcode = worker.process.exitcode
        worker.pipe.close()
        worker.process.close()
        self._workers.remove(worker)
        left = worker.batch[worker.done :]
        if not worker.is_ready:
            self._again.extend(left)
            self._failed_starts += 1
            if self._failed_starts >= _STARTS:
                raise NoWorkersError([*self._all_left()])
            return
        if left:
            stage = "limit" if reason else "worker"
            yield left[0].key, failed(stage, reason or f"the process that read it died ({_death(exitcode)})")
            self._again.extend(left[1:])

    def _all_left(self) -> Iterator[Job]:
        for worker in self._workers:
            yield from worker.batch[worker.done :]
        yield from self._again
        self._again.clear()


def _start(limits: Limits) -> _Worker:
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, limits.memory), daemon=True, name="migrator-facts")
    with _nothing_inherited():
        process.start()
    theirs.close()
    return _Worker(process, ours, deadline=time.monotonic() + _START_SECONDS)


@contextmanager
def _nothing_inherited() -> Iterator[None]:
    """Processes started here do not look for modules in the current folder, which may be the repository's root, nor run our main module again."""
    with _START_LOCK:
        before, places, main = os.environ.get("PYTHONSAFEPATH"), sys.path[:], sys.modules["__main__"]
        os.environ["PYTHONSAFEPATH"] = "1"
        sys.path[:] = [place for place in places if place]
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            yield
        finally:
            sys.modules["__main__"] = main
            sys.path[:] = places
            if before is None:
                del os.environ["PYTHONSAFEPATH"]
            else:
                os.environ["PYTHONSAFEPATH"] = before


def _serve(pipe: Connection, memory: int) -> None:
    """The life of a worker: batches in, one answer for each file out."""
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # Ctrl-C reaches the whole group; the parent ends its workers itself
    _limit_memory(memory)
    gc.disable()  # syntax trees and facts have no cycles, and looking for some costs a sixth of the time
    gc.freeze()
    with suppress(EOFError, OSError):
        pipe.send_bytes(b"")
        while True:
            for raw in _DECODER.decode(pipe.recv_bytes()):
                pipe.send_bytes(read_by_reference(raw))
            gc.collect()  # exceptions do


def _limit_memory(memory: int) -> None:
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415  # not on every platform

    with suppress(ValueError, OSError):  # a lower limit is already set
        resource.setrlimit(resource.RLIMIT_AS, (memory, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _death(exitcode: int | None) -> str:
    if exitcode is not None and exitcode < 0:
        return f"signal {-exitcode}"
    return f"exit status {exitcode}"
