"""Typed access to the tables of a plan, with every complaint at its place.

A plan is read as untrusted data and never half: each complaint is collected with the path of its key, so that a person sees all that is
wrong at once, and the plan is refused as a whole when there is one.
"""

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from migrator.plan.positions import KeyPath

Table = Mapping[str, object]


@dataclass(frozen=True)
class Complaint:
    """What is wrong, and with which key."""

    path: KeyPath
    said: str


@dataclass
class Complaints:
    """All that is wrong with a plan, in the order it was found."""

    found: list[Complaint] = field(default_factory=list)

    def add(self, path: KeyPath, said: str) -> None:
        """Note one more."""
        self.found.append(Complaint(path, said))


@dataclass(frozen=True)
class Reader:
    """One table of the plan, under the path of its key.

    Attributes:
        values: What the table says.
        path: Where it is.
        name: What people call it: ``[campaign]``, ``[[phase]]``.
        complaints: Where to say what is wrong.
    """

    values: Table
    path: KeyPath
    name: str
    complaints: Complaints

    def complain(self, key: str, said: str) -> None:
        """Say what is wrong with one key of this table."""
        self.complaints.add((*self.path, key) if key else self.path, said)

    def only(self, known: Iterable[str]) -> None:
        """Complain of every key that is not known."""
        names = tuple(known)
        for key in self.values:
            if key not in names:
                self.complain(key, f"unknown key {key!r} in {self.name}{did_you_mean(key, names)}")

    def text(self, key: str, default: str = "", *, required: bool = False) -> str:
        """A string; blank counts as missing where it is required."""
        value = self.values.get(key)
        if value is None:
            if required:
                self.complain("", f"{self.name} lacks {key!r}")
            return default
        if not isinstance(value, str):
            self.complain(key, f"{key!r} in {self.name} must be a string, not {_kind(value)}")
            return default
        if required and not value.strip():
            self.complain(key, f"{key!r} in {self.name} is empty")
        return value

    def checked(self, key: str, *, required: bool, valid: Callable[[str], bool], form: str) -> str:
        """A string of a certain form."""
        value = self.text(key, required=required)
        if value.strip() and not valid(value):
            self.complain(key, f"{key} = {value!r} in {self.name} {form}")
        return value

    def texts(self, key: str, *, also_single: bool = False) -> tuple[str, ...]:
        """A list of strings; where ``also_single``, one string stands for a list of one."""
        value = self.values.get(key, [])
        if also_single and isinstance(value, str):
            return (value,)
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            wanted = "a string or a list of strings" if also_single else "a list of strings"
            self.complain(key, f"{key!r} in {self.name} must be {wanted}, not {_kind(value)}")
            return ()
        return tuple(str(item) for item in value)

    def truth(self, key: str, *, default: bool) -> bool:
        """A boolean."""
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            self.complain(key, f"{key!r} in {self.name} must be true or false, not {_kind(value)}")
            return default
        return value

    def seconds(self, key: str, default: float) -> float:
        """A number of seconds above zero."""
        value = self.values.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < float("inf"):
            self.complain(key, f"{key!r} in {self.name} must be a number of seconds above 0")
            return default
        return float(value)

    def choice(self, key: str, choices: Iterable[str], default: str) -> str:
        """One of several words; an empty default makes it required."""
        known = tuple(choices)
        value = self.text(key, default, required=not default)
        if value and value not in known:
            self.complain(
                key,
                f"{key} = {value!r} in {self.name} is not known{did_you_mean(value, known)}"
                f" (known: {', '.join(known)})",
            )
            return default
        return value

    def table(self, key: str, name: str) -> "Reader":
        """A table inside this one; an empty one where there is none."""
        value = self.values.get(key, {})
        if not isinstance(value, dict):
            self.complain(key, f"{key!r} must be a table, written {name}")
            value = {}
        return Reader(value, (*self.path, key), name, self.complaints)

    def tables(self, key: str, name: str) -> tuple["Reader", ...]:
        """An array of tables inside this one."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.complain(key, f"{key!r} must be an array of tables, written {name}")
            return ()
        return tuple(
            Reader(item, (*self.path, key, number), name, self.complaints)
            for number, item in enumerate(value)
        )


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """``; did you mean 'finds'?`` or nothing."""
    close = difflib.get_close_matches(word, tuple(known), n=1, cutoff=0.6)
    return f"; did you mean {close[0]!r}?" if close else ""


def _kind(value: object) -> str:
    if isinstance(value, list):
        return "a list of other things"
    names = {bool: "a boolean", int: "a number", float: "a number", str: "a string", dict: "a table"}
    return names.get(type(value), f"a {type(value).__name__}")
