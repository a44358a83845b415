"""INI as import-linter reads it, with the line of every section and key, which the standard library's parser does not say."""

import configparser
import re

from migrator.plan.positions import Positions
from migrator.plan.reading import Table

_SECTION = re.compile(r"\[(.+)\]")
_KEY = re.compile(r"([^\s#;\[=:][^=:]*?)\s*[=:]")


class IniError(Exception):
    """Raised when a text is no INI; ``line`` counts from 1."""

    def __init__(self, line: int, said: str) -> None:
        super().__init__(said)
        self.line = line
        self.said = said


def parse_ini(text: str) -> dict[str, Table]:
    """The sections; a value of several lines is a list of them.

    Raises:
        IniError: It is none.
    """
    parser = configparser.ConfigParser()
    try:
        parser.read_string(text)
        return {
            name: {key: _value(value) for key, value in parser[name].items()} for name in parser.sections()
        }
    except configparser.InterpolationError as error:
        line = ini_positions(text).line((error.section, error.option))
        raise IniError(
            line, f"the % in {error.option!r} refers to nothing; a single one is written %%"
        ) from error
    except configparser.Error as error:
        raise IniError(_line(error), error.message.split("\n", 1)[0]) from error


def ini_positions(text: str) -> Positions:
    """The lines of sections and of their keys."""
    found, section = Positions(), ""
    for number, line in enumerate(text.splitlines(), start=1):
        header, key = _SECTION.match(line), _KEY.match(line)
        if header is not None:
            section = header.group(1)
            found.lines.setdefault((section,), number)
        elif key is not None:
            found.lines.setdefault((section, key.group(1).lower()), number)
    return found


def _value(text: str) -> str | list[str]:
    return text.strip().split("\n") if "\n" in text else text


def _line(error: configparser.Error) -> int:
    wrong = getattr(error, "errors", None)
    return wrong[0][0] if wrong else getattr(error, "lineno", None) or 1
