"""What passes through the engine's pipe: requests, replies, and events that nobody asked for.

The values that replies carry are those of `migrator.wire`, the same that ``--json`` prints.
"""

from typing import Any

import msgspec

from migrator.wire.acts import RefusalView


class CommandRan(msgspec.Struct, frozen=True, tag="command"):
    """A program was run: its exact command."""

    argv: tuple[str, ...]
    seconds: float
    code: int


class Progress(msgspec.Struct, frozen=True, tag="progress"):
    """A job goes on. ``total`` 0 means not known; ``state`` is ``running``, ``done``, ``failed`` or ``cancelled``."""

    job: str
    title: str
    done: int
    total: int
    state: str
    said: str = ""


class Output(msgspec.Struct, frozen=True, tag="output"):
    """Lines a check printed, gathered for some milliseconds."""

    job: str
    lines: tuple[str, ...]


class Changed(msgspec.Struct, frozen=True, tag="changed"):
    """What the screen shows is out of date: ask again. ``what``: ``analysis``, ``decisions``, ``history``."""

    what: str


Event = CommandRan | Progress | Output | Changed


class Request(msgspec.Struct, frozen=True):
    """A question to the engine."""

    id: int
    method: str
    params: dict[str, Any] = {}


class Reply(msgspec.Struct, frozen=True, omit_defaults=True):
    """The engine's answer, or an event when ``id`` is 0."""

    id: int
    result: msgspec.Raw = msgspec.Raw(b"null")
    refusal: RefusalView | None = None
    event: Event | None = None
