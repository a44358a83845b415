"""The screen's side of the engine: asks, and is told, without ever waiting on the loop.

A request is a coroutine; events arrive through one callback on the loop. When the engine dies, every waiting request ends with an error that
says so, and a new client can be started.
"""

import asyncio
import contextlib
import os
import sys
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import msgspec

import migrator
from migrator.engine import messages
from migrator.engine.frames import HEADER, frames_of, parse_header
from migrator.errors import MigratorError
from migrator.wire.acts import AppliedView, HistoryView, LandedView, RefusalView, SyncView
from migrator.wire.batches import BatchRow, BatchView, FileDiff
from migrator.wire.bisecting import BisectView
from migrator.wire.comparisons import BodiesView
from migrator.wire.encoding import to_json
from migrator.wire.findings import FindingRow, FindingView
from migrator.wire.plans import ProposedPlanView
from migrator.wire.status import CheckView, StatusView

T = TypeVar("T")
HOME = Path(migrator.__file__).resolve().parent.parent
"""The folder our package is in: all that the engine has on its import path besides the interpreter's own."""
STDERR_LINES = 50
STDERR_PART = 64 * 1024
STOP_SECONDS = 3.0


class EngineRefusedError(MigratorError):
    """Raised when the campaign declines; carries what it said."""

    def __init__(self, refusal: RefusalView) -> None:
        super().__init__(refusal.title, refusal.detail, hint=refusal.hint)
        self.exit_code = refusal.exit_code


class EngineDiedError(MigratorError):
    """Raised when the engine process has ended, or cannot be started."""

    exit_code = 70


class EngineClient:
    """One engine process. Made with `start`, ended with `close`."""

    def __init__(
        self, process: asyncio.subprocess.Process, on_event: Callable[[messages.Event], None]
    ) -> None:
        self._process = process
        self._on_event = on_event
        self._waiting: dict[int, asyncio.Future[messages.Reply]] = {}
        self._last = 0
        self._has_ended = False
        self._said: deque[str] = deque(maxlen=STDERR_LINES)
        self._tasks = (asyncio.create_task(self._read()), asyncio.create_task(self._read_errors()))

    @classmethod
    async def start(cls, root: Path, *, on_event: Callable[[messages.Event], None]) -> "EngineClient":
        """Start an engine on a repository. Nothing of the repository is on its import path."""
        home = str(HOME)
        environment = {**os.environ, "PYTHONPATH": home, "PYTHONSAFEPATH": "1"}
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-P",
                "-m",
                "migrator.engine",
                str(root),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                cwd=home,
                env=environment,
                start_new_session=True,
            )
        except OSError as error:
            raise EngineDiedError("The engine cannot be started", str(error)) from error
        return cls(process, on_event)

    async def close(self) -> None:
        """End the engine: it finishes what must not be left half done, and is killed where that takes too long."""
        if self._process.stdin is not None:
            with contextlib.suppress(ConnectionError, RuntimeError):
                self._process.stdin.close()
        try:
            await asyncio.wait_for(self._process.wait(), STOP_SECONDS)
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def cancel(self) -> None:
        """Cancel the running job."""
        await self._ask("cancel", None)

    async def status(self) -> StatusView:
        """The first screen."""
        return await self._ask("status", StatusView)

    async def rescan(self) -> StatusView:
        """Look again; only what changed is analysed."""
        return await self._ask("status", StatusView)

    async def findings(self) -> tuple[FindingRow, ...]:
        """Every finding as a row."""
        return await self._ask("findings", tuple[FindingRow, ...])

    async def finding(self, finding: str) -> FindingView:
        """One finding with its evidence."""
        return await self._ask("finding", FindingView, finding=finding)

    async def batches(self) -> tuple[BatchRow, ...]:
        """Everything that is proposed."""
        return await self._ask("batches", tuple[BatchRow, ...])

    async def batch(self, batch: str) -> BatchView:
        """One batch opened, with proofs and effect."""
        return await self._ask("batch", BatchView, batch=batch)

    async def file_diff(self, batch: str, path: str) -> FileDiff:
        """One file of a batch before and after."""
        return await self._ask("file_diff", FileDiff, batch=batch, path=path)

    async def decide(self, batch: str, *, scope: str, key: str, decision: str, reason: str = "") -> BatchView:
        """Approve, reject or reopen; the answer has no proofs, they come with `batch`."""
        return await self._ask(
            "decide", BatchView, batch=batch, scope=scope, key=key, decision=decision, reason=reason
        )

    async def land(self, batch: str, *, accept_flaky: bool = False) -> LandedView:
        """Verify and commit what is approved of a batch, with ``accept_flaky`` also where a check is red once and green then."""
        return await self._ask("land", LandedView, batch=batch, accept_flaky=accept_flaky)

    async def apply(self, phase: str) -> AppliedView:
        """Land the batches of a phase one after another; what nobody rejected is approved with it."""
        return await self._ask("apply", AppliedView, phase=phase)

    async def bisect(self, batch: str) -> BisectView:
        """Find what of a red batch breaks it."""
        return await self._ask("bisect", BisectView, batch=batch)

    async def undo(self, batch: str = "") -> LandedView:
        """Take the last landed batch back, or the named one."""
        return await self._ask("undo", LandedView, batch=batch)

    async def undo_decision(self) -> str:
        """Take the last decision back; says which, ``""`` where there was none."""
        return await self._ask("undo_decision", str)

    async def follow(self) -> LandedView:
        """Bring the checkout along."""
        return await self._ask("follow", LandedView)

    async def keep(self, finding: str, reason: str) -> LandedView:
        """Record the decision to leave a finding."""
        return await self._ask("keep", LandedView, finding=finding, reason=reason)

    async def run_checks(self) -> tuple[CheckView, ...]:
        """Run the plan's checks on the tip."""
        return await self._ask("run_checks", tuple[CheckView, ...])

    async def bodies(self, finding: str, member: str) -> BodiesView:
        """One member of two compared classes, as text."""
        return await self._ask("bodies", BodiesView, finding=finding, member=member)

    async def push(self) -> LandedView:
        """Push the campaign's branch."""
        return await self._ask("push", LandedView)

    async def look_at_sync(self) -> SyncView:
        """What the campaign would be on the base that it forked from."""
        return await self._ask("look_at_sync", SyncView)

    async def sync(self, tree: str) -> SyncView:
        """Land that, where it still makes this tree."""
        return await self._ask("sync", SyncView, tree=tree)

    async def look_at_adoption(self, branch: str) -> tuple[SyncView, ...]:
        """What would become of a branch; nothing where there is no branch of that name."""
        return await self._ask("look_at_adoption", tuple[SyncView, ...], branch=branch)

    async def adopt_branch(self, branch: str, tree: str) -> SyncView:
        """Carry the campaign to a branch, where it still makes this tree."""
        return await self._ask("adopt_branch", SyncView, branch=branch, tree=tree)

    async def adopt_commit(self, commit: str) -> LandedView:
        """Take a commit that was made by hand in as a batch."""
        return await self._ask("adopt_commit", LandedView, commit=commit)

    async def history(self) -> HistoryView:
        """The campaign's commits."""
        return await self._ask("history", HistoryView)

    async def trust(self) -> tuple[CheckView, ...]:
        """The plan's commands that nobody has confirmed here yet."""
        return await self._ask("trust", tuple[CheckView, ...])

    async def confirm_trust(self) -> None:
        """Let the plan's commands run."""
        await self._ask("confirm_trust", None)

    async def propose_plan(self) -> ProposedPlanView:
        """The plan that `init` would write."""
        return await self._ask("propose_plan", ProposedPlanView)

    async def write_plan(self) -> ProposedPlanView:
        """Write it."""
        return await self._ask("write_plan", ProposedPlanView)

    async def _ask(self, method: str, kind: type[T] | None, **params: Any) -> T:  # noqa: ANN401  the wire's own types
        if self._process.stdin is None or self._has_ended:
            raise self._died()
        self._last += 1
        number = self._last
        future: asyncio.Future[messages.Reply] = asyncio.get_running_loop().create_future()
        self._waiting[number] = future
        message = to_json(messages.Request(number, method, params))
        try:
            for frame in frames_of(message):
                self._process.stdin.write(frame)
            await self._process.stdin.drain()
        except ConnectionError as error:
            self._waiting.pop(number, None)
            raise self._died() from error
        reply = await future
        if reply.refusal is not None:
            raise EngineRefusedError(reply.refusal)
        return msgspec.json.decode(reply.result, type=kind)

    async def _read(self) -> None:
        stream = self._process.stdout
        parts: list[bytes] = []
        try:
            while stream is not None:
                length, more = parse_header(await stream.readexactly(HEADER.size))
                parts.append(await stream.readexactly(length))
                if not more:
                    self._take(msgspec.json.decode(b"".join(parts), type=messages.Reply))
                    parts.clear()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        except (ValueError, msgspec.MsgspecError) as error:
            self._said.append(f"what it sent cannot be read: {error}")
        finally:
            self._fail_all()

    def _take(self, reply: messages.Reply) -> None:
        if reply.event is not None:
            self._on_event(reply.event)
            return
        future = self._waiting.pop(reply.id, None)
        if future is not None and not future.done():
            future.set_result(reply)

    async def _read_errors(self) -> None:
        stream = self._process.stderr
        rest = b""
        while stream is not None and (part := await stream.read(STDERR_PART)):
            *lines, rest = (rest + part).split(b"\n")
            rest = rest[-STDERR_PART:]
            self._said.extend(line.decode("utf-8", "replace") for line in lines)
        self._said.append(rest.decode("utf-8", "replace"))

    def _fail_all(self) -> None:
        """Nobody will answer any more: not those who wait, and not those who come."""
        self._has_ended = True
        waiting, self._waiting = self._waiting, {}
        for future in waiting.values():
            if not future.done():
                future.set_exception(self._died())

    def _died(self) -> EngineDiedError:
        return EngineDiedError(
            "The engine has ended", "\n".join(self._said).strip(), hint="R starts it again"
        )
