"""The engine's loop: requests in, replies and events out.

One thread reads the pipe, one answers reads in order, one does jobs in order. Output of checks is gathered for some milliseconds and sent as
one event, so a test suite that prints a million lines does not flood the screen.
"""

import contextlib
import queue
import threading
import time
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import IO

import msgspec

from migrator.analysis import Stage
from migrator.campaign.acts import Acts
from migrator.campaign.campaign import Campaign, Listener
from migrator.engine import messages
from migrator.engine.frames import frames_of, read_message
from migrator.engine.methods import Method, jobs, reads, unknown_method
from migrator.errors import CancelledError, MigratorError
from migrator.git.door import CommandRun
from migrator.landing.values import CheckOutput, LandingEvent
from migrator.views.outcomes import refusal_view
from migrator.wire.acts import RefusalView
from migrator.wire.encoding import to_json

GATHER_SECONDS = 0.05
TITLES = {
    "land": "landing",
    "apply": "landing the phase",
    "bisect": "finding what breaks it",
    "undo": "undoing",
    "keep": "keeping",
    "follow": "following",
    "push": "pushing",
    "look_at_sync": "replaying the campaign",
    "sync": "syncing",
    "look_at_adoption": "replaying the campaign",
    "adopt_branch": "adopting",
    "adopt_commit": "adopting",
    "run_checks": "checking",
    "write_plan": "writing the plan",
}


class Server:
    """One campaign behind one pipe."""

    def __init__(self, root: Path, incoming: IO[bytes], outgoing: IO[bytes]) -> None:
        self._incoming = incoming
        self._outgoing = outgoing
        self._writing = threading.Lock()
        self._opening = threading.Lock()
        self._output: list[str] = []
        self._output_lock = threading.Lock()
        self._job = "analysis"
        self._waiting: queue.Queue[messages.Request | None] = queue.Queue()
        self._jobs: queue.Queue[messages.Request | None] = queue.Queue()
        self._root = root
        self._campaign: Campaign | None = None
        self._acts: Acts | None = None
        self._analysing_since = 0.0
        self._closing = threading.Event()

    def serve(self) -> None:
        """Answer until the other side closes the pipe."""
        workers = [
            threading.Thread(target=self._work, args=(self._waiting, reads()), daemon=True),
            threading.Thread(target=self._work, args=(self._jobs, jobs()), daemon=True),
            threading.Thread(target=self._flush_output, daemon=True),
        ]
        for worker in workers:
            worker.start()
        with contextlib.suppress(EOFError, BrokenPipeError):
            while (message := read_message(self._incoming)) is not None:
                self._take(msgspec.json.decode(message, type=messages.Request))
        self._closing.set()
        self._cancel()
        self._jobs.put(None)
        workers[1].join(timeout=10)

    def _take(self, request: messages.Request) -> None:
        if request.method == "cancel":
            self._cancel()
            self._reply(request, None)
        elif request.method in TITLES:
            self._jobs.put(request)
        else:
            self._waiting.put(request)

    def _cancel(self) -> None:
        """Stop the job and the analysis that are under way; what waits for that analysis would only begin it again."""
        if self._acts is not None:
            self._acts.cancelled.set()
            self._acts.campaign.stopping.set()
        with contextlib.suppress(queue.Empty):
            while (request := self._waiting.get_nowait()) is not None:
                self._refuse(request, refusal_view(CancelledError("the analysis was stopped")))

    def _work(self, requests: queue.Queue[messages.Request | None], methods: Mapping[str, Method]) -> None:
        while (request := requests.get()) is not None and not self._closing.is_set():
            method = methods.get(request.method, unknown_method(request.method))
            title = TITLES.get(request.method, "")
            try:
                campaign, acts = self._opened()
                campaign.stopping.clear()
                if title:
                    acts.cancelled.clear()
                    if self._closing.is_set():
                        return
                    self._job = request.method
                    self._event(messages.Progress(request.method, title, 0, 0, "running"))
                self._reply(request, method(campaign, acts, request.params))
                self._after(request, "done", title)
            except MigratorError as error:
                self._refuse(request, refusal_view(error))
                state = "cancelled" if isinstance(error, CancelledError) else "failed"
                self._after(request, state, title, error.title)
            except Exception as error:  # noqa: BLE001  the engine's boundary: a bug is reported, the screen lives on
                self._refuse(request, _bug(error))
                self._after(request, "failed", title, str(error))

    def _opened(self) -> tuple[Campaign, Acts]:
        with self._opening:
            if self._campaign is None or self._acts is None:
                listener = Listener(command=self._ran, landing=self._landing, analysing=self._analysing)
                self._campaign = Campaign.open(self._root, listener=listener)
                self._acts = Acts(self._campaign)
            return self._campaign, self._acts

    def _after(self, request: messages.Request, state: str, title: str, said: str = "") -> None:
        if title:
            self._send_output()
            self._event(messages.Progress(request.method, title, 0, 0, state, said))
            self._event(messages.Changed("analysis"))

    def _ran(self, run: CommandRun) -> None:
        self._event(messages.CommandRan(run.argv, round(run.seconds, 3), run.returncode))

    def _landing(self, event: LandingEvent) -> None:
        if isinstance(event, CheckOutput):
            with self._output_lock:
                self._output.extend(event.text.split("\n"))
        else:
            self._event(messages.Progress(self._job, event.title, event.done, event.total, "running"))

    def _analysing(self, stage: Stage) -> None:
        now = time.monotonic()
        if now - self._analysing_since > GATHER_SECONDS or stage.done == stage.total:
            self._analysing_since = now
            state = "done" if stage.is_last else "running"
            self._event(messages.Progress("analysis", stage.title, stage.done, stage.total, state))

    def _flush_output(self) -> None:
        while True:
            time.sleep(GATHER_SECONDS)
            self._send_output()

    def _send_output(self) -> None:
        with self._output_lock:
            lines, self._output = self._output, []
        if lines:
            self._event(messages.Output(self._job, tuple(lines)))

    def _reply(self, request: messages.Request, result: object) -> None:
        self._send(messages.Reply(request.id, result=msgspec.Raw(to_json(result))))

    def _refuse(self, request: messages.Request, refusal: RefusalView) -> None:
        self._send(messages.Reply(request.id, refusal=refusal))

    def _event(self, event: messages.Event) -> None:
        self._send(messages.Reply(0, event=event))

    def _send(self, reply: messages.Reply) -> None:
        message = to_json(reply)
        with self._writing, contextlib.suppress(BrokenPipeError):
            for frame in frames_of(message):
                self._outgoing.write(frame)
            self._outgoing.flush()


def _bug(error: Exception) -> RefusalView:
    detail = "".join(traceback.format_exception(error))
    return RefusalView(
        f"A bug: {type(error).__name__}: {error}", detail, "please report it with these lines", 70
    )
