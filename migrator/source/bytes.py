r"""A Python file as bytes and text at once: encoding, BOM and line endings in one type.

Nothing else decodes. The text is only for looking; what is edited is the bytes, so every position can be had as an offset
into them. Lines end at ``\n``, ``\r\n`` and ``\r`` only: `str.splitlines` would also split at form feeds and U+2028, and no
line number would agree with git's. A file whose text does not encode back to the very same bytes is not decoded at all.
"""

import codecs
import re
import tokenize
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise

from migrator.source.columns import Columns

_LINE_END = re.compile(rb"\r\n|\n|\r")
_ASCII = bytes(range(1, 127))
_ESCAPES = rb"\u00e9\xe9\351"
"""What some codecs take for other characters; asked first, since those would warn of the backslash in ASCII."""
_ONLY_ASCII = bytes(range(128)) + b"?" * 128
_WIDE_BOMS = {codecs.BOM_UTF16_LE: "UTF-16", codecs.BOM_UTF16_BE: "UTF-16", codecs.BOM_UTF32_BE: "UTF-32"}


@dataclass(frozen=True)
class SourceText:
    """A decoded file.

    Attributes:
        raw: The file as it is on disk.
        text: The same without the BOM, line endings untouched.
        encoding: The codec, normalised; `utf-8` also where there is a BOM.
        bom: The BOM's bytes, or none.
    """

    raw: bytes
    text: str
    encoding: str
    bom: bytes = b""

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        """The offset in `raw` of the first byte of each line; line 1 begins behind the BOM."""
        starts = line_starts(self.raw)
        return (len(self.bom), *starts[1:])

    @cached_property
    def _columns(self) -> dict[int, Columns]:
        """Of the lines that were asked for."""
        return {}

    @property
    def newline(self) -> bytes:
        """The line ending of the first line that has one; a line feed where none has."""
        found = _LINE_END.search(self.raw)
        return found.group() if found else b"\n"

    @property
    def newlines(self) -> frozenset[bytes]:
        """All kinds of line ending that occur."""
        return frozenset(_LINE_END.findall(self.raw))

    def newline_at(self, line: int) -> bytes:
        """The ending of a line (from 1), or of its neighbour above where it has none, or the file's own."""
        for number in range(min(line, len(self.line_starts)), 0, -1):
            found = _LINE_END.search(self.raw, self.line_starts[number - 1])
            if found:
                return found.group()
        return self.newline

    def offset(self, line: int, column: int) -> int:
        """The offset in `raw` of a column (in characters, from 0) of a line (from 1)."""
        start, end = self.line_span(line)
        text = self.raw[start:end].decode(self.encoding)
        return start + len(text[:column].encode(self.encoding))

    def offset_of_utf8(self, line: int, column: int) -> int:
        """The offset in `raw` of a column as `ast` counts it: in bytes of the line's UTF-8."""
        start, end = self.line_span(line)
        if self.encoding == "utf-8":
            return start + column
        columns = self._columns.get(line)
        if columns is None:
            columns = self._columns[line] = Columns.of(
                self.raw[start:end].decode(self.encoding), self.encoding
            )
        return start + columns.own_column(column)

    def position(self, offset: int) -> tuple[int, int]:
        """The line (from 1) and the column (in characters, from 0) of an offset in `raw`."""
        line = line_at(self.line_starts, offset)
        start = self.line_starts[line - 1]
        return line, len(self.raw[start : max(start, offset)].decode(self.encoding, "replace"))

    def line_span(self, line: int) -> tuple[int, int]:
        """The offsets of a line's first byte and of the byte behind its ending."""
        starts = self.line_starts
        return starts[line - 1], starts[line] if line < len(starts) else len(self.raw)

    def encode(self, text: str) -> bytes:
        """New text as bytes of this file.

        Raises:
            UnicodeEncodeError: The file's codec has no such character.
        """
        return text.encode(self.encoding)


@dataclass(frozen=True)
class Undecodable:
    """Why a file cannot be read as Python source, and in which line (from 1)."""

    reason: str
    line: int = 1


def decode_source(raw: bytes) -> SourceText | Undecodable:
    """Decode a Python file as Python does, by BOM and PEP 263 cookie; never raises."""
    unfit = _unfit(raw)
    if unfit is not None:
        return unfit
    try:
        declared, _ = tokenize.detect_encoding(_lines(raw))
    except SyntaxError as error:
        return _undetectable(error)
    bom = codecs.BOM_UTF8 if raw.startswith(codecs.BOM_UTF8) else b""
    encoding = _codec(declared)
    if encoding is None:
        return Undecodable(f"the encoding {declared} cannot be edited safely")
    try:
        text = raw[len(bom) :].decode(encoding)
    except UnicodeError as error:  # not always a UnicodeDecodeError: the codec idna has none
        return Undecodable(f"not valid {encoding}", _line_of(raw, getattr(error, "start", 0) + len(bom)))
    if not _encodes_back(text, encoding, raw[len(bom) :]):
        return Undecodable(f"its {encoding} text does not encode back to the same bytes")
    return SourceText(raw=raw, text=text, encoding=encoding, bom=bom)


def line_starts(raw: bytes) -> tuple[int, ...]:
    """The offset of the first byte of each line; always at least one."""
    return (0, *(found.end() for found in _LINE_END.finditer(raw)))


def line_at(starts: tuple[int, ...], offset: int) -> int:
    """The line (from 1) that an offset is in."""
    low, high = 0, len(starts)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if starts[middle] <= offset else (low, middle)
    return low + 1


def split_lines(raw: bytes) -> list[bytes]:
    """The lines with their endings; joined they are the bytes again."""
    starts = line_starts(raw)
    lines = [raw[start:end] for start, end in zip(starts, (*starts[1:], len(raw)), strict=True)]
    return lines if lines[-1] else lines[:-1]


def _unfit(raw: bytes) -> Undecodable | None:
    for mark, name in _WIDE_BOMS.items():
        if raw.startswith(mark):
            return Undecodable(f"is {name}, which Python does not read as source")
    zero = raw.find(b"\0")
    return None if zero < 0 else Undecodable("contains a NUL byte", _line_of(raw, zero))


def _lines(raw: bytes) -> Callable[[], bytes]:
    """What reads line by line; only ASCII of it, since what else stands beside a cookie is in the cookie's encoding."""
    bom = codecs.BOM_UTF8 if raw.startswith(codecs.BOM_UTF8) else b""
    ends = (found.end() for found in _LINE_END.finditer(raw))
    starts = pairwise(chain((len(bom),), ends, (len(raw),)))
    lines = (raw[start:end].translate(_ONLY_ASCII) for start, end in starts)
    return chain((bom + next(lines, b""),), lines).__next__


def _encodes_back(text: str, encoding: str, raw: bytes) -> bool:
    """Whether every character can be written again as it was, and what is ASCII on disk is ASCII in the text."""
    if encoding == "utf-8":
        return True  # its decoder takes nothing else
    try:
        return text.encode(encoding) == raw and text.isascii() == raw.isascii()
    except UnicodeError:
        return False


def _undetectable(error: SyntaxError) -> Undecodable:
    said = str(error)
    if "unknown encoding" in said:
        name = said.rpartition(":")[2].strip()
        return Undecodable(f"declares the unknown encoding {name}")
    if "encoding problem" in said:
        return Undecodable("has a UTF-8 BOM and declares another encoding")
    return Undecodable(said)


def _codec(declared: str) -> str | None:
    """The codec to use, None for those in which a byte may mean something else depending on what went before, or that cannot leave out what is wrong."""
    name = "utf-8" if declared == "utf-8-sig" else declared
    try:
        plain = all(probe.decode(name, "replace") == probe.decode("ascii") for probe in (_ESCAPES, _ASCII))
    except (LookupError, UnicodeError):
        return None
    return codecs.lookup(name).name if plain else None


def _line_of(raw: bytes, offset: int) -> int:
    return line_at(line_starts(raw), offset)
