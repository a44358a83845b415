"""Answers on stdout: one JSON value, or plain text that drives no terminal.

Everything that is printed here goes through `visible`, so that no renderer can forget it. Colour is added afterwards, line by line, and
only where a person looks: a terminal that is not dumb, without NO_COLOR. No meaning is in the colour alone.
"""

import json
import os
import sys
from collections.abc import Callable, Iterable
from typing import TypeVar

import click
import msgspec

from migrator.display import visible
from migrator.wire.encoding import to_json

Answer = TypeVar("Answer")

_COLOURS = (("+", "green"), ("-", "red"), ("@@", "cyan"))


def answer(value: Answer, render: Callable[[Answer], Iterable[str]], *, as_json: bool) -> None:
    """Print a value as JSON, or as the lines that a renderer makes of it."""
    if as_json:
        click.echo(json_line(value))
    else:
        say(render(value))


def say(lines: Iterable[str]) -> None:
    """Print lines of plain text; headings (``WORDS  ...``) and lines of a diff are coloured on a terminal."""
    is_coloured = wants_colour()
    for line in lines:
        shown = visible(line)
        click.echo(_coloured(shown) if is_coloured else shown, color=is_coloured)


def json_line(value: object) -> str:
    """One line of valid JSON. File names that are not UTF-8 are shown with their bytes escaped, because JSON has no bytes."""
    try:
        return to_json(value).decode()
    except UnicodeEncodeError:
        return json.dumps(_encodable(msgspec.to_builtins(value)), ensure_ascii=False, separators=(",", ":"))


def wants_colour() -> bool:
    """Whether stdout is a terminal that shows colour to somebody who wants it."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _coloured(line: str) -> str:
    for sign, colour in _COLOURS:
        if line.startswith(sign):
            return click.style(line, fg=colour)
    heading, gap, rest = line.partition("  ")
    if gap and heading.isupper():
        return click.style(heading, bold=True) + gap + rest
    return line


def _encodable(value: object) -> object:
    match value:
        case str():
            return "".join(visible(c) if "\ud800" <= c <= "\udfff" else c for c in value)
        case dict():
            return {_encodable(key): _encodable(item) for key, item in value.items()}
        case list() | tuple():
            return [_encodable(item) for item in value]
        case _:
            return value
