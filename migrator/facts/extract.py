"""Bytes of one file to its facts: a pure function, so that any process anywhere can run it and its result can be kept by content.

A file that cannot be read is a Problem, never an exception; only the interpreter's own death is left to the caller, who runs this in a
worker where that matters.
"""

import ast
import threading
from contextlib import suppress

from migrator.facts.grammar import needed_python
from migrator.facts.harvest import Harvest
from migrator.facts.parsing import quietly
from migrator.facts.positions import Positions
from migrator.facts.values import Facts, Problem
from migrator.facts.walk import walk
from migrator.source.bytes import SourceText, Undecodable, decode_source

LARGEST = 8_000_000
"""Bytes; data in the form of Python, which no person moves names in."""
TOO_DEEP = Problem("", "limit", "too deeply nested")
OUT_OF_MEMORY = Problem("", "limit", "too deeply nested, or too large for the memory limit", is_lasting=False)
_LINES_BEFORE = 3
_NESTED = ("too many nested parentheses", "too many levels of indentation")


def extract_facts(raw: bytes) -> Facts | Problem:
    """The facts of a file, or why there are none (with an empty path: bytes do not know theirs)."""
    if len(raw) > LARGEST:
        return Problem("", "limit", f"larger than the limit of {LARGEST // 1_000_000} MB")
    source = decode_source(raw)
    if isinstance(source, Undecodable):
        return Problem("", "decode", source.reason, source.line)
    try:
        return _read(source)
    except RecursionError:
        return _read_on_empty_stack(source)


def _read(source: SourceText) -> Facts | Problem:
    try:
        with quietly():
            tree = ast.parse(source.raw)
            harvest = Harvest(Positions(source))
            walk(tree, harvest)
        return harvest.facts(tree)
    except SyntaxError as error:
        return _syntax_problem(error, source.text)
    except MemoryError:
        return OUT_OF_MEMORY
    except ValueError as error:
        return Problem("", "parse", str(error))


def _read_on_empty_stack(source: SourceText) -> Facts | Problem:
    """Once more, in a thread: how deep a file may be nested must not depend on how deep the caller stands."""
    found: list[Facts | Problem] = [TOO_DEEP]

    def read() -> None:
        with suppress(RecursionError):
            found[0] = _read(source)

    thread = threading.Thread(target=read)
    try:
        thread.start()
    except RuntimeError:  # no thread can be started here
        return OUT_OF_MEMORY
    thread.join()
    return found[0]


def _syntax_problem(error: SyntaxError, text: str) -> Problem:
    message = error.msg or "invalid syntax"
    if not error.lineno or "null bytes" in message:
        return Problem("", "parse", message)
    if message in _NESTED:
        return Problem("", "limit", f"too deeply nested ({message})", error.lineno)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    index = error.lineno - 1
    line = lines[index] if index < len(lines) else ""
    before = tuple(reversed(lines[max(0, index - _LINES_BEFORE) : max(0, index)]))
    return Problem("", "parse", message, error.lineno, needed_python(message, line, before))
