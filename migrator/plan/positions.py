"""Where in a TOML text a key stands.

The parser gives values without positions, and a complaint about a plan must name the line. The text is cut into its statements (a header,
or a key with its value, which may span lines) by letting the parser itself say where one is complete. This is done only when there is
something to complain about, so that its cost does not matter.
"""

from dataclasses import dataclass, field

import tomli

KeyPath = tuple[str | int, ...]
"""Keys and, for arrays of tables, numbers: ``("phase", 1, "finds")``."""


@dataclass
class Positions:
    """Lines, counted from 1, of the keys of a TOML text."""

    lines: dict[KeyPath, int] = field(default_factory=dict)

    def line(self, path: KeyPath) -> int:
        """The line of that key, or of the nearest table around it."""
        while path:
            if path in self.lines:
                return self.lines[path]
            path = path[:-1]
        return 1


def find_positions(text: str) -> Positions:
    """The positions of every key of a text that is valid TOML."""
    found = Positions()
    table: KeyPath = ()
    lines = text.split("\n")
    start = 0
    while start < len(lines):
        statement, end = _statement(lines, start)
        if statement is not None:
            table = _note(found, statement, table, start + 1, is_header=lines[start].lstrip().startswith("["))
        start = end
    return found


def _statement(lines: list[str], start: int) -> tuple[dict[str, object] | None, int]:
    """The statement that begins at a line, parsed by itself, and the line after it."""
    for end in range(start + 1, len(lines) + 1):
        try:
            return tomli.loads("\n".join(lines[start:end])), end
        except tomli.TOMLDecodeError:
            continue
    return None, start + 1


def _note(
    found: Positions, statement: dict[str, object], table: KeyPath, line: int, *, is_header: bool
) -> KeyPath:
    """Note the keys of one statement and return the table that the next one is in."""
    if not is_header:
        _note_keys(found, statement, table, line)
        return table
    path: KeyPath = ()
    value: object = statement
    while isinstance(value, dict) and value:
        key, value = next(iter(value.items()))
        path = (*path, key)
        found.lines.setdefault(path, line)
        number = _last_number(found, path)
        if isinstance(value, list):
            path = (*path, number + 1)
            value = None
        elif number >= 0:
            path = (*path, number)
        found.lines.setdefault(path, line)
    return path


def _note_keys(found: Positions, values: dict[str, object], table: KeyPath, line: int) -> None:
    for key, value in values.items():
        found.lines.setdefault((*table, key), line)
        if isinstance(value, dict):
            _note_keys(found, value, (*table, key), line)


def _last_number(found: Positions, path: KeyPath) -> int:
    """The number of the last table in an array of tables, -1 where it has none yet."""
    number = -1
    while (*path, number + 1) in found.lines:
        number += 1
    return number
