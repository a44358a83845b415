"""The process that is killed: it does one act, and on request writes down or dies at the fault points that it passes.

    python -m tests.crash.child ROOT ACT [--halt N] [--trace FILE] [--die-at N]

It says `ready` when everything is imported and waits for a line, so that what is measured and killed is the act alone.
"""

import argparse
import os
import signal
import sys
from pathlib import Path

from migrator.landing import faultpoints


def main() -> None:
    """Do the act."""
    parser = argparse.ArgumentParser()
    parser.add_argument("root", type=Path)
    parser.add_argument("act")
    parser.add_argument("--halt", type=int)
    parser.add_argument("--trace", type=Path)
    parser.add_argument("--die-at", type=int, default=-1)
    wanted = parser.parse_args()
    passed: list[str] = []

    def reach(point: str) -> None:
        passed.append(point)
        if wanted.trace:
            wanted.trace.write_text("\n".join(passed))
        if len(passed) - 1 == wanted.die_at:
            os.kill(os.getpid(), signal.SIGKILL)

    if wanted.trace or wanted.die_at >= 0:
        faultpoints.reach = reach
    # Imported now, so that these take the function from above.
    from migrator.git.door import open_repository  # noqa: PLC0415
    from tests.crash.acts import ACTS  # noqa: PLC0415

    act = ACTS[wanted.act]
    run = act.run if wanted.halt is None else act.halts[wanted.halt]
    repo = open_repository(wanted.root)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    run(repo)


if __name__ == "__main__":
    main()
