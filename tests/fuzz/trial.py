"""Every source is read as in real use, in worker processes, then again by others and in this process; all three must say the same, byte for byte.

A file that could hurt the parser is read by workers only, as the program does. What is wrong is kept with its source.
"""

import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import msgspec

from migrator.facts.pool import Job, Limits, read_in_workers
from migrator.facts.reading import Reading, decode_reading, read_file
from migrator.facts.values import Problem
from migrator.facts.workers import collect_facts, is_safe
from migrator.source.bytes import split_lines
from tests.facts.listed_tree import ListedTree
from tests.fuzz.complaints import complaints_of, python_reads
from tests.fuzz.sources import Source

AT_ONCE = 500
SLOW = 10.0
"""Seconds of processor time that a file may take which is read in this process, where nothing ends it."""
_UNFIT = re.compile(r"cannot be edited safely|does not encode back|is UTF-|not valid utf-8")
"""What Python may read and this program does not, since it could not write it back (in comments Python imports any bytes, and runs only UTF-8)."""
_LATE = "took longer than"
_STAGES = frozenset({"read", "decode", "parse", "limit", "worker"})


@dataclass(frozen=True)
class Mismatch:
    """A source, and what is wrong with what was said of it."""

    raw: bytes
    said: tuple[str, ...]


@dataclass
class Outcome:
    """What came of a run.

    Attributes:
        kinds: Sources by kind.
        stages: Problems by stage.
        parsed: Sources with facts.
        lost: Workers that died.
        late: Sources that were given up after the time limit.
        slowest: Seconds of the slowest read in this process.
        mismatches: What must not be.
    """

    kinds: Counter[str] = field(default_factory=Counter)
    stages: Counter[str] = field(default_factory=Counter)
    parsed: int = 0
    lost: int = 0
    late: int = 0
    slowest: float = 0.0
    mismatches: list[Mismatch] = field(default_factory=list)

    def count(self, source: Source, reading: Reading) -> None:
        """Take one source in."""
        self.kinds[source.kind] += 1
        self.parsed += reading.facts is not None
        if reading.problem is not None:
            self.stages[reading.problem.stage] += 1
            self.lost += reading.problem.stage == "worker"
            self.late += _LATE in reading.problem.reason


def try_out(sources: Sequence[Source], outcome: Outcome, limits: Limits | None = None) -> None:
    """Read the sources in every way there is, and judge what is said of each."""
    used = _as_in_use(sources)
    again = dict(read_in_workers(_jobs(reversed(range(len(sources))), sources), workers=2, limits=limits))
    for number, source in enumerate(sources):
        answer = used.get(number)
        said = [] if answer is not None else ["it was not answered for"]
        other = again.get(str(number))
        if answer is not None and other != answer and not (is_late(answer) or is_late(other)):
            said.append(f"workers differ: {_words(answer)} and {_words(other)}")
        if answer is not None:
            outcome.count(source, decode_reading(answer))
            said += _judged(source.raw, decode_reading(answer))
            said += _read_here(source.raw, answer, outcome)
        if said:
            outcome.mismatches.append(Mismatch(source.raw, tuple(said)))


def is_late(answer: bytes | None) -> bool:
    """Whether the time limit ended it, which depends on how busy the machine is and not on the source."""
    problem = None if answer is None else decode_reading(answer).problem
    return problem is not None and _LATE in problem.reason


def _as_in_use(sources: Sequence[Source]) -> dict[int, bytes]:
    """The encoded answers of the one function that the program reads facts with."""
    files = {f"{number}.py": source.raw for number, source in enumerate(sources)}
    found, problems = collect_facts(ListedTree(files), files)
    encode = msgspec.msgpack.encode
    answers = {path: encode(Reading(facts)) for path, facts in found.items()}
    answers |= {one.path: encode(Reading(None, msgspec.structs.replace(one, path=""))) for one in problems}
    return {int(path.removesuffix(".py")): answer for path, answer in answers.items()}


def _jobs(numbers: Iterable[int], sources: Sequence[Source]) -> Iterator[Job]:
    return (Job(str(number), sources[number].raw) for number in numbers)


def _read_here(raw: bytes, answer: bytes, outcome: Outcome) -> list[str]:
    if not is_safe(raw):
        return []
    started = time.process_time()
    here = read_file(raw)
    seconds = time.process_time() - started
    outcome.slowest = max(outcome.slowest, seconds)
    said = (
        []
        if here == answer or is_late(answer)
        else [f"this process and workers differ: {_words(here)} and {_words(answer)}"]
    )
    return said if seconds < SLOW else [*said, f"it took {seconds:.0f} seconds"]


def _judged(raw: bytes, reading: Reading) -> list[str]:
    if reading.facts is not None:
        return complaints_of(raw, reading.facts)
    problem = reading.problem
    return ["neither facts nor a problem"] if problem is None else _problem_judged(raw, problem)


def _problem_judged(raw: bytes, problem: Problem) -> list[str]:
    said = []
    if problem.stage not in _STAGES or not problem.reason.strip():
        said.append(f"a problem without a reason: {problem}")
    if problem.line is not None and not 1 <= problem.line <= len(split_lines(raw)) + 1:
        said.append(f"line {problem.line} of {len(split_lines(raw))}: {problem}")
    if problem.stage in {"decode", "parse"} and not _UNFIT.search(problem.reason) and python_reads(raw):
        said.append(f"Python reads it: {problem}")
    return said


def _words(answer: bytes | None) -> str:
    if answer is None:
        return "no answer"
    reading = decode_reading(answer)
    return str(reading.problem) if reading.facts is None else "facts"
