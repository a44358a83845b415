"""Being asked to stop - Ctrl-C, SIGTERM, a closed terminal - is heard once, and never in the middle of what must be done whole.

The first signal ends what runs as an exception, so that everything is taken back in order. Those that follow while that goes on are not heard:
people press Ctrl-C again, and a second exception in the middle of taking back would leave half of it.
"""

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

STOPPING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
_PATIENCE_SECONDS = 10.0
"""After so long a further signal is heard: taking back hangs."""


@contextmanager
def heard() -> Iterator[None]:
    """Each of the signals raises `KeyboardInterrupt`, as long as the block runs. A signal that the caller ignores stays ignored."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    process, last = os.getpid(), -_PATIENCE_SECONDS

    def stop(number: int, _: FrameType | None) -> None:
        nonlocal last
        if os.getpid() != process:  # a worker, forked from here: it ends as if nobody listened
            signal.signal(number, signal.SIG_DFL)
            signal.raise_signal(number)
            return
        now = time.monotonic()
        if now - last >= _PATIENCE_SECONDS:
            last = now
            raise KeyboardInterrupt

    before = {number: signal.getsignal(number) for number in STOPPING}
    listened = [number for number, handler in before.items() if handler not in {signal.SIG_IGN, None}]
    for number in listened:
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number in listened:
            signal.signal(number, before[number])


@contextmanager
def held_back() -> Iterator[None]:
    """What comes while the block runs counts when it is over; programs that are started in it do not hear it either.

    For the few steps between which nothing may stop; nothing here waits for anybody.
    """
    if threading.current_thread() is not threading.main_thread():
        with _masked():
            yield
        return
    came: list[int] = []
    before = {number: signal.getsignal(number) for number in STOPPING}
    held = [number for number, handler in before.items() if handler not in {signal.SIG_IGN, None}]
    for number in held:
        signal.signal(number, lambda number, _: came.append(number))
    try:
        with _masked():
            yield
    finally:
        for number in held:
            signal.signal(number, before[number])
        if came:
            signal.raise_signal(came[0])


@contextmanager
def _masked() -> Iterator[None]:
    """A terminal sends Ctrl-C to git as well; git inherits what is blocked here."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
