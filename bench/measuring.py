"""Runs a program to its end and says what it cost: wall clock, processor time of it and its children, peak memory.

Benchmarks compare whole processes as a user starts them, so interpreter start and imports count; modules are compiled, as those of installed programs
are. Figures of one run are compared with each other only: machines are noisy, ratios less so.
"""

import os
import subprocess  # noqa: TID251  peers are measured as processes, with the kernel's own figures for each
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run cost.

    Attributes:
        wall: Seconds from start to end.
        processor: Seconds of processor time, its children's included.
        memory: Peak resident bytes of the largest process of the run.
        tree: Peak resident bytes of all its processes together, looked at ten times a second; 0 where that was not asked for or cannot be seen.
        returncode: Its exit status; negative for a signal.
        is_capped: It was ended because it took longer than the cap.
        output: The end of what it printed, both streams.
    """

    wall: float
    processor: float
    memory: int
    returncode: int
    is_capped: bool
    output: str
    tree: int = 0


def measure(
    argv: Sequence[str],
    *,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    cap: float = 600.0,
    is_watched: bool = False,
) -> Cost:
    """Run a program once.

    Args:
        argv: Program and arguments.
        cwd: Where it runs.
        env: Variables on top of this process's own.
        cap: Seconds after which it is ended, with all that it started.
        is_watched: Whether the memory of all its processes together is looked at.

    Raises:
        OSError: It cannot be started.
    """
    with tempfile.TemporaryFile() as output:
        began = time.perf_counter()
        process = subprocess.Popen(
            list(argv),
            cwd=cwd,
            env={**_as_for_users(), **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        capped = threading.Event()
        timer = threading.Timer(cap, _end, (process.pid, capped))
        timer.start()
        watch = _Watch(process.pid)
        if is_watched:
            watch.start()
        try:
            _, status, usage = os.wait4(process.pid, 0)
        finally:
            timer.cancel()
            watch.ended.set()
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(max(0, output.seek(0, os.SEEK_END) - 20_000))
        said = output.read().decode("utf-8", "replace")
    unit = 1 if sys.platform == "darwin" else 1024
    return Cost(
        wall=wall,
        processor=max(usage.ru_utime + usage.ru_stime, sum(watch.used.values())),
        memory=usage.ru_maxrss * unit,
        returncode=process.returncode,
        is_capped=capped.is_set(),
        output=said,
        tree=watch.most,
    )


def _as_for_users() -> dict[str, str]:
    """This process's variables without the one that makes Python compile what it imports again at every start."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


class _Watch(threading.Thread):
    """Adds up what the processes of a session hold and have used, again and again, where the kernel shows it in ``/proc``.

    A run that is ended is not asked by the kernel for what its children used: they are nobody's then.
    """

    def __init__(self, session: int) -> None:
        super().__init__(daemon=True)
        self.session = session
        self.most = 0
        self.used: dict[str, float] = {}
        self.ended = threading.Event()

    def run(self) -> None:
        """Look until it has ended."""
        while not self.ended.wait(0.1):
            self.most = max(self.most, sum(self._resident()))

    def _resident(self) -> Iterator[int]:
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                after_name = (folder / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
            except OSError:
                continue  # it has ended meanwhile
            if int(after_name[3]) == self.session:
                ticks = int(after_name[11]) + int(after_name[12])
                self.used[f"{folder.name} {after_name[19]}"] = ticks / os.sysconf("SC_CLK_TCK")
                yield int(after_name[21]) * os.sysconf("SC_PAGE_SIZE")


def best_of(count: int, argv: Sequence[str], *, cwd: Path, env: Mapping[str, str] | None = None) -> Cost:
    """The quickest of several runs: what disturbs a run only ever makes it slower."""
    return min((measure(argv, cwd=cwd, env=env) for _ in range(count)), key=lambda cost: cost.wall)


def processor_name() -> str:
    """What the processor calls itself, for the table of results."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").split("\n")
    except OSError:
        return "unknown processor"
    names = (line.partition(":")[2].strip() for line in lines if line.startswith(("model name", "Model")))
    return next(names, "unknown processor")


def _end(group: int, capped: threading.Event) -> None:
    capped.set()
    os.killpg(group, 9)
