"""Start the engine on a folder: ``python -P -m migrator.engine FOLDER``, requests on standard input, replies on standard output."""

import os
import sys
from pathlib import Path

from migrator.engine.server import Server
from migrator.exit import end


def main() -> None:
    """Keep the pipe to ourselves: whatever else would print goes to standard error."""
    outgoing = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    Server(Path(sys.argv[1]), sys.stdin.buffer, outgoing).serve()
    outgoing.flush()
    end(0)


if __name__ == "__main__":
    main()
