"""Kill an act at a moment, recover with the program's own command, and judge what is left.

What is left must be, as a whole, what was before or what an act that nobody killed leaves: never a part of each.
"""

import os
import random
import shutil
import signal
import subprocess  # noqa: TID251  what is tested is a process that dies
import sys
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.crash.acts import ACTS, Act
from tests.crash.states import State, index_bytes, left_behind
from tests.support.program import AS_MODULE, PROJECT
from tests.support.repositories import PINNED, fsck

_PATIENCE = 120


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one kill came to.

    Attributes:
        act: Which act was killed.
        moment: At which fault point, or after how many milliseconds; and what died.
        state: "before", "after", "halted" (done up to a point where it may rightly stand still), or "BETWEEN".
        said: What recovering said.
        wrong: What should not be, in words; nothing where all is well.
        locks: Locks that git left where it was killed too. git takes none away, and neither do we.
    """

    act: str
    moment: str
    state: str
    said: str
    wrong: tuple[str, ...] = ()
    locks: tuple[str, ...] = ()


@dataclass(slots=True)
class Sweep:
    """One act with its repository, the states that it may rightly leave, and how long it takes."""

    name: str
    folder: Path
    act: Act = field(init=False)
    points: tuple[str, ...] = ()
    seconds: float = 0.0
    before: State = field(init=False)
    rightful: dict[str, State] = field(init=False)

    def __post_init__(self) -> None:
        self.act = ACTS[self.name]
        self.folder.mkdir(parents=True)
        self.act.arrange(self.root)
        shutil.copytree(self.root, self._kept, symlinks=True)
        self.before = State.of(self.root)
        self.rightful = {"before": self.before}
        for number in range(len(self.act.halts)):
            self._undisturbed("--halt", str(number))
            self.rightful["halted"] = State.of(self.root)
        trace = self.folder / "trace"
        self._undisturbed("--trace", str(trace))
        self.points = tuple(trace.read_text().split("\n"))
        self.rightful["after"] = State.of(self.root)

    @property
    def root(self) -> Path:
        """Always the same place: git's worktrees know their paths."""
        return self.folder / "repo"

    @property
    def _kept(self) -> Path:
        return self.folder / "kept"

    def at_points(self, known: Collection[str] = ()) -> Iterator[Outcome]:
        """One kill at each passage of a fault point, those of the known points left out."""
        for number, point in enumerate(self.points):
            if point in known:
                continue
            index = self._restored()
            child = self._started("--die-at", str(number))
            self._go(child)
            if _ended(child) != -signal.SIGKILL:
                raise AssertionError(f"{self.name} did not pass {point} again")
            yield self._judged(point, index)

    def at_random(self, chance: random.Random, count: int) -> Iterator[Outcome]:
        """Kills at moments drawn from the whole duration; every other one takes git along, as a power cut does."""
        for number in range(count):
            index = self._restored()
            with_git = number % 2 == 1
            delay = chance.uniform(0, self.seconds)
            child = self._started()
            self._go(child)
            time.sleep(delay)
            if with_git:
                os.killpg(child.pid, signal.SIGKILL)
            else:
                child.kill()
            _ended(child)
            _wait_for_orphans(child.pid)
            moment = f"{delay * 1000:.0f} ms" + (" with git" if with_git else "")
            yield self._judged(moment, index, with_git=with_git)

    def _undisturbed(self, *options: str) -> None:
        self._restored()
        child = self._started(*options)
        began = time.monotonic()
        self._go(child)
        if _ended(child) != 0:
            raise AssertionError(f"{self.name} fails even when nobody kills it")
        self.seconds = time.monotonic() - began

    def _restored(self) -> bytes:
        shutil.rmtree(self.root)
        shutil.copytree(self._kept, self.root, symlinks=True)
        return index_bytes(self.root)

    def _started(self, *options: str) -> subprocess.Popen[bytes]:
        child = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.child", str(self.root), self.name, *options],
            cwd=PROJECT,
            env=self._environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        if child.stdout is None or child.stdout.readline() != b"ready\n":
            raise AssertionError(f"{self.name} did not start")
        return child

    @staticmethod
    def _go(child: subprocess.Popen[bytes]) -> None:
        if child.stdin is not None:
            child.stdin.write(b"go\n")
            child.stdin.close()

    def _environment(self) -> dict[str, str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        ours = {
            "PYTHONPATH": str(PROJECT),
            "HOME": str(self.folder),
            "XDG_STATE_HOME": str(self.folder / "state"),
            "MIGRATOR_CACHE_DIR": str(self.folder / "cache"),
        }
        return clean | PINNED | ours

    def _recover(self) -> tuple[int, str]:
        done = subprocess.run(
            [*AS_MODULE, "recover"],
            cwd=self.root,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=_PATIENCE,
        )
        return done.returncode, (done.stdout + done.stderr).decode().strip()

    def _judged(self, moment: str, index: bytes, *, with_git: bool = False) -> Outcome:
        code, said = self._recover()
        wrong = [] if code == 0 else [f"recover ended with {code}"]
        found = State.of(self.root)
        state = next((name for name, state in self.rightful.items() if state == found), "BETWEEN")
        if state == "BETWEEN":
            wrong += [
                f"not {name}: {', '.join(found.differing(rightful))} differ"
                for name, rightful in self.rightful.items()
            ]
        if found.staged == self.before.staged and index_bytes(self.root) != index:
            wrong.append("the bytes of the index changed")
        left = left_behind(self.root)
        locks = [name for name in left if with_git and name.endswith(".lock")]
        wrong += [f"left behind: {name}" for name in left if name not in locks]
        try:
            fsck(self.root)
        except AssertionError as error:
            wrong.append(str(error))
        return Outcome(self.name, moment, state, said, tuple(wrong), tuple(locks))


def _ended(child: subprocess.Popen[bytes]) -> int:
    """Its exit status, when it is over."""
    status = child.wait(_PATIENCE)
    if child.stdout is not None:
        child.stdout.close()
    return status


def _wait_for_orphans(group: int) -> None:
    """git that was at work when its parent died goes on to its end; what is judged is what is left after that."""
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and _is_alive(group):
        time.sleep(0.01)


def _is_alive(group: int) -> bool:
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, member = stat.read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(member) == group and state != "Z":
            return True
    return False
