"""Syntax colours of Python by the standard library's tokenizer, over a whole file.

A lone line goes wrong inside a docstring, so the whole file is read once; where it does not tokenize, the rest stays plain. Reading
executes nothing.
"""

import builtins
import io
import keyword
import tokenize
from collections.abc import Sequence
from typing import NamedTuple


class Colour(NamedTuple):
    """A piece of a line from ``start`` to ``end`` (characters) that has a role."""

    start: int
    end: int
    role: str


_BUILTINS = frozenset(name for name in dir(builtins) if not name.startswith("_"))
_CONSTANTS = frozenset({"None", "True", "False"})


def colours(lines: Sequence[str]) -> list[list[Colour]]:
    """The coloured pieces of each line, in order; plain pieces have none.

    Args:
        lines: The lines of a file, without their ends.
    """
    found: list[list[Colour]] = [[] for _ in lines]
    text = "".join(f"{line}\n" for line in lines)
    before = ""
    try:
        for token in tokenize.generate_tokens(io.StringIO(text, newline="\n").readline):
            role = _role(token, before)
            if role:
                _put(found, token, role)
            if token.type not in {tokenize.NL, tokenize.NEWLINE, tokenize.COMMENT}:
                before = token.string
    except (tokenize.TokenError, SyntaxError, IndexError):
        return found
    return found


_KINDS = {tokenize.STRING: "code.string", tokenize.COMMENT: "code.comment", tokenize.NUMBER: "code.number"}


def _role(token: tokenize.TokenInfo, before: str) -> str:
    if token.type == tokenize.NAME:
        return _name_role(token.string, before)
    if token.string == "@" and not before.strip():
        return "code.decorator"
    return _KINDS.get(token.type, "")


def _name_role(name: str, before: str) -> str:
    if name in _CONSTANTS:
        return "code.number"
    if keyword.iskeyword(name):
        return "code.keyword"
    if before in {"def", "class"}:
        return "code.definition"
    return "code.builtin" if name in _BUILTINS and before != "." else ""


def _put(found: list[list[Colour]], token: tokenize.TokenInfo, role: str) -> None:
    (first, start), (last, end) = token.start, token.end
    for number in range(first, last + 1):
        if number - 1 >= len(found):
            return
        begins = start if number == first else 0
        ends = end if number == last else len(token.line) if first == last else 1 << 30
        found[number - 1].append(Colour(begins, ends, role))
