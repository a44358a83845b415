"""Facts read by any executor of `concurrent.futures`: threads, processes, a cluster.

The executor decides where, this decides what it may cost. No executor can end a task that hangs, nor say which file of a batch killed its worker.
So files that could hurt a parser are kept back for our own workers, which have limits; a batch that fails is given again file by file, and the
file that fails alone is reported; and where the executor itself is gone, our own workers do the rest.
"""

import threading
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Executor, Future, wait
from dataclasses import dataclass, field
from itertools import chain

import msgspec

from migrator.errors import UsageError
from migrator.facts.identity import reader_identity
from migrator.facts.pool import Job
from migrator.facts.reading import decode_answers, encode_batch, failed, read_batch

_FILES_AT_ONCE = 48
_BYTES_AT_ONCE = 400_000
_WAITING = 32
"""Batches that are out at a time: so much of a repository is in memory."""
_BYTES_ASIDE = 64_000_000
_LOOK_UP = 0.2
"""Seconds between looks at whether the work was cancelled."""
_SILENCE = 300.0
"""Seconds without any answer until the executor is taken for gone: the futures of a Dask cluster that went away may never end."""

Answered = tuple[str, bytes]
Guarded = Callable[[Iterator[Job]], Iterator[Answered]]
"""Reads files where they can do no harm."""


class OtherReaderError(UsageError):
    """Raised when an executor's workers have another interpreter or another version of this program."""

    def __init__(self, theirs: str) -> None:
        super().__init__(
            "The executor's workers would read files otherwise than this process",
            f"they are {theirs}, this process is {reader_identity()}",
            hint="Install the same version of migrator for the same Python where the workers run.",
        )


def read_with_executor(
    jobs: Iterator[Job],
    executor: Executor,
    *,
    is_safe: Callable[[bytes], bool],
    guarded: Guarded,
    cancelled: threading.Event,
) -> Iterator[Answered]:
    """Read files by an executor; gives (key, encoded reading) in the order in which they are done.

    Args:
        jobs: Taken as they are needed.
        executor: Whose workers can import this program.
        is_safe: Whether a file may be given to it.
        guarded: Reads those that may not, and all that are left when the executor is gone.
        cancelled: Set to stop early; what is done is given.

    Raises:
        OtherReaderError: Its workers are others than this process.
    """
    mapping = _Mapping(executor, cancelled)
    try:
        for batch in _batches(jobs):
            mapping.take([job for job in batch if is_safe(job.raw)])
            mapping.aside += [job for job in batch if not is_safe(job.raw)]
            yield from mapping.answers(_WAITING)
            if mapping.gone or cancelled.is_set():
                break
            if sum(len(job.raw) for job in mapping.aside) > _BYTES_ASIDE:
                yield from guarded(iter(mapping.taken_aside()))
        yield from mapping.answers(0)
        yield from mapping.again()
        yield from guarded(chain(mapping.taken_aside(), jobs))
    finally:
        mapping.stop()


@dataclass
class _Mapping:
    """What is out, what must be given again, and what is kept back."""

    executor: Executor
    cancelled: threading.Event
    out: dict[Future[bytes], Sequence[Job]] = field(default_factory=dict)
    suspects: list[Job] = field(default_factory=list)
    """Files of batches that failed: one of them may be the cause."""
    aside: list[Job] = field(default_factory=list)
    gone: bool = False
    """The executor takes nothing more."""

    def take(self, batch: Sequence[Job], attempt: int = 1) -> None:
        """Give a batch out."""
        if not batch:
            return
        if not self.gone:
            payload = encode_batch([job.raw for job in batch], attempt)
            try:
                self.out[self.executor.submit(read_batch, payload)] = batch
            except Exception as error:  # noqa: BLE001  whatever it says, it takes nothing more
                self._end(error)
        if self.gone:
            self.aside += batch

    def answers(self, waiting: int) -> Iterator[Answered]:
        """What came back, until no more than so many batches are out."""
        for batch, readings in self._returned(waiting):
            if not isinstance(readings, str):
                yield from zip((job.key for job in batch), readings, strict=True)
            elif self.gone:
                self.aside += batch
            else:
                self.suspects += batch

    def again(self) -> Iterator[Answered]:
        """Give the files of failed batches one at a time; the one that fails alone is reported."""
        for suspect in self.suspects:
            self.take([suspect], attempt=2)
            for batch, readings in self._returned(0):
                if not isinstance(readings, str):
                    yield suspect.key, readings[0]
                elif self.gone:
                    self.aside += batch
                else:
                    yield suspect.key, failed("worker", f"the executor failed at it ({readings})")

    def _returned(self, waiting: int) -> Iterator[tuple[Sequence[Job], Sequence[bytes] | str]]:
        """Batches that came back, with their readings or with what went wrong."""
        heard = time.monotonic()
        while len(self.out) > waiting and not self.cancelled.is_set():
            wait(self.out, timeout=_LOOK_UP, return_when=FIRST_COMPLETED)
            done = [one for one in self.out if one.done()]  # waiting does not see what a shutdown cancelled
            if done:
                heard = time.monotonic()
            elif time.monotonic() - heard > _SILENCE:
                self._end(TimeoutError())
                done = list(self.out)
            for future in done:
                batch = self.out.pop(future)
                yield batch, self._readings(future, len(batch))

    def taken_aside(self) -> list[Job]:
        """What was kept back, which is then the caller's."""
        taken, self.aside = self.aside, []
        return taken

    def stop(self) -> None:
        """Take back what has not begun."""
        for future in self.out:
            future.cancel()

    def _readings(self, future: Future[bytes], count: int) -> Sequence[bytes] | str:
        """The readings of a batch, or in a word why there are none."""
        if not future.done():
            return TimeoutError.__name__
        error = CancelledError() if future.cancelled() else future.exception()
        if isinstance(error, BrokenExecutor | CancelledError):
            self._end(error)
        if error is not None:
            return type(error).__name__
        try:
            answers = decode_answers(future.result())
        except (msgspec.MsgspecError, TypeError):
            return "no answer of ours"
        if answers.reader != reader_identity():
            raise OtherReaderError(answers.reader)
        return answers.readings if len(answers.readings) == count else "answers for other files"

    def _end(self, error: BaseException) -> None:
        if not self.gone:
            self.gone = True
            said = f"The executor ended ({type(error).__name__}); the rest is read by worker processes of this one"
            warnings.warn(said, RuntimeWarning, stacklevel=2)


def _batches(jobs: Iterator[Job]) -> Iterator[list[Job]]:
    batch: list[Job] = []
    size = 0
    for job in jobs:
        batch.append(job)
        size += len(job.raw)
        if len(batch) >= _FILES_AT_ONCE or size >= _BYTES_AT_ONCE:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
