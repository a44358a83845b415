"""The one runner of programs: the only module that starts a process other than git.

What runs here is somebody's test suite: it may hang, fork, print gigabytes or ignore signals. So each program gets a
session of its own that is ended as a whole, its output is merged and only the tail is kept, and its environment holds
what a program needs to run and none of the user's secrets. There is no shell anywhere: a command is a list.
"""

import contextlib
import os
import signal
import subprocess  # noqa: TID251  this is the one module that may
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

DEFAULT_LIMIT = 1 << 20
"""How many bytes of a program's output are kept, counted from its end."""

_CHUNK = 1 << 16
_POLL_SECONDS = 0.05
_GRACE_SECONDS = 2.0

_KEPT_VARIABLES = frozenset(
    {
        "PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TERM", "TMPDIR", "TEMP", "TMP",
        "VIRTUAL_ENV", "CONDA_PREFIX", "PYENV_ROOT", "PYENV_VERSION", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH",
        "SSL_CERT_FILE", "SSL_CERT_DIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME",
        "SYSTEMROOT", "SYSTEMDRIVE", "COMSPEC", "PATHEXT", "WINDIR", "APPDATA", "LOCALAPPDATA", "USERPROFILE",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a program ended.

    Attributes:
        returncode: Its exit status; negative for a signal; None never occurs.
        output: The tail of stdout and stderr, merged, as bytes.
        seconds: Wall clock time.
        timed_out: It was ended because it took too long.
        truncated: Output before the tail was dropped.
        cancelled: It was ended because the caller asked for it.
    """

    returncode: int
    output: bytes
    seconds: float
    timed_out: bool = False
    truncated: bool = False
    cancelled: bool = False


def scrubbed_environment(extra: Mapping[str, str]) -> dict[str, str]:
    """What a program needs to run, and nothing that the user did not mean to hand over.

    Args:
        extra: Variables to set on top; they win.
    """
    kept = {
        name: value for name, value in os.environ.items() if name in _KEPT_VARIABLES or name.startswith("LC_")
    }
    return kept | dict(extra)


def run(  # noqa: PLR0913  each argument is one independent fact about a run, all but the first by keyword
    argv: Sequence[str],
    *,
    cwd: Path,
    env: Mapping[str, str],
    stdin: bytes = b"",
    timeout: float | None,
    limit: int = DEFAULT_LIMIT,
    on_output: Callable[[bytes], None] | None = None,
    cancelled: threading.Event | None = None,
) -> Outcome:
    """Run a program to its end and leave none of its children behind.

    Args:
        argv: Program and arguments.
        cwd: Where it runs.
        env: Its whole environment.
        stdin: What it can read.
        timeout: Seconds until its process group is ended; None waits for ever.
        limit: Bytes of output kept, from the end.
        on_output: Called with each piece of output, from another thread.
        cancelled: Ends the process group when set.

    Raises:
        OSError: The program cannot be started (`FileNotFoundError`, `PermissionError`).
    """
    started = time.monotonic()
    with tempfile.TemporaryFile() as given:
        given.write(stdin)
        given.seek(0)
        process = subprocess.Popen(
            list(argv),
            cwd=cwd,
            env=dict(env),
            stdin=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    tail = _Tail(limit)
    reader = threading.Thread(target=_read, args=(process, tail, on_output), daemon=True)
    reader.start()
    try:
        ending = _wait(process, timeout, cancelled)
    finally:
        _end_group(process)
        reader.join(_GRACE_SECONDS)
    return Outcome(
        returncode=process.returncode,
        output=tail.bytes(),
        seconds=time.monotonic() - started,
        timed_out=ending == "timeout",
        truncated=tail.truncated,
        cancelled=ending == "cancelled",
    )


@dataclass(slots=True)
class _Tail:
    """The last `limit` bytes of a stream, without ever holding much more."""

    limit: int
    truncated: bool = False
    _size: int = 0
    _chunks: deque[bytes] = field(default_factory=deque)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, chunk: bytes) -> None:
        with self._lock:
            self._chunks.append(chunk)
            self._size += len(chunk)
            while self._size - len(self._chunks[0]) >= self.limit:
                self._size -= len(self._chunks.popleft())
                self.truncated = True

    def bytes(self) -> bytes:
        with self._lock:
            whole = b"".join(self._chunks)
            if len(whole) > self.limit:
                self.truncated = True
            return whole[-self.limit :] if self.limit else b""


def _read(process: subprocess.Popen[bytes], tail: _Tail, on_output: Callable[[bytes], None] | None) -> None:
    if process.stdout is None:
        return
    with process.stdout as stream, contextlib.suppress(OSError, ValueError):
        while chunk := os.read(stream.fileno(), _CHUNK):
            tail.add(chunk)
            if on_output is not None:
                on_output(chunk)


def _wait(process: subprocess.Popen[bytes], timeout: float | None, cancelled: threading.Event | None) -> str:
    deadline = None if timeout is None else time.monotonic() + timeout
    while True:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_POLL_SECONDS)
            return "ended"
        if cancelled is not None and cancelled.is_set():
            return "cancelled"
        if deadline is not None and time.monotonic() >= deadline:
            return "timeout"


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """End the whole session: the program if it still runs, and whatever it left behind."""
    if process.poll() is None:
        _signal_group(process, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE_SECONDS)
    _signal_group(process, getattr(signal, "SIGKILL", signal.SIGTERM))
    process.wait()


def _signal_group(process: subprocess.Popen[bytes], number: int) -> None:
    # The session's id is the pid of its leader; it stays taken while any member lives, so it cannot be a stranger's
    # unless the whole group is gone and the number was used again within these microseconds.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, number)
        elif process.poll() is None:
            process.send_signal(number)
