"""Facts of many files: from the cache, else read natively by threads, else in this process where that is safe and quick, else in workers.

Starting processes costs more than parsing a few dozen files; a file that could hurt the parser is never parsed in this process. The native
twin has no such files: what is too deep or too large for it is declined.
"""

import hashlib
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import partial
from itertools import chain

import msgspec

from migrator.errors import CancelledError
from migrator.facts.cache import FactsCache
from migrator.facts.executors import read_with_executor
from migrator.facts.native import is_native
from migrator.facts.pool import Job, Limits, NoWorkersError, read_in_workers
from migrator.facts.reading import Reading, decode_reading, failed, read_by_reference
from migrator.facts.threads import Answer, read_in_threads
from migrator.facts.values import Facts, Problem
from migrator.source.values import Tree, UnreadableFileError

FEW = 100
"""Unknown files that are read in this process."""
_SAFE_SIZE = 200_000
_SAFE_DEPTH = 60
_SAFE_BRANCHES = 400
_BRACKETS = bytes.maketrans(b"[{]}", b"(())")
_NO_BRACKETS = bytes(set(range(256)) - set(b"()[]{}"))
_OPENING = ord("(")
_AT_ONCE = 400
_SECONDS_HERE = 2.0
"""What the native twin declined is read in this process for so long: no less would it take to start workers, and most of it does not parse."""
_DECLINED_FILES = 2000
_DECLINED_BYTES = 30_000_000
"""What the native twin declined is kept up to here until it has seen all files; beyond, workers are started meanwhile."""

ReportProgress = Callable[[int, int], None]


def collect_facts(  # noqa: PLR0913  # each is one independent choice of the caller, all but two by keyword
    tree: Tree,
    paths: Iterable[str],
    *,
    cache: FactsCache | None = None,
    executor: Executor | None = None,
    progress: ReportProgress | None = None,
    cancelled: threading.Event | None = None,
) -> tuple[dict[str, Facts], tuple[Problem, ...]]:
    """The facts of files of a tree, and why some have none.

    Args:
        tree: Where the files are.
        paths: Which; those that the tree does not have are reported.
        cache: Facts by content, kept between runs.
        executor: Reads what is safe to read anywhere, instead of our own worker processes.
        progress: Called with (files done, files in all).
        cancelled: Set to stop.

    Raises:
        CancelledError: The work was stopped; what was read is in the cache.
    """
    work = _Work(tree, cache, progress, cancelled or threading.Event())
    work.start(paths)
    unknown = work.unknown()
    if executor is not None:
        guarded = partial(_with_workers, cancelled=work.cancelled)
        work.finish(
            read_with_executor(unknown, executor, is_safe=is_safe, guarded=guarded, cancelled=work.cancelled)
        )
    elif is_native():
        work.finish(_natively(unknown, work.cancelled))
    else:
        work.finish(_by_reference(unknown, work.cancelled))
    return work.result()


def is_safe(raw: bytes) -> bool:
    """Whether parsing the file in this process can do no harm: neither large nor deeply nested."""
    if len(raw) > _SAFE_SIZE or raw.count(b"elif") > _SAFE_BRANCHES:
        return False
    depth = 0
    for bracket in raw.translate(_BRACKETS, _NO_BRACKETS):
        depth += 1 if bracket == _OPENING else -1
        if depth > _SAFE_DEPTH:
            return False
    return True


@dataclass
class _Work:
    """One call's state: which paths wait for which content."""

    tree: Tree
    cache: FactsCache | None
    progress: ReportProgress | None
    cancelled: threading.Event
    waiting: dict[str, list[str]] = field(default_factory=dict)
    """Paths by content id."""
    unread: list[str] = field(default_factory=list)
    facts: dict[str, Facts] = field(default_factory=dict)
    problems: dict[str, Problem] = field(default_factory=dict)
    total: int = 0

    def start(self, paths: Iterable[str]) -> None:
        """Sort the paths, and take from the cache what it knows."""
        entries = self.tree.entries()
        wanted = sorted(set(paths))
        self.total = len(wanted)
        for path in wanted:
            entry = entries.get(path)
            if entry is None:
                self.problems[path] = Problem(path, "read", "no such file")
            elif entry.is_symlink:
                self.problems[path] = Problem(path, "read", "a symbolic link, which is not followed")
            elif entry.blob is None:
                self.unread.append(path)
            else:
                self.waiting.setdefault(entry.blob, []).append(path)
        self._ask_cache(list(self.waiting))

    def unknown(self) -> Iterator[Job]:
        """The contents that must be parsed, each once; read as they are asked for."""
        turn = {paths[0]: blob for blob, paths in self.waiting.items()}
        while turn:
            unread = set(turn)
            for path, raw in self.tree.read_many(sorted(turn)):
                unread.discard(path)
                yield Job(turn[path], raw)
            turn = self._next_of_same_content({path: turn[path] for path in sorted(unread)})
        for start in range(0, len(self.unread), _AT_ONCE):
            contents: dict[str, bytes] = {}
            for path, raw in self._read(self.unread[start : start + _AT_ONCE]):
                blob = _blob_id(raw)
                self.waiting.setdefault(blob, []).append(path)
                contents[blob] = raw
            known = self._ask_cache(list(contents))
            yield from (Job(blob, raw) for blob, raw in contents.items() if blob not in known)

    def finish(self, readings: Iterator[tuple[str, bytes]]) -> None:
        """Take readings in, and keep them."""
        fresh: dict[str, bytes] = {}
        for blob, encoded in readings:
            reading = _decoded(encoded)
            self._settle(blob, reading)
            if reading.problem is None or reading.problem.is_lasting:
                fresh[blob] = encoded
            if len(fresh) >= _AT_ONCE:
                self._keep(fresh)
                fresh = {}
            if self.cancelled.is_set():
                break
        self._keep(fresh)
        if self.cancelled.is_set():
            raise CancelledError(
                "stopped while files were read", hint="what was read is kept; the next run goes on from there"
            )

    def result(self) -> tuple[dict[str, Facts], tuple[Problem, ...]]:
        """Facts and problems, by path."""
        facts = {path: self.facts[path] for path in sorted(self.facts)}
        return facts, tuple(self.problems[path] for path in sorted(self.problems))

    def _read(self, paths: list[str]) -> Iterator[tuple[str, bytes]]:
        """Read files; what cannot be read becomes a problem."""
        seen: set[str] = set()
        for path, raw in self.tree.read_many(paths):
            seen.add(path)
            yield path, raw
        for path in paths:
            if path not in seen:
                self._note_unreadable(path)

    def _next_of_same_content(self, unread: Mapping[str, str]) -> dict[str, str]:
        """Note files that could not be read, and give for each content another file that holds it, where there is one."""
        turn: dict[str, str] = {}
        for path, blob in unread.items():
            self._note_unreadable(path)
            others = [other for other in self.waiting.pop(blob, ()) if other != path]
            if others:
                self.waiting[blob] = others
                turn[others[0]] = blob
        return turn

    def _note_unreadable(self, path: str) -> None:
        try:
            self.tree.read(path)
            reason = "could not be read with the others"
        except UnreadableFileError as error:
            reason = error.reason
        self.problems[path] = Problem(path, "read", reason, is_lasting=False)
        self._report()

    def _ask_cache(self, blobs: list[str]) -> set[str]:
        if self.cache is None or not blobs:
            return set()
        known = self.cache.get_many(blobs)
        for blob, reading in known.items():
            self._settle(blob, reading)
        return set(known)

    def _settle(self, blob: str, reading: Reading) -> None:
        for path in self.waiting.pop(blob, ()):
            if reading.facts is not None:
                self.facts[path] = reading.facts
            elif reading.problem is not None:
                self.problems[path] = msgspec.structs.replace(reading.problem, path=path)
        self._report()

    def _report(self) -> None:
        if self.progress is not None:
            self.progress(len(self.facts) + len(self.problems), self.total)

    def _keep(self, fresh: dict[str, bytes]) -> None:
        if self.cache is not None:
            self.cache.put_many(fresh)


def _decoded(encoded: bytes) -> Reading:
    try:
        return decode_reading(encoded)
    except msgspec.MsgspecError:
        return decode_reading(failed("worker", "what came back of it is no answer"))


def _natively(jobs: Iterator[Job], cancelled: threading.Event) -> Iterator[tuple[str, bytes]]:
    """Threads first; the reference reads what they declined: here while the threads go on, in workers where that takes long or could do harm."""
    answers = read_in_threads(jobs, _processors())
    declined: list[Job] = []
    size = 0
    here = _ReadHere(_SECONDS_HERE)
    for job, answer in answers:
        reading = here.read(job.raw) if answer is None else answer
        if reading is not None:
            yield job.key, reading
            continue
        declined.append(job)
        size += len(job.raw)
        if len(declined) > _DECLINED_FILES or size > _DECLINED_BYTES:
            break
    meanwhile: deque[tuple[str, bytes]] = deque()
    for read in _by_reference(chain(declined, _declined(answers, meanwhile)), cancelled):
        yield read
        while meanwhile:
            yield meanwhile.popleft()
    yield from meanwhile


@dataclass
class _ReadHere:
    """Reads in this process what does no harm, as long as that takes no longer than starting workers would."""

    seconds_left: float

    def read(self, raw: bytes) -> bytes | None:
        """The encoded reading, None where the file has to be read elsewhere."""
        if self.seconds_left <= 0 or not is_safe(raw):
            return None
        start = time.perf_counter()
        reading = read_by_reference(raw)
        self.seconds_left -= time.perf_counter() - start
        return reading


def _declined(answers: Iterator[Answer], meanwhile: deque[tuple[str, bytes]]) -> Iterator[Job]:
    """What is declined of the rest; what is answered is put aside."""
    for job, reading in answers:
        if reading is None:
            yield job
        else:
            meanwhile.append((job.key, reading))


def _by_reference(jobs: Iterator[Job], cancelled: threading.Event) -> Iterator[tuple[str, bytes]]:
    """In this process where the files are few and safe, else in workers."""
    first = list(_take(jobs, FEW + 1))
    if len(first) <= FEW and all(is_safe(job.raw) for job in first):
        yield from ((job.key, read_by_reference(job.raw)) for job in first)
    else:
        yield from _with_workers(chain(first, jobs), cancelled)


def _with_workers(jobs: Iterator[Job], cancelled: threading.Event) -> Iterator[tuple[str, bytes]]:
    try:
        yield from read_in_workers(jobs, workers=_processors(), limits=Limits(), cancelled=cancelled)
    except NoWorkersError as error:
        for job in chain(error.jobs, jobs):
            safe = is_safe(job.raw)
            yield (
                job.key,
                read_by_reference(job.raw)
                if safe
                else failed("worker", "it needs a process of its own, and none can be started"),
            )


def _take(jobs: Iterator[Job], count: int) -> Iterator[Job]:
    for _ in range(count):
        job = next(jobs, None)
        if job is None:
            return
        yield job


def _processors() -> int:
    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(available, 8))


def _blob_id(raw: bytes) -> str:
    """The id that git gives to a content."""
    return hashlib.sha1(b"blob %d\0" % len(raw) + raw, usedforsecurity=False).hexdigest()
