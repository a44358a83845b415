"""The one place where the command line turns what went wrong into words and an exit code.

Expected errors are shown as message and hint. Anything else is a bug: it gets a report file with what is needed to find it, and status 70.
Errors go to stderr always, so that stdout holds nothing but the answer.
"""

import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from migrator.errors import MigratorError
from migrator.interrupts import heard

BUG = 70
INTERRUPTED = 130

Opener = Callable[[Path], int]
"""Opens the dashboard on the repository that a folder is in and returns the exit code."""


def run(open_dashboard: Opener, arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        open_dashboard: What the program does without a command.
        arguments: Without the program's name; those of the process by default.

    Returns:
        The exit code: 0 done, 1 findings, 2 usage or plan error, 3 refused, 4 failed and rolled back, 70 bug, 130 interrupted.
    """
    from migrator.cli.main import cli  # noqa: PLC0415  an error while it is imported must meet the boundary too

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        # Not cli.main(): that ends the process with 1, which means findings here, when a pipe breaks.
        given = list(sys.argv[1:] if arguments is None else arguments)
        with heard(), cli.make_context("migrator", given, obj=open_dashboard) as context:
            cli.invoke(context)
        sys.stdout.flush()
    except BrokenPipeError:
        return _quiet()
    except Exception as error:  # noqa: BLE001  the boundary: what gets here must not end in a bare traceback
        return _failed(error)
    except KeyboardInterrupt:
        return _interrupted()
    return 0


def _failed(error: Exception) -> int:
    match error:
        case MigratorError():
            _say(_in_words(error))
            return error.exit_code
        case click.exceptions.Exit():
            return error.exit_code
        case click.Abort():
            return _interrupted()
        case click.ClickException():
            _say_usage(error)
            return error.exit_code if isinstance(error, click.UsageError) else 2
        case _:
            return _bug(error)


def _in_words(error: MigratorError) -> str:
    from migrator.display import visible  # noqa: PLC0415  only where there is something to say

    lines = [f"migrator: {visible(error.title)}"]
    lines += [f"  {line}" for line in visible(error.detail).split("\n") if error.detail]
    lines += [f"hint: {visible(error.hint)}"] if error.hint else []
    return "\n".join(lines)


def _say_usage(error: click.ClickException) -> None:
    from migrator.display import visible  # noqa: PLC0415  only where there is something to say

    context = error.ctx if isinstance(error, click.UsageError) else None
    lines = [f"migrator: {visible(error.format_message())}"]
    if context is not None:
        lines.append(f"hint: {context.command_path} --help")
    _say("\n".join(lines))


def _say(text: str) -> None:
    try:
        click.echo(text, err=True)
    except BrokenPipeError:
        _quiet()


def _interrupted() -> int:
    _say(
        "migrator: interrupted; what was done by then stays, and the rest was taken back\n"
        "hint: migrator recover   says whether anything waits to be finished or taken back, and does it"
    )
    return INTERRUPTED


def _quiet() -> int:
    """Whoever read our output has enough of it: that is no error. What is still buffered must not be tried again at exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        try:
            os.dup2(nowhere, stream.fileno())
        except (OSError, ValueError):
            continue
    return 128 + getattr(signal, "SIGPIPE", 13)


def _bug(error: BaseException) -> int:
    from migrator.cli.reports import write_report  # noqa: PLC0415  only for bugs

    place = write_report(error)
    _say(
        f"migrator: a bug: {type(error).__name__}\n  what is needed to find it is in {place}\n"
        "hint: nothing was landed by this command unless it said so; `migrator recover` cleans up what it left"
    )
    return BUG
