"""Commands of a plan run only after somebody has seen and confirmed them."""

import shlex
import sys
from collections.abc import Sequence

import click

from migrator.cli.waiting import Waiting
from migrator.display import visible
from migrator.errors import RefusedError, UntrustedCommandError


def expect_trust(
    digest: str, commands: Sequence[Sequence[str]], line: Waiting, *, is_asked: bool, refusal: str
) -> None:
    """Ask whether these commands may run; returns when somebody said yes.

    Args:
        digest: What names them.
        commands: Program and arguments of each.
        line: What is shown meanwhile.
        is_asked: There may be somebody to ask.
        refusal: What a no comes to.

    Raises:
        UntrustedCommandError: Nobody has confirmed them, and nobody can be asked.
        RefusedError: Somebody was asked and said no.
    """
    shown = "\n".join(shlex.join(command) for command in commands)
    if not (is_asked and sys.stdin.isatty()):
        raise UntrustedCommandError(
            "The plan's commands were not confirmed yet; they run code of this repository",
            shown,
            digest=digest,
            hint=f"Read them, then confirm with --trust {digest}",
        )
    line.clear()
    click.echo(
        f"The plan runs these commands, which run code of this repository:\n{visible(shown)}", err=True
    )
    if not click.confirm(f"Let them run from now on (hash {digest})?", err=True):
        raise RefusedError(refusal)
