"""What is remembered of a name that is gone, as frozen values."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from migrator.model.model import Model
from migrator.model.values import Symbol

Target = Symbol | str
"""A name in a module, or a module."""

_SHORT = 10
_SUBJECT = 72


@dataclass(frozen=True)
class Loss:
    """Where a name or module went.

    Attributes:
        commit: The commit that took it away; ``""`` where that is not committed yet.
        parent: The commit before, in which it last was there.
        path: The file that bound the name, or was the module.
        old: The blob of that file before.
        new: The blob after; None where the file went.
        is_module: The file itself was what was asked for.
        subject: Of the commit.
    """

    commit: str
    parent: str
    path: str
    old: str
    new: str | None
    is_module: bool
    subject: str = ""

    @property
    def by(self) -> str:
        """The commit for people."""
        return commit_said(self.commit, self.subject) if self.commit else "a change that is not committed"


@dataclass(frozen=True)
class Step:
    """What one thing became, and how that is known.

    Attributes:
        target: The other thing.
        how: A sentence.
        is_sure: It is the same, not only alike.
    """

    target: Target
    how: str
    is_sure: bool = True


@dataclass(frozen=True)
class Remembered:
    """What history says of one dead name.

    Attributes:
        candidates: Where it lives now, sorted; several where it was taken apart or the history is not plain.
        was_there: It resolved once.
        is_sure: What it became is the same, not only alike.
        said: Sentences: the last commit it resolved in, what took it away, what it became.
    """

    candidates: tuple[Target, ...] = ()
    was_there: bool = False
    is_sure: bool = True
    said: tuple[str, ...] = ()


Remember = Callable[[Model, Sequence[Target]], Mapping[Target, Remembered]]
"""Asked for all dead names at once, so that one walk through history serves them all."""


def commit_said(sha: str, subject: str) -> str:
    """A commit for people: its short id and what it says of itself."""
    said = subject if len(subject) <= _SUBJECT else f"{subject[: _SUBJECT - 1]}…"
    return f"{sha[:_SHORT]} ({said})" if said else sha[:_SHORT]
