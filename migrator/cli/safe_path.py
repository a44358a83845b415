"""Keeps the repository off the import path of our own processes.

`python -m migrator` puts the current folder first on `sys.path`. In a repository that has a file called `ast.py` or `typing.py`, that file
would be imported in place of the standard library's, and run. So this is called before anything else is imported; nothing but what the
interpreter has loaded already is used here.
"""

import os
import sys


def leave_out_all(arguments: list[str]) -> None:
    """Take the current folder and every folder that the arguments name (`-C PATH`, `-CPATH`, `PATH`) off the import path."""
    leave_out()
    for argument in arguments:
        for folder in (argument, argument.removeprefix("-C"), argument.partition("=")[2]):
            if folder and os.path.isdir(folder):  # noqa: PTH112  pathlib is not loaded yet
                leave_out(folder)


def leave_out(folder: str = "") -> None:
    """Take a folder (default: the current one) off the import path, unless this very program is run from it."""
    try:
        unwanted = os.path.realpath(folder or os.getcwd())  # noqa: PTH109  pathlib is not loaded yet
    except OSError:  # the current folder is gone: nothing can be imported from it
        return
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120  as above
    own = os.path.realpath(os.path.dirname(package))  # noqa: PTH120  as above
    if unwanted != own:
        sys.path[:] = [entry for entry in sys.path if entry and os.path.realpath(entry) != unwanted]
    sys.path[:] = [entry for entry in sys.path if entry]
