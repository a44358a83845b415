"""The end of a process: at once, without freeing what it knew.

A model of a large repository is millions of values. An interpreter that ends in order visits and frees each of them, which takes longer than many an
answer, and nobody is left to use the memory: the system takes it back as a whole. So what must happen at the end is done here, and the rest is left out.
"""

import atexit
import os
import sys
import threading
from contextlib import suppress
from typing import NoReturn


def end(code: int) -> NoReturn:
    """End the process with an exit code; what was printed is out, what was registered for the end is done.

    Where threads are still at work, the interpreter ends in order and waits for them.
    """
    if any(not thread.daemon for thread in threading.enumerate() if thread is not threading.main_thread()):
        raise SystemExit(code)
    atexit._run_exitfuncs()  # noqa: SLF001  there is no public way to run them
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)
