"""Bytes of a TOML file that a person wrote to tables, or to an error that says file, line and what is wrong.

The plan is such a file, and so is a list of intentions for `move` and `canonical`: both complain in one way.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import tomli

from migrator.display import visible_line
from migrator.errors import UsageError
from migrator.plan.positions import KeyPath, find_positions
from migrator.plan.reading import Complaint

_MARKS = {b"\xef\xbb\xbf": "UTF-8", b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


@dataclass(frozen=True)
class Wanted:
    """What a file is to be.

    Attributes:
        noun: In words: ``a plan``.
        error: What is raised where it is none.
    """

    noun: str
    error: type[UsageError]


def parse_toml(text: bytes, path: str, wanted: Wanted) -> dict[str, object]:
    """The tables of a file. Raises ``wanted.error``."""
    for mark, encoding in _MARKS.items():
        if text.startswith(mark):
            raise _error(
                path,
                1,
                f"the file starts with a byte order mark ({encoding})",
                wanted,
                hint="Save it as UTF-8 without one.",
            )
    try:
        return tomli.loads(text.decode("utf-8"))
    except UnicodeDecodeError as error:
        line = text.count(b"\n", 0, error.start) + 1
        raise _error(path, line, "the file is not UTF-8", wanted, hint="Save it as UTF-8.") from error
    except tomli.TOMLDecodeError as error:
        said = f"column {error.colno}: {_in_words(error)}"
        hint = "The form of the file is TOML: https://toml.io"
        raise _error(path, error.lineno, said, wanted, hint=hint) from error
    except RecursionError as error:
        raise _error(path, 1, "tables are nested too deep", wanted) from error


def complaint_error(
    text: str, path: str, found: Sequence[Complaint], wanted: Wanted, prefix: KeyPath = ()
) -> UsageError:
    """An error with one line ``file:line: what is wrong`` for each complaint, in the order of the file."""
    positions = find_positions(text)
    lines = [(positions.line((*prefix, *complaint.path)), complaint.said) for complaint in found]
    lines.sort(key=lambda line: line[0])
    return wanted.error(
        f"{path} cannot be read as {wanted.noun}",
        "\n".join(f"{path}:{line}: {visible_line(said)}" for line, said in dict.fromkeys(lines)),
    )


def _in_words(error: tomli.TOMLDecodeError) -> str:
    if error.msg == "Cannot overwrite a value":
        return "this key is there twice"
    return error.msg[:1].lower() + error.msg[1:]


def _error(path: str, line: int, said: str, wanted: Wanted, *, hint: str = "") -> UsageError:
    detail = f"{path}:{line}: {visible_line(said)}"
    return wanted.error(f"{path} cannot be read as {wanted.noun}", detail, hint=hint)
