"""The program that imports modules one by one, each in a process that has imported nothing of the repository before.

It never runs in our own process: its text is given to a check's interpreter with ``-c``, so it uses the standard library only and nothing of this
package. What it needs it imports before the repository's folders are on the path: a repository may have a ``json.py``. A module that
prints, exits, hangs or crashes while it is imported does that to its own process only.

On its standard input: ``{"modules": [...], "root": "...", "roots": [...], "seconds": 60, "jobs": 2}``. It prints ``ERROR: module`` with the error below it, ``ELSEWHERE:
module`` with the file below it for what did not come from below the root, and at the end ``imported 3 of 4 modules``.
"""

import os
import sys

_HERE = os.path.join(os.path.realpath(os.getcwd()), "")  # noqa: PTH109, PTH118  pathlib may be the repository's
_PATH = [place for place in sys.path if place]
sys.path[:] = [place for place in _PATH if not os.path.join(os.path.realpath(place), "").startswith(_HERE)]  # noqa: PTH118  as above

import importlib  # noqa: E402  the path is made safe first
import json  # noqa: E402  as above
import selectors  # noqa: E402  as above
import signal  # noqa: E402  as above
import time  # noqa: E402  as above

CANNOT_RUN = 127


def import_all(modules: list[str], root: str, roots: list[str], seconds: float, jobs: int) -> int:
    """Import modules and print what came of it; gives how many were imported."""
    sys.path[:] = [*roots, *_PATH]
    here = os.path.join(os.path.realpath(root), "")  # noqa: PTH118  as above
    waiting, running = list(reversed(modules)), _Running()
    imported = 0
    while waiting or running.children:
        while waiting and len(running.children) < jobs:
            running.start(waiting.pop(), seconds)
        for name, said, place in running.ended():
            imported += not said
            if said:
                print(f"ERROR: {name}\n    {said}", flush=True)
            elif place and not os.path.realpath(place).startswith(here):
                print(f"ELSEWHERE: {name}\n    {place}", flush=True)
    return imported


class _Running:
    """The processes that import a module each."""

    def __init__(self) -> None:
        self.children: dict[int, tuple[int, str, float, float]] = {}
        self._pieces: dict[int, bytes] = {}
        self._ready = selectors.DefaultSelector()

    def start(self, name: str, seconds: float) -> None:
        """Import a module in a process of its own."""
        reading, writing = os.pipe()
        pid = os.fork()
        if not pid:
            os.close(reading)
            _import(name, writing)
        os.close(writing)
        self.children[reading] = (pid, name, time.monotonic() + seconds, seconds)
        self._pieces[reading] = b""
        self._ready.register(reading, selectors.EVENT_READ)

    def ended(self) -> list[tuple[str, str, str]]:
        """Name, error and file of the modules that are through; waits for a moment."""
        found = []
        for key, _ in self._ready.select(0.1):
            piece = os.read(key.fd, 65536)
            self._pieces[key.fd] += piece
            # What a module starts may hold the pipe open for ever: a whole line is the end too.
            if not piece or self._pieces[key.fd].endswith(b"\n"):
                found.append(self._end(key.fd))
        late = [number for number, child in self.children.items() if time.monotonic() > child[2]]
        return found + [self._end(number, late=True) for number in late]

    def _end(self, number: int, *, late: bool = False) -> tuple[str, str, str]:
        pid, name, _, seconds = self.children.pop(number)
        self._ready.unregister(number)
        os.close(number)
        said = self._pieces.pop(number)
        if late:
            os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
        if late:
            return name, f"it took longer than {seconds:g} seconds", ""
        if not said.endswith(b"\n"):
            return name, _how_it_ended(status), ""
        error, place = json.loads(said)
        return name, error, place


def _import(name: str, writing: int) -> None:
    """Import a module and write what came of it; the process ends here."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in range(3):
        os.dup2(nothing, number)
    error, place = "", ""
    try:
        importlib.import_module(name)
        place = getattr(sys.modules.get(name), "__file__", "") or ""
    except BaseException as raised:  # noqa: BLE001  whatever importing it raises is what is asked
        error = _in_a_line(raised)
    os.write(writing, (json.dumps([error, place]) + "\n").encode())
    os._exit(0)


def _in_a_line(raised: BaseException) -> str:
    try:
        lines = str(raised).strip().splitlines()
    except Exception:  # noqa: BLE001  an error may fail to say what it is
        lines = []
    return ": ".join([type(raised).__name__, *lines[:1]])[:500]


def _how_it_ended(status: int) -> str:
    if os.WIFSIGNALED(status):
        return f"the interpreter was ended by signal {os.WTERMSIG(status)}"
    return f"the interpreter ended with status {os.WEXITSTATUS(status)}"


if __name__ == "__main__":
    if not hasattr(os, "fork"):
        print("to import modules one by one needs a system that can fork")
        raise SystemExit(CANNOT_RUN)
    _asked = json.load(sys.stdin)
    _done = import_all(**_asked)
    print(f"imported {_done} of {len(_asked['modules'])} modules")
    raise SystemExit(_done != len(_asked["modules"]))
