"""The entry of the program: makes the import path safe, then hands over to the command line.

The dashboard is given to the command line as a function, because the two front ends do not know each other; it is imported when it is
opened.
"""

import sys

from migrator.cli.safe_path import leave_out_all

leave_out_all(sys.argv[1:])

from pathlib import Path  # noqa: E402  only now the import path is safe

from migrator.cli.boundary import run  # noqa: E402  as above
from migrator.cli.terminal import expect_terminal  # noqa: E402  as above
from migrator.exit import end  # noqa: E402  as above


def main() -> None:
    """Run the command line and end the process with its exit code."""
    end(run(open_dashboard))


def open_dashboard(path: Path) -> int:
    """Open the dashboard on the repository that a folder is in; returns the exit code."""
    expect_terminal()
    from migrator.tui.app import open_dashboard as open_it  # noqa: PLC0415  Textual costs a third of a second

    return open_it(path)


if __name__ == "__main__":
    main()
