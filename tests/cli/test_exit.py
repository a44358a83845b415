"""A process ends at once: with its code, its output out and its duties done, and without freeing what it knew."""

import sys
from pathlib import Path

import pytest

from migrator.processes import run, scrubbed_environment


def ended(program: str) -> tuple[int, str]:
    done = run([sys.executable, "-c", program], cwd=Path.cwd(), env=scrubbed_environment({}), timeout=60)
    return done.returncode, done.output.decode()


@pytest.mark.parametrize("code", [0, 1, 130])
def test_what_was_printed_is_out_and_the_code_is_given(code: int) -> None:
    program = f"from migrator.exit import end\nprint('all of it', end='')\nend({code})"
    assert ended(program) == (code, "all of it")


def test_what_was_registered_for_the_end_is_done() -> None:
    program = "import atexit\nfrom migrator.exit import end\natexit.register(print, 'done')\nend(0)"
    assert ended(program) == (0, "done\n")


def test_nothing_is_freed_one_by_one() -> None:
    program = (
        "from migrator.exit import end\n"
        "class Known:\n    def __del__(self):\n        print('freed')\n"
        "known = Known()\nend(0)"
    )
    assert ended(program) == (0, "")


def test_a_thread_that_is_at_work_is_waited_for() -> None:
    program = (
        "import threading, time\nfrom migrator.exit import end\n"
        "def work():\n    time.sleep(0.2)\n    print('worked')\n"
        "threading.Thread(target=work).start()\nend(3)"
    )
    assert ended(program) == (3, "worked\n")
