"""The application without its screens: the engine, what is known of the campaign, and the acts that change it.

Screens ask here and are told through two signals; none of them holds the engine. Every act runs in a worker with one boundary for errors, so
that a refusal is a message and never the end of the program.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime
from functools import partial
from pathlib import Path

from textual.app import App
from textual.signal import Signal
from textual.worker import Worker

from migrator.display import plural, visible
from migrator.engine.messages import Changed, CommandRan, Event, Output, Progress
from migrator.errors import MigratorError, NothingToDoError
from migrator.tui.contact import Connect, Engine
from migrator.tui.dialogs import Confirm, Reason
from migrator.tui.held import Held
from migrator.tui.log_model import Log
from migrator.tui.page_view import PageLine
from migrator.tui.questions import landing, landing_phase, pushing, trusting
from migrator.tui.runs import EMPTY, line
from migrator.wire.acts import LandedView
from migrator.wire.batches import BatchView

WRITERS = "writer"
"""One group for all acts that write: one at a time."""

Act = Callable[[], Awaitable[None]]
"""What a worker runs: made anew when it starts, so that one that never starts leaves nothing behind."""


class Board(App[int]):
    """Holds the engine and does the acts."""

    def __init__(self, root: Path, connect: Connect, *, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.root = root
        self.held: Held | None = None
        self.log_model = Log()
        self.running: Progress | None = None
        self.failure: MigratorError | None = None
        """Why nothing could be shown at all."""
        self.heard: Signal[Event] = Signal(self, "heard")
        self.renewed: Signal[Held] = Signal(self, "renewed")
        self.version = 0
        """Raised whenever what was fetched before is out of date."""
        self._connect = connect
        self._engine: Engine | None = None
        self._now = now
        self._acts: list[str] = []
        self._writing = False
        self._turn = asyncio.Lock()

    @property
    def engine(self) -> Engine:
        """The engine. Raises `MigratorError` where it has not started."""
        if self._engine is None:
            raise MigratorError("The engine is not running", hint="R starts it")
        return self._engine

    @property
    def is_writing(self) -> bool:
        """Whether an act that writes is under way."""
        return self._writing

    # the engine

    async def start_engine(self) -> None:
        """Start the engine anew and fetch everything."""
        if self._engine is not None:
            with contextlib.suppress(MigratorError, OSError):
                await self._engine.close()
        self._engine = None
        self._engine = await self._connect(self._hear)
        await self.renew()

    async def stop_engine(self) -> None:
        """End the engine."""
        if self._engine is not None:
            with contextlib.suppress(MigratorError, OSError):
                await self._engine.close()

    async def renew(self) -> None:
        """Fetch what the lists show and tell the screens."""
        engine = self.engine
        status = await engine.status()
        held = Held(
            status=status,
            findings=await engine.findings(),
            batches=await engine.batches(),
            history=await engine.history(),
        )
        self.held = held
        self.version += 1
        self.renewed.publish(held)

    def _hear(self, event: Event) -> None:
        if isinstance(event, Changed):
            self.work(self.renew, group="renew")
            return
        if isinstance(event, Progress):
            self.running = event if event.state == "running" else None
        if isinstance(event, CommandRan | Output | Progress):
            self.log_model.add(event, self._now())
        self.heard.publish(event)

    # workers and words

    def work(self, act: Act, *, group: str) -> None:
        """Run an act; one of a group at a time, the newer replacing the older."""
        guarded: Callable[[], Coroutine[None, None, None]] = partial(self._guarded, act)
        _: Worker[None] = self.run_worker(guarded, group=group, exclusive=True, exit_on_error=False)

    def write(self, act: Act) -> None:
        """Run an act that writes, unless one is under way."""
        if self._writing:
            self.say("something is being written: wait, or ctrl+x cancels it", severity="warning")
            return
        self._writing = True
        written: Callable[[], Coroutine[None, None, None]] = partial(self._written, act)
        _: Worker[None] = self.run_worker(written, group=WRITERS, exit_on_error=False)

    def in_turn(self, act: Act) -> None:
        """Run a decision after those before it: who types fast decides one thing after the other, each on what is then shown."""
        if self._writing:
            self.say("something is being written: wait, or ctrl+x cancels it", severity="warning")
            return
        decided: Callable[[], Coroutine[None, None, None]] = partial(self._in_turn, act)
        _: Worker[None] = self.run_worker(decided, group="decisions", exit_on_error=False)

    async def _in_turn(self, act: Act) -> None:
        async with self._turn:
            await self._guarded(act)

    async def _written(self, act: Act) -> None:
        try:
            async with self._turn:
                await self._guarded(act)
        finally:
            self._writing = False
            self.running = None

    async def _guarded(self, act: Act) -> None:
        try:
            await act()
        except NothingToDoError as error:
            self.say(str(error))
        except MigratorError as error:
            self.fail(error)

    def say(self, text: str, *, severity: str = "information") -> None:
        """Tell the user something, in a corner and in the log."""
        text = visible(text)
        self.log_model.say(text, self._now(), good=severity == "information")
        self.notify(text, markup=False, severity=severity, timeout=4)  # type: ignore[arg-type]  # one of Textual's three words
        self.heard.publish(Output("", ()))

    def fail(self, error: MigratorError) -> None:
        """Tell what went wrong and what to do about it."""
        if self.held is None:
            self.failure = error
        text = visible(str(error))
        self.log_model.say(text, self._now(), good=False)
        body = "\n".join(part for part in (error.detail[-600:], error.hint and f"→ {error.hint}") if part)
        self.notify(visible(body), title=visible(error.title), markup=False, severity="error", timeout=10)
        self.heard.publish(Output("", ()))

    # acts

    async def decide(self, batch: str, *, scope: str, key: str, decision: str, reason: str = "") -> BatchView:
        """Decide and remember that this is what an undo takes back."""
        view = await self.engine.decide(batch, scope=scope, key=key, decision=decision, reason=reason)
        self._acts.append("decision")
        if self.held is not None:
            self.work(self.renew_batches, group="renew-batches")
        return view

    async def renew_batches(self) -> None:
        """Fetch the rows of batches after a decision."""
        if self.held is None:
            return
        held = self.held
        batches = await self.engine.batches()
        self.held = Held(status=held.status, findings=held.findings, batches=batches, history=held.history)
        self.version += 1
        self.renewed.publish(self.held)

    def land(self, batch: str, done: Callable[[LandedView], None] | None = None) -> None:
        """Ask, then verify and commit what is approved of a batch."""
        self.write(partial(self._land, batch, done))

    async def _land(self, batch: str, done: Callable[[LandedView], None] | None) -> None:
        view = await self.engine.batch(batch)
        if not await self.is_trusted():
            return
        if not await self.push_screen_wait(Confirm(f"Land {batch}?", landing(view), yes="verify and commit")):
            return
        landed = await self.engine.land(batch)
        self._acts.append("landing")
        await self.renew()
        self.tell(landed, f"landed {batch}")
        if done is not None:
            done(landed)

    def land_phase(self, phase: str) -> None:
        """Ask, then land the batches of a phase one after another."""
        self.write(partial(self._land_phase, phase))

    async def _land_phase(self, phase: str) -> None:
        held = self.held
        found = held.phase(phase) if held else None
        batches = [batch for batch in held.batches if batch.phase == phase] if held else []
        if found is None:
            self.say("no phase is selected", severity="warning")
            return
        if not batches:
            self.say(f"nothing is proposed in {found.title}", severity="warning")
            return
        if not await self.is_trusted():
            return
        if not await self.push_screen_wait(
            Confirm(f"Land the phase {phase}?", landing_phase(found, batches), yes="verify and commit each")
        ):
            return
        applied = await self.engine.apply(phase)
        self._acts += ["landing"] * len(applied.landed)
        await self.renew()
        if applied.landed or not applied.refused:
            self.say(f"landed {plural(len(applied.landed), 'batch', 'batches')} of {found.title}")
        for batch, refusal in applied.refused.items():
            self.fail(MigratorError(f"{batch}: {refusal.title}", refusal.detail, hint=refusal.hint))

    def run_checks(self) -> None:
        """Run the plan's checks on the tip, after asking whether they may run."""
        self.write(self._run_checks)

    async def _run_checks(self) -> None:
        if not await self.is_trusted():
            return
        checks = await self.engine.run_checks()
        await self.renew()
        if not checks:
            self.say("the plan names no check", severity="warning")
            return
        said = ", ".join(f"{check.name} {check.result}" for check in checks)
        green = all(check.result == "green" for check in checks)
        self.say(said, severity="information" if green else "error")

    async def is_trusted(self) -> bool:
        """Whether the plan's commands may run; asks where nobody has said so yet."""
        commands = await self.engine.trust()
        if not commands:
            return True
        if not await self.push_screen_wait(
            Confirm("Run the checks of this plan?", trusting(commands), yes="trust these commands")
        ):
            return False
        await self.engine.confirm_trust()
        return True

    def tell(self, landed: LandedView, done: str) -> None:
        """Say what landed, and what came with it."""
        green = sum(check.result == "green" for check in landed.checks)
        checks = f", {green} of {plural(len(landed.checks), 'check')} green" if landed.checks else ""
        at = f" as {landed.commit[:7]}" if landed.commit else ""
        self.say("\n".join((f"{done}{at}{checks}", *landed.said)))

    def undo_batch(self, batch: str, what: str) -> None:
        """Ask, then take a landed batch back."""
        self.write(partial(self._undo_batch, batch, what))

    async def _undo_batch(self, batch: str, what: str) -> None:
        page: list[PageLine] = [
            line(what),
            EMPTY,
            line(("A new commit takes it back; nothing is rewritten.", "muted")),
        ]
        if await self.push_screen_wait(Confirm("Take it back?", page, yes="take it back")):
            landed = await self.engine.undo(batch)
            await self.renew()
            self.tell(landed, f"took {batch or 'the last batch'} back")

    def undo(self) -> None:
        """Take the last act back: a decision at once, a landing after a question."""
        if self._acts and self._acts[-1] == "landing":
            self._acts.pop()
            self.undo_batch("", "The batch that was landed last is taken back.")
            return
        self.write(self._undo_decision)

    async def _undo_decision(self) -> None:
        said = await self.engine.undo_decision()
        if self._acts:
            self._acts.pop()
        self.say(f"undone: {said}" if said else "there is no decision to undo")
        await self.renew()

    def keep(self, finding: str, title: str) -> None:
        """Ask for a reason, then record that a finding stays."""
        self.write(partial(self._keep, finding, title))

    async def _keep(self, finding: str, title: str) -> None:
        reason = await self.push_screen_wait(Reason(f"Keep {title}", required=True))
        if reason:
            landed = await self.engine.keep(finding, reason)
            await self.renew()
            self.tell(landed, "kept")

    async def ask_reason(self, title: str, *, reason: str = "") -> str | None:
        """Ask for a reason; `None` where nothing is to be done."""
        return await self.push_screen_wait(Reason(title, reason=reason))

    async def is_alive(self) -> bool:
        """Whether the engine answers."""
        try:
            await self.engine.history()
        except MigratorError:
            return False
        return True

    def follow(self) -> None:
        """Bring the checkout along."""
        self.write(self._follow)

    def push(self) -> None:
        """Push the campaign's branch."""
        self.write(self._push)

    async def _follow(self) -> None:
        landed = await self.engine.follow()
        await self.renew()
        self.tell(landed, "followed")

    async def _push(self) -> None:
        held = self.held
        if held is None:
            return
        waiting = [commit for commit in held.history.commits if not commit.pushed]
        if held.history.commits and not waiting:
            self.say("everything is pushed")
            return
        if not await self.push_screen_wait(
            Confirm("Push the campaign's branch?", pushing(held.history.branch, waiting), yes="push")
        ):
            return
        landed = await self.engine.push()
        await self.renew()
        self.tell(landed, "pushed")
