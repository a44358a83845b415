"""Values as JSON: which version of the schema, and what is done with text that JSON cannot carry.

`SCHEMA` is raised when a field changes its meaning or goes.
"""

from typing import Any

import msgspec

SCHEMA = 1


def to_json(value: object) -> bytes:
    """One line of JSON, keys in the order of their fields; the same value gives the same bytes.

    A file name that is no UTF-8 is written as it is shown, see `speakable`.
    """
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:
        return msgspec.json.encode(_all_speakable(msgspec.to_builtins(value)))


def speakable(text: str) -> str:
    """Text that JSON can carry: bytes that are no UTF-8 as backslash escapes."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _all_speakable(value: Any) -> Any:  # noqa: ANN401  whatever JSON is made of
    if isinstance(value, str):
        return speakable(value)
    if isinstance(value, dict):
        return {_all_speakable(key): _all_speakable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_all_speakable(item) for item in value]
    return msgspec.json.decode(bytes(value)) if isinstance(value, msgspec.Raw) else value


def to_pretty_json(value: object) -> str:
    """JSON for people and files."""
    return msgspec.json.format(to_json(value), indent=2).decode()
